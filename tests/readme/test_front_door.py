"""Nothing that README, CONTRIBUTING and the instructor's guide say to type, open or expect is untrue."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderApp
from typer.main import get_command

from autograder.cli import app
from autograder.course import Course

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/instructor.md")
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS}
VERBS = get_command(app).commands  # type: ignore[attr-defined]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
TO_COME = ("tinytorch/core/activations.py", "tests/solutions/03_activations.toml")  # written by a recipe
# A course's own, on no clone.
IN_USE = ("downloaded/", "release/", "submitted/", "feedback/", "demo/", ".autograder/")
LARGEST_PICTURE = 200_000

documents = pytest.mark.parametrize("document", DOCUMENTS)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> Iterator[list[str]]:
    """Every command that a text gives, in a shell block or between backticks, in words."""
    inline = re.findall(r"`((?:make|autograder|nbgrader|pytest) [^`]+)`", text)
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    for line in [*inline, *lines]:
        words = shlex.split(line, comments=True)
        if words:
            yield words


def options(verb: str) -> set[str]:
    return {option for parameter in VERBS[verb].params for option in parameter.opts}


def unknown(words: list[str]) -> str | None:
    """What of a command does not exist."""
    program, *arguments = words
    if program == "make":
        return next((word for word in arguments if "=" not in word and word not in TARGETS), None)
    if program == "nbgrader":
        return arguments[0] if arguments[0] not in NbGraderApp.subcommands else None
    if program == "pytest":
        return next((path for path in arguments if not (ROOT / path).exists()), None)
    if program == "autograder":
        verb, *rest = arguments
        if verb not in VERBS:
            return verb
        return next((word for word in rest if word.startswith("--") and word not in options(verb)), None)
    return None


@documents
def test_every_command_that_is_given_exists(document: str):
    given = list(commands(TEXTS[document]))
    assert given
    assert {" ".join(words): unknown(words) for words in given if unknown(words)} == {}


def test_a_command_that_does_not_exist_would_be_noticed():
    said = "`make deno` `autograder grade --studnet ID` `autograder collect` `nbgrader gather` `pytest test`"
    found = [unknown(words) for words in commands(said)]
    assert found == ["deno", "--studnet", "collect", "gather", "test"]


@documents
def test_every_option_that_is_named_alone_exists(document: str):
    known = set().union(*map(options, VERBS))
    assert set(re.findall(r"`(--[a-z-]+)", TEXTS[document])) <= known


@documents
def test_every_link_leads_to_a_file(document: str):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXTS[document])
    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


@documents
def test_every_path_that_is_named_is_there(document: str):
    spans = re.findall(r"`([\w.]+/[\w./-]*)`", TEXTS[document])
    absent = [path for path in spans if not (ROOT / path).exists() and not path.startswith(IN_USE)]
    assert set(absent) <= set(TO_COME)


def test_what_a_course_in_use_holds_is_nothing_to_commit():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {f"/{folder}" for folder in IN_USE} | {"/gradebook*.db*"} <= set(ignored)


@pytest.mark.parametrize("picture", ["demo.svg", "perceptron.png"])
def test_a_picture_is_shown_and_small(picture: str):
    assert f"](docs/{picture})" in TEXTS["README.md"]
    assert 0 < (ROOT / "docs" / picture).stat().st_size < LARGEST_PICTURE


def test_the_recording_shows_a_class_and_a_learning_report():
    drawing = ElementTree.parse(ROOT / "docs" / "demo.svg")
    text = " ".join("".join(drawing.getroot().itertext()).split())
    for said in ("01_tensor", "mallory", "what failed", "gradients flowing", "weights updated"):
        assert said in text


def test_the_example_prints_what_the_readme_says():
    [code] = blocks(TEXTS["README.md"], "python")
    [printed] = blocks(TEXTS["README.md"], "text")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert (done.stdout, done.stderr) == (printed, "")


def test_the_example_runs_with_pytorch():
    pytest.importorskip("torch", reason="PyTorch is not installed here; make bench TORCH=1 brings it")
    [code] = blocks(TEXTS["README.md"], "python")
    assert "import tinytorch as torch" in code
    theirs = code.replace("tinytorch as ", "").replace("tinytorch", "torch")
    subprocess.run([sys.executable, "-c", theirs], check=True)


def test_the_readme_names_the_modules_and_milestones_that_are_there():
    [today] = re.findall(r"^Here today: (.*)$", TEXTS["README.md"], re.MULTILINE)
    course = Course(ROOT)
    assert re.findall(r"\b\d\d \w+", today) == [
        assignment.name.replace("_", " ") for assignment in course.assignments if assignment.kind == "module"
    ]
    assert re.findall(r"\b\d{4}\b", today) == [milestone.name[3:7] for milestone in course.milestones]


def test_the_recipes_name_cells_and_lines_that_are_there():
    cells = {cell.id: cell for a in Course(ROOT).assignments for cell in a.notebook().cells}
    named = re.findall(r"cells?\s`(\w+)`", TEXTS["CONTRIBUTING.md"])
    assert named
    assert set(named) <= set(cells)
    [wrong] = blocks(TEXTS["CONTRIBUTING.md"], "toml")
    [entry] = tomllib.loads(wrong)["wrong"]
    assert cells[entry["cell"]].source.count(entry["old"]) == 1

"""A fact that must stand in two files is the same in both."""

from __future__ import annotations

import configparser
import re
import tomllib
from pathlib import Path

import pytest

import tinytorch

ROOT = Path(__file__).parents[2]


def toml(path: str) -> dict:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def settings() -> configparser.SectionProxy:
    """nbdev's settings."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / "settings.ini", encoding="utf-8")
    return parser["DEFAULT"]


def lock() -> dict[str, str]:
    """Each locked distribution with its version."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.partition(";")[0].strip().split("==") for line in lines if "==" in line and line[0] != "#"]
    return {normal(name): version for name, version in pins}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


TINYTORCH, AUTOGRADER = toml("pyproject.toml"), toml("autograder/pyproject.toml")


def test_the_version_of_tinytorch():
    assert settings()["version"] == tinytorch.__version__


def test_the_wheels_read_their_versions_from_the_packages():
    for project in (TINYTORCH, AUTOGRADER):
        assert "version" not in project["project"] and project["project"]["dynamic"] == ["version"]


@pytest.mark.parametrize(
    ("in_settings", "in_project"),
    [("lib_name", "name"), ("description", "description"), ("license", "license")],
)
def test_what_nbdev_and_the_wheel_say_of_tinytorch(in_settings: str, in_project: str):
    assert settings()[in_settings].lower() == TINYTORCH["project"][in_project].lower()


def test_the_oldest_python():
    oldest = f">={settings()['min_python']}"
    kit = toml("autograder/release/kit/kit.toml")
    assert {project["project"]["requires-python"] for project in (TINYTORCH, AUTOGRADER, kit)} == {oldest}
    assert TINYTORCH["tool"]["mypy"]["python_version"] == settings()["min_python"]
    assert TINYTORCH["tool"]["ruff"]["target-version"] == "py" + settings()["min_python"].replace(".", "")


def test_the_numpy_that_is_needed():
    kit = toml("autograder/release/kit/kit.toml")
    (needed,) = TINYTORCH["project"]["dependencies"]
    assert needed in AUTOGRADER["project"]["dependencies"]
    assert kit["project"]["dependencies"] == [needed]
    assert settings()["requirements"] == "numpy"


def test_every_exact_version_is_the_locked_one():
    grading = AUTOGRADER["project"]["optional-dependencies"]["grading"]
    wanted = TINYTORCH["dependency-groups"]["dev"] + AUTOGRADER["project"]["dependencies"] + grading
    wanted += TINYTORCH["build-system"]["requires"] + AUTOGRADER["build-system"]["requires"]
    pins = [entry.partition(";")[0].split("==") for entry in wanted if "==" in entry]
    assert {normal(name): version.strip() for name, version in pins}.items() <= lock().items()


def test_a_student_installs_nothing_that_is_not_imported():
    sources = [*(ROOT / "autograder").rglob("*.py"), *(ROOT / "milestones").rglob("*.ipynb")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    names = [re.split(r"[=<>;]", entry)[0] for entry in AUTOGRADER["project"]["dependencies"]]
    unused = [name for name in names if not re.search(rf"(import|from) {name}\b", text)]
    assert unused == ["ipykernel"]  # the program that runs a notebook


def test_everything_that_is_needed_is_locked():
    grading = AUTOGRADER["project"]["optional-dependencies"]["grading"]
    wanted = TINYTORCH["project"]["dependencies"] + AUTOGRADER["project"]["dependencies"] + grading
    assert {normal(re.split(r"[=<>;]", entry)[0].strip()) for entry in wanted} <= lock().keys()

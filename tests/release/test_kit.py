"""The student kit: nothing in it that is secret, and all that a student needs, on any system."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import toy
from desk import Desk
from kit_search import GRADER_DIGITS, leaks, secrets
from typer.main import get_command

from autograder.cli import app
from autograder.course import Course
from autograder.release.export import build_package
from autograder.release.publish import release

REPOSITORY = Path(__file__).parents[2]
FOLDER = "tinytorch-student-kit"


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.xdist_group(f"{name} kit")) for name in ("toy", "real")],
)
def course(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, empty_gradebook: Path
) -> Course:
    """A course to release: the toy, and a copy of the real one."""
    root = tmp_path_factory.mktemp("kit") / f"{request.param} course"
    if request.param == "toy":
        toy.make_toy_course(root)
    else:
        for folder in ("modules", "milestones", "tinytorch"):
            shutil.copytree(REPOSITORY / folder, root / folder)
    shutil.copy(empty_gradebook, root)
    return Course(root)


@pytest.fixture(scope="module")
def kit(course: Course) -> Path:
    return release(course)


# Nothing that is secret. ----------------------------------------------------------------------------


def test_no_byte_of_the_kit_gives_away_what_is_secret(course: Course, kit: Path) -> None:
    assert leaks(kit.read_bytes(), secrets(course)) == []


def _plant(kit: bytes, name: str, content: bytes) -> bytes:
    """The kit with one more file in it."""
    buffer = io.BytesIO(kit)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def _wheel(name: str, content: bytes) -> bytes:
    return _plant(_empty(), name, content)


def _empty() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


def _in_metadata(text: str) -> bytes:
    return json.dumps({"cells": [{"metadata": {"old": text}, "source": ["x\n", "y"]}]}).encode()


SOLUTION = """
    if n % 2:
        raise ValueError(f"expected an even number, got {n}; try double first")
    return n // 2
"""
HIDDEN = '    check.value("doubles any shape", double(x), hint="Do not loop over one axis.")'
WRONG = "return Tensor(x.data @ w.data + b.data)"
DIGITS = np.load(GRADER_DIGITS)["grader images"][0].tobytes()
PLANTS = {
    "a solution in a module": ("a.py", f"# notes{SOLUTION}".encode(), "halve, solution"),
    "a solution in a cell's metadata": ("a.ipynb", _in_metadata(SOLUTION), "halve, solution"),
    "a hidden test in the wheel": ("a.whl", _wheel("b.py", HIDDEN.encode()), "hidden_double"),
    "the grader's data in the wheel": ("a.whl", _wheel("d.npz", GRADER_DIGITS.read_bytes()), "grader labels"),
    "one of the grader's digits": ("a.bin", b"x" + DIGITS, "the first of the grader's digits"),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_the_search_finds_what_is_planted(toy_course: Path, plant: str) -> None:
    name, content, found = PLANTS[plant]
    assert any(found in leak for leak in leaks(_plant(_empty(), name, content), secrets(Course(toy_course))))


def test_the_search_finds_a_wrong_solution() -> None:
    planted = _plant(_empty(), "a.py", f"def score(x, w, b):\n    {WRONG}\n".encode())
    assert any("founding bug" in leak for leak in leaks(planted, secrets(Course(REPOSITORY))))


# All that a student needs. --------------------------------------------------------------------------


def test_the_kit_unpacks_into_one_folder_with_one_wheel(kit: Path) -> None:
    names = zipfile.ZipFile(kit).namelist()
    assert sum(name.endswith(".whl") for name in names) == 1
    expected = {f"{FOLDER}/{name}" for name in ("README.md", "pyproject.toml", "tinytorch/__init__.py")}
    assert expected <= set(names)
    assert all(name.startswith(f"{FOLDER}/") for name in names)


def test_the_files_are_of_today(kit: Path) -> None:
    today = datetime.fromtimestamp(kit.stat().st_mtime, UTC).timetuple()[:3]
    assert {entry.date_time for entry in zipfile.ZipFile(kit).infolist()} == {(*today, 0, 0, 0)}


def test_an_assistant_of_the_students_is_told_to_write_no_solution(kit: Path) -> None:
    with zipfile.ZipFile(kit) as archive:
        said = archive.read(f"{FOLDER}/AGENTS.md").decode("utf-8")
    assert "tutor, never their author" in said
    assert set(re.findall(r"`autograder (\w+)", said)) == {"check"}


def test_the_readme_names_the_wheel_and_the_commands_that_there_are(kit: Path) -> None:
    with zipfile.ZipFile(kit) as archive:
        readme = archive.read(f"{FOLDER}/README.md").decode("utf-8")
        [wheel] = [name for name in archive.namelist() if name.endswith(".whl")]
    assert f'"./{Path(wheel).name}" -e .' in readme
    said = set(re.findall(r"`autograder (\w+)", readme))
    assert said == {"check", "export", "milestone"} <= get_command(app).commands.keys()


@pytest.fixture(scope="module")
def desk(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk.set_up(kit, tmp_path_factory.mktemp("home") / "Mein Übungsplatz, 2° 学期")


def test_the_desk_lacks_what_windows_lacks(desk: Desk) -> None:
    code = "import os; assert not hasattr(os, 'fork'); print(open('x', 'w').encoding); import fcntl"
    ran = desk.run_python("-c", code)
    assert (ran.returncode, ran.stdout.strip()) == (1, "cp1252")


def test_a_blank_notebook_says_what_is_the_students_to_write(course: Course, desk: Desk) -> None:
    name = course.modules[0].name
    checked = desk.run("check", name)
    assert checked.returncode == 1
    assert "\nnot written yet:\n    " in checked.stdout
    assert "\n0 of " in checked.stdout


def test_a_student_completes_the_modules_exports_them_and_builds_on_them(course: Course, desk: Desk) -> None:
    modules = [assignment for assignment in course.assignments if assignment.kind == "module"]
    for module in modules:
        desk.complete(module)
        checked = desk.run("check", module.name)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert desk.run("export", module.name).returncode == 0
    mine = build_package([module.notebook() for module in modules], course.package)
    assert {path: (desk.folder / path).read_bytes() for path in mine} == mine
    for milestone in course.milestones:
        desk.complete(milestone)
        checked = desk.run("check", milestone.name)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    if course.root.name == "real course":
        trained = desk.run("milestone", "perceptron")
        assert trained.returncode == 0, trained.stdout + trained.stderr


def test_a_students_command_that_fails_says_so_in_one_line(course: Course, desk: Desk) -> None:
    failed = desk.run("check", "99_nothing")
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    assert course.modules[0].name in failed.stderr


def test_nothing_of_the_graders_is_installed(desk: Desk) -> None:
    assert not [name for name in ("nbgrader", "nh3", "jupyterlab") if (desk.packages / name).exists()]

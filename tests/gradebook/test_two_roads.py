"""`nbgrader autograde` and formgrader's button grade as our own command does."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest
import toy
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.batch.grade import grade
from autograder.course import Course
from autograder.course.cells import is_test
from autograder.gradebook.config import course_config
from autograder.sandbox import Sandbox

WANTED = {
    "ada": {"check": 10, "hidden": 10},
    "blank": {"check": 0, "hidden": 0},
    "bob": {"check": 9, "hidden": 9},
    "damaged": {"check": 10, "hidden": 10},
}
TOOLS = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture
def course(released_course: Course) -> Course:
    """Four notebooks that can be graded, and one that is a link to the author's."""
    root = released_course.root
    damaged = toy.reference(root, "01_toy")
    damaged.cells = [cell for cell in damaged.cells if cell.id not in ("hidden_double", "setup")]
    damaged.cells += copy.deepcopy(damaged.cells[3:6])
    for cell in damaged.cells:
        cell.metadata.pop("nbgrader", None)
    toy.submit(root, "ada", "01_toy", toy.reference(root, "01_toy"))
    toy.submit(root, "blank", "01_toy", toy.blank(root, "01_toy"))
    toy.submit(root, "bob", "01_toy", toy.edited(root, "01_toy", ("halve", "return n // 2", "return n / 2")))
    toy.submit(root, "damaged", "01_toy", damaged)
    link = toy.submit(root, "linked", "01_toy", damaged)
    link.unlink()
    link.symlink_to(released_course.assignment("01_toy").path)
    return released_course


def scores(course: Course) -> dict[str, dict[str, float]]:
    """What each student has in visible and in hidden test cells, from the gradebook."""
    found: dict[str, dict[str, float]] = {}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions("01_toy"):
            for score in submission.notebooks[0].grades if submission.notebooks else ():
                kind = score.name.partition("_")[0]
                if kind != "reflection" and score.auto_score is not None:
                    sums = found.setdefault(submission.student.id, {"check": 0, "hidden": 0})
                    sums[kind] += score.auto_score
    return found


def test_our_own_command(course: Course, sandbox: Sandbox):
    grade(course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    assert scores(course) == WANTED
    assert whole_tests(course.root / "autograded/ada/01_toy/01_toy.ipynb") == whole_tests(
        course.assignment("01_toy").path
    )


def whole_tests(path: Path) -> dict[str, str]:
    """The sources of the test cells, which instructors see whole, hidden tests included."""
    notebook = nbformat.read(path, as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if is_test(cell)}


def test_nbgraders_command(course: Course):
    said = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "01_toy"],
        cwd=course.root,
        env={**os.environ, "PATH": TOOLS},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert scores(course) == WANTED
    assert "symbolic link" in said.stderr
    assert not (course.root / "autograded/linked").exists()


def test_formgraders_button(course: Course, monkeypatch):
    monkeypatch.setenv("PATH", TOOLS)
    config = course_config(course.root)
    button = NbGraderAPI(CourseDirectory(config=config), config=config)
    results = {student: button.autograde("01_toy", student) for student in [*WANTED, "linked"]}
    assert scores(course) == WANTED
    assert {student for student, result in results.items() if not result["success"]} == {"linked"}

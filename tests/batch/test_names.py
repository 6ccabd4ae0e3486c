"""A name that cannot be written or read, of a file or of a student, costs its own submission at most."""

from __future__ import annotations

import csv
import io
import os
from contextlib import nullcontext
from pathlib import Path

import pytest
import toy
from rich.console import Console

from autograder.batch.grade import Batch, grade
from autograder.batch.submissions import fingerprint
from autograder.course import Course
from autograder.intake import copy_in
from autograder.report.class_table import print_class
from autograder.report.csv_export import export_csv
from autograder.sandbox import Sandbox

LATIN_1 = b"L\xf6sung"  # as a disk from Windows may have it: no UTF-8


@pytest.fixture
def course(released_course: Course) -> Course:
    toy.submit(released_course.root, "ada", "01_toy", toy.reference(released_course.root, "01_toy"))
    return released_course


@pytest.fixture
def graded(sandbox: Sandbox):
    def graded(course: Course, **settings) -> Batch:
        return grade(course, ["01_toy"], sandbox=lambda: nullcontext(sandbox), **settings)[0]

    return graded


def hand_in(course: Course, student: str | bytes) -> Path:
    """A perfect notebook of a student whose folder may be called anything."""
    return toy.submit(course.root, os.fsdecode(student), "01_toy", toy.reference(course.root, "01_toy"))


def test_a_notebooks_name_that_is_not_utf_8_stops_no_run(course, graded):
    path = hand_in(course, "bob")
    path.rename(path.with_name(os.fsdecode(LATIN_1) + ".ipynb"))
    outcomes = graded(course).outcomes
    assert {name: outcome.points for name, outcome in outcomes.items()} == {"ada": 20, "bob": 20}
    assert r"'L\udcf6sung.ipynb' was graded in its place" in outcomes["bob"].problems[0]
    again = graded(course)
    assert (again.graded_now, again.changed) == ((), ())


def test_an_error_about_the_submitted_files_costs_that_submission_alone(course, graded, monkeypatch):
    def fingerprint_but_bobs(assignment, student):
        if student == "bob":
            raise AssertionError("ours")
        return fingerprint(assignment, student)

    monkeypatch.setattr("autograder.batch.grade.fingerprint", fingerprint_but_bobs)
    hand_in(course, "bob")
    outcomes = graded(course).outcomes
    assert {name: outcome.points for name, outcome in outcomes.items()} == {"ada": 20, "bob": None}


@pytest.mark.parametrize(
    ("student", "why"),
    [
        (LATIN_1, "the student's name is not UTF-8; rename the folder"),
        ("ada\n", "holds a line break or another control character; rename the folder"),
        ("\x1bcbob", "holds a line break or another control character; rename the folder"),
    ],
)
def test_a_student_whose_name_is_no_line_of_text_is_not_graded_in_words_and_costs_nobody_the_grades(
    course, graded, student, why
):
    hand_in(course, student)
    batch = graded(course)
    outcome = batch.outcomes[os.fsdecode(student)]
    assert (batch.outcomes["ada"].points, outcome.points) == (20, None)
    assert why in outcome.problems[0]
    screen = io.StringIO()
    print_class([batch], Console(file=screen))
    assert (str(outcome) + screen.getvalue().replace("\n", "")).isprintable()
    with export_csv(course).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == "01_toy"]
    assert {row["score"]: row["could_not_be_graded"] for row in rows} == {"20.0": "", "": outcome.problems[0]}


@pytest.mark.parametrize("student", ["y" * 248, LATIN_1])
def test_an_error_of_ours_is_reported_whatever_the_student_is_called(course, graded, monkeypatch, student):
    def copy_in_but_one(folder, *to):
        if folder.parent.name != "ada":
            raise AssertionError(f"ours, at {folder}")
        return copy_in(folder, *to)

    monkeypatch.setattr("autograder.batch.grade.copy_in", copy_in_but_one)
    hand_in(course, student)
    outcomes = graded(course).outcomes
    assert outcomes["ada"].points == 20
    assert "an error of the autograder (AssertionError)" in outcomes[os.fsdecode(student)].problems[0]
    kept = course.root / ".autograder" / "errors" / os.fsdecode(student) / "01_toy.txt"
    assert "ours, at" in kept.read_text(encoding="utf-8")

"""A name that cannot be written or read, of a file or of a student, costs its own submission at most."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import pytest
import toy

from autograder.batch.grade import Batch, grade
from autograder.batch.submissions import fingerprint
from autograder.course import Course
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

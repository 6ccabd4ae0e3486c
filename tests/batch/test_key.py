"""The answer key comes from the reference, and an author's mistake is never taken for a student's."""

from __future__ import annotations

import nbformat
import pytest
import toy

from autograder.course import Course
from autograder.grading.engine import Engine
from autograder.grading.key import Guessable, guessable
from autograder.judge import BrokenKey
from autograder.sandbox import Sandbox


def break_reference(course: Course, old: str, new: str) -> None:
    path = course.assignment("01_toy").path
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        cell.source = cell.source.replace(old, new)
    toy.write(nb, path)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("return x + x", "raise ValueError", "no answer to 'doubles a number' in cell check_double: raised"),
        (
            'mentions=["3"]',
            'mentions=["4"]',
            "fails 'refuses an odd number' in cell check_halve: wrong value",
        ),
    ],
)
def test_a_reference_that_fails_its_own_checks_is_refused(toy_course, sandbox: Sandbox, old, new, why):
    course = Course(toy_course)
    break_reference(course, old, new)
    with pytest.raises(BrokenKey, match=f"^01_toy: .*{why}"):
        Engine(course, 1, sandbox).key(course.assignment("01_toy"))


def test_the_key_is_made_once_a_batch(toy_course, sandbox: Sandbox):
    course = Course(toy_course)
    engine = Engine(course, 1, sandbox)
    assert engine.key(course.assignment("01_toy")) is engine.key(course.assignment("01_toy"))


def test_the_hidden_data_depend_on_the_seed(toy_course, sandbox: Sandbox):
    course = Course(toy_course)
    assignment = course.assignment("01_toy")
    one, other = (Engine(course, seed, sandbox).key(assignment) for seed in (1, 2))
    assert guessable(assignment, one, other) == [
        Guessable("check_double", "doubles a number", 1.0),
        Guessable("check_double", "doubles a vector", 3.0),
        Guessable("check_affine", "scales and shifts", 4.0),
        Guessable("check_halve", "halves", 1.0),
        Guessable("check_halve", "refuses an odd number", 1.0),
        Guessable("hidden_halve", "refuses a large odd number", 1.0),
    ]

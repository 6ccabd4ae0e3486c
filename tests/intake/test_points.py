"""Damage that can be mended costs no point when the engine grades what was mended."""

from __future__ import annotations

import copy

import pytest
import toy

from autograder.course import Course
from autograder.grading.engine import Engine
from autograder.intake import copy_in


def metadata_and_ids_gone(nb):
    for number, cell in enumerate(nb.cells):
        cell.metadata, cell.id = {}, f"c{number}"


def copies_at_the_end(nb):
    for cell in copy.deepcopy(nb.cells):
        cell.id, cell.source = f"again-{cell.id}", cell.source.replace("return", "raise")
        nb.cells.append(cell)


def backwards_without_tests(nb):
    nb.cells = [cell for cell in reversed(nb.cells) if not cell.id.startswith(("check", "hidden", "setup"))]


@pytest.mark.parametrize("damage", [metadata_and_ids_gone, copies_at_the_end, backwards_without_tests])
def test_a_perfect_notebook_keeps_its_points(damage, toy_course, sandbox, tmp_path):
    course = Course(toy_course)
    assignment = course.assignment("01_toy")
    notebook = toy.reference(toy_course, "01_toy")
    damage(notebook)
    submission = toy.submit(toy_course, "ann", "01_toy", notebook).parent
    taken = copy_in(submission, tmp_path / "copy", assignment)
    graded = Engine(course, 1, sandbox).grade(assignment, taken.notebook)
    assert taken.problems
    assert graded.points == assignment.points

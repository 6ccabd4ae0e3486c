"""Whether a cell was folded or not when a student saved the notebook is nobody's business."""

from __future__ import annotations

import pytest
import toy

from autograder.course import Course
from autograder.intake import HandedIn, intake
from autograder.release.student import released


@pytest.mark.parametrize("metadata", [{}, {"jupyter": {"source_hidden": False, "outputs_hidden": True}}])
def test_a_cell_that_the_student_folded_or_unfolded_is_as_it_was_released(released_course: Course, metadata):
    assignment = released_course.assignment("01_toy")
    nb = toy.reference(released_course.root, "01_toy")
    for cell in nb.cells:
        cell.metadata.update(metadata)
    path = toy.submit(released_course.root, "ada", "01_toy", nb)
    taken = intake(HandedIn(path.parent, path), assignment)
    assert taken.notebook is not None
    assert taken.problems == []
    wanted = {cell.id: cell.metadata.get("jupyter") for cell in released(assignment).cells}
    assert {cell.id: cell.metadata.get("jupyter") for cell in taken.notebook.cells} == wanted

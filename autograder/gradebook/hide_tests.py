"""Feedback without the hidden tests."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution
from traitlets import List, Unicode


class HideTests(ClearHiddenTests):
    """nbgrader's ClearHiddenTests, for test cells alone.

    The marker in a cell of the student's own would end the making of that student's feedback.
    """

    # nbconvert sets it for every step towards an HTML page, and warns where it is not known.
    display_data_priority = List(Unicode(), config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        if is_grade(cell) and not is_solution(cell):
            return super().preprocess_cell(cell, resources, cell_index)
        return cell, resources

"""Training a milestone: what goes wrong is said by the cell in which it did."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import toy

from autograder.course import Course
from autograder.milestone import MilestoneFailed, train


def test_the_cell_that_failed_is_named_whatever_outputs_were_saved(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_1957_toy")
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 1, [nbformat.v4.new_output("stream", text="saved")]
    next(cell for cell in nb.cells if cell.id == "imports").source = "1 / 0"
    toy.write(nb, path)
    with pytest.raises(MilestoneFailed, match=r"^cell imports raised ZeroDivisionError: division by zero$"):
        train(Course(toy_course).milestones[0], lambda number, count, id: None)

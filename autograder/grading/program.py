"""A notebook -> the cells that the sandbox runs, in order."""

from __future__ import annotations

from functools import cache

from nbformat import NotebookNode

from autograder.course import Assignment, TestCell
from autograder.course.cells import settings
from autograder.course.syntax import parsing
from autograder.datasets import Split, array_name, is_graders, load
from autograder.release.demonstrations import demonstrations
from autograder.sandbox import CheckCell, StudentCell


def program(assignment: Assignment, notebook: NotebookNode, seed: int) -> list[StudentCell | CheckCell]:
    """The notebook's own code cells, and at their places the test cells as the reference has them.

    What the notebook says in a test cell is not read: its checks are the author's, found by the cell's id
    and without what they expect. A milestone's demonstrations, which train for minutes, are left out as they
    were released: `verify` proves that no check needs one. What a student has changed in one is run.
    """
    tests = {cell.id: cell for cell in assignment.test_cells}
    released = demonstrations(assignment.notebook()) if assignment.kind == "milestone" else {}
    return [
        _check_cell(tests[cell.id], seed) if cell.id in tests else StudentCell(cell.id, cell.source)
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source != released.get(cell.id)
    ]


def without_demonstrations(notebook: NotebookNode) -> NotebookNode:
    """Keep only the cells that nbgrader knows: no check may need another, and these are fast."""
    notebook.cells = [cell for cell in notebook.cells if settings(cell)]
    return notebook


def _check_cell(cell: TestCell, seed: int) -> CheckCell:
    """With the images of the grader's digits, which the sandbox finds on no disk; never with the labels."""
    splits = {(spec.split, spec.classes) for spec in cell.checks if is_graders(spec.split)}
    images = {array_name(*split): digits(*split).images for split in splits}
    return CheckCell(cell.id, cell.stripped, seed, images)


@cache
def digits(split: str, classes: tuple[int, ...] | None) -> Split:
    """`load`, by one thread at a time: NumPy parses a file's header as Python."""
    with parsing():
        return load(split, classes)

"""The assignment in the form in which students got it: no solution, no hidden test."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import CheckCellMetadata, SaveCells

from autograder.course import Assignment
from autograder.course.notebook import read_notebook
from autograder.release.student import PREPROCESSORS

# Those of the release that change the notebook; the others check it, and write to the gradebook.
STEPS = tuple(step for step in PREPROCESSORS if step not in (CheckCellMetadata, SaveCells))


def released(assignment: Assignment) -> NotebookNode:
    """The released form of an assignment. One notebook serves a whole batch: copy what you change."""
    return _released(assignment.path, assignment.path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _released(path: Path, changed: int) -> NotebookNode:
    """`changed` makes the cache see an edit."""
    notebook, resources = read_notebook(path), {"unique_key": path.stem}
    for step in STEPS:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook

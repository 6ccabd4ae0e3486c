"""A milestone's demonstrations, as they were released: they train for minutes, and no check needs one.

The release writes a digest of each into the notebook, since nothing else on a student's machine knows which
cells are the author's. What a student has changed or added is no demonstration any more, and is run.
"""

from __future__ import annotations

from hashlib import sha256

from nbformat import NotebookNode

from autograder.course.cells import settings
from autograder.release.exports import RECORD, note


def demonstrations(notebook: NotebookNode) -> dict[str, str]:
    """The code that nbgrader does not know, by its cells' ids."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {cell.id: cell.source for cell in code if not settings(cell)}


def record_demonstrations(notebook: NotebookNode) -> None:
    """Write down in a milestone that is being released which cells are demonstrations."""
    digests = {cell: _digest(source) for cell, source in demonstrations(notebook).items()}
    notebook.metadata[RECORD] = {**notebook.metadata.get(RECORD, {}), "demonstrations": digests}


def untouched(notebook: NotebookNode) -> set[str]:
    """The ids of the demonstrations that are as they were released; none, if the notebook does not say."""
    digests = note(notebook, "demonstrations")
    return {cell for cell, source in demonstrations(notebook).items() if digests.get(cell) == _digest(source)}


def _digest(source: str) -> str:
    return sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]

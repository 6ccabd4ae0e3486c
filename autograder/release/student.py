"""The student version of a notebook: nbgrader's own conversion, with stubs that speak."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    NbGraderPreprocessor,
    SaveCells,
)

from autograder.course import Assignment
from autograder.course.cells import FOLDED, is_solution, is_test
from autograder.course.notebook import read_notebook
from autograder.release.demonstrations import record_demonstrations
from autograder.release.exports import RECORD, record
from autograder.release.stubs import stub

NOTEBOOK_METADATA = {"kernelspec", "language_info"}
CELL_METADATA = {"nbgrader", "jupyter"}  # of Jupyter's, the form allows folding alone


class ClearForeignMetadata(NbGraderPreprocessor):
    """Keeps of the authors' metadata what Jupyter and nbgrader need; no picture of an answer, either."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        _keep(nb.metadata, NOTEBOOK_METADATA)
        for cell in nb.cells:
            _keep(cell.metadata, CELL_METADATA)
            if is_solution(cell):
                cell.pop("attachments", None)
        return nb, resources


class FoldTests(NbGraderPreprocessor):
    """Folds the source of every test cell: what it prints below says what is wrong."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        for cell in filter(is_test, nb.cells):
            cell.metadata["jupyter"] = NotebookNode(FOLDED)
        return nb, resources


class RecordExports(NbGraderPreprocessor):
    """Says in the notebook what it exports, so that a line `#| export` that gets lost is missed.

    A milestone exports nothing: it says which cells are demonstrations, so that `check` need not train.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        record(nb)
        if RECORD not in nb.metadata:  # a milestone
            record_demonstrations(nb)
        return nb, resources


class SpeakingStubs(ClearSolutions):
    """Says in each stub which function is the student's to write."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        self.notebook = f"{resources['unique_key']}.ipynb"
        return super().preprocess(nb, resources)

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        if cell.cell_type != "code":
            return super()._replace_solution_region(cell, language)
        source = cell.source
        cell.source = stub(source, self.notebook)
        return cell.source != source


# The gradebook keeps the hidden tests (SaveCells), and the checksums are of what the student gets.
PREPROCESSORS = [
    ClearForeignMetadata,
    FoldTests,
    RecordExports,
    LockCells,
    SpeakingStubs,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ComputeChecksums,
    CheckCellMetadata,
]
# Those that change the notebook; the others check it, and write to the gradebook.
CHANGES = tuple(step for step in PREPROCESSORS if step not in (CheckCellMetadata, SaveCells))


def released(assignment: Assignment) -> NotebookNode:
    """The assignment as students got it. One notebook serves a whole batch: copy what you change."""
    return _released(assignment.path, assignment.path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _released(path: Path, changed: int) -> NotebookNode:
    """`changed` makes the cache see an edit."""
    notebook, resources = read_notebook(path), {"unique_key": path.stem}
    for step in CHANGES:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def _keep(metadata: NotebookNode, keys: set[str]) -> None:
    for key in set(metadata) - keys:
        del metadata[key]

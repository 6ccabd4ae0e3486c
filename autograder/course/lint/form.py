"""The form of every cell: what nbformat, nbgrader and nbdev need of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.course.cells import FOLDED, is_exported, is_solution, is_test, settings


def file_format(notebook: NotebookNode) -> Iterator[str]:
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield f"nbformat is {notebook.nbformat}.{notebook.nbformat_minor}; expected 4.5, which has cell ids"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernelspec is not python3, which every Jupyter has"


def ids(notebook: NotebookNode) -> Iterator[str]:
    for id, times in Counter(cell.get("id") for cell in notebook.cells).items():
        if times > 1:
            yield f"{times} cells have the id {id}"
    for cell in notebook.cells:
        grade_id = settings(cell).get("grade_id", cell.id)
        if grade_id != cell.id:
            yield f"cell {cell.id}: its grade_id is {grade_id}; make them equal"


def metadata(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if settings(cell) and settings(cell).get("schema_version") != 3:
            yield f"cell {cell.id}: schema_version is {settings(cell).get('schema_version')}; expected 3"
        foreign = sorted(set(cell.metadata) - {"nbgrader", "jupyter"})
        if foreign:
            yield f"cell {cell.id}: metadata besides nbgrader's: {', '.join(foreign)}"


def folding(notebook: NotebookNode) -> Iterator[str]:
    """What may be skipped at first reading; the release folds the test cells itself."""
    for cell in notebook.cells:
        if "jupyter" not in cell.metadata:
            continue
        if cell.metadata.jupyter != FOLDED:
            yield f"cell {cell.id}: Jupyter's metadata is {dict(cell.metadata.jupyter)}; expected {FOLDED}"
        if cell.cell_type != "code" or is_solution(cell) or is_test(cell):
            yield f"cell {cell.id}: only given code is folded here"


def outputs(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"cell {cell.id}: outputs or an execution count are saved; clear them"


def locks(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if is_solution(cell):
            if settings(cell).get("locked"):
                yield f"cell {cell.id}: a solution cell is locked, so that no student could write in it"
        elif (cell.id == "setup" or is_exported(cell) or is_test(cell)) and not settings(cell).get("locked"):
            yield f"cell {cell.id}: setup, given code and tests must be locked"

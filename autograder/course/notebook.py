"""A notebook file, and what its setup cell says of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.validator import iter_validate

from autograder.course.cells import settings
from autograder.course.error import CourseError
from autograder.course.syntax import parse_python


@dataclass(frozen=True)
class Beginning:
    """What a notebook's setup cell says of it: its name; for a milestone, the last module that it needs.

    without: the modules before that one which it does not use.
    """

    name: str
    after: str | None = None
    without: Sequence[str] = ()


def begins(notebook: NotebookNode) -> Beginning:
    """Read `begin("02_autograd")` or `begin("01_1957_perceptron", after="02_autograd")` in the setup cell."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.get("id") == "setup":
            return _beginning(cell.source)
    raise CourseError('no setup cell: expected a code cell with the id "setup" that calls begin("NN_name")')


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook as it is: unlike `nbformat.read`, which gives cells with the same id new ones.

    Cells without an id, from an editor that knows none, get their grade_id or their number. Raises
    CourseError if there is no notebook at `path`.
    """
    try:
        notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        for number, cell in enumerate(notebook.cells):
            cell.setdefault("id", settings(cell).get("grade_id", f"cell-{number}"))
        problem = next(iter_validate(notebook, relax_add_props=True), None)
    except FileNotFoundError as error:
        raise CourseError(f"no notebook {path}") from error
    except (ValueError, AttributeError, TypeError) as error:  # not text, not JSON, or JSON of another kind
        raise CourseError(f"{path} is not a notebook: {error}") from error
    if problem:
        raise CourseError(f"{path} is not a notebook: {problem.message.splitlines()[0]}")
    return notebook


def _beginning(source: str) -> Beginning:
    try:
        calls = [node for node in ast.walk(parse_python(source)) if isinstance(node, ast.Call)]
        call = next(call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "begin")
        keywords = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in call.keywords}
        beginning = Beginning(*map(ast.literal_eval, call.args), **keywords)
        if not isinstance(beginning.name, str):
            raise TypeError(f"got {beginning.name!r}")
        return beginning
    except (SyntaxError, StopIteration, ValueError, TypeError) as error:
        raise CourseError(
            'the setup cell does not call begin("NN_name") or begin("NN_YEAR_name", after="NN_name")'
        ) from error

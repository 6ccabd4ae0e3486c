"""The kinds of cells in a notebook, what their directives and markers say, and whether they compile."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode

from autograder.course.error import CourseError
from autograder.course.syntax import parsing

EXPORT = re.compile(r"\A(?:\s*#\s*\|.*\n)*?\s*#\s*\|\s*exports?\b")
DEFAULT_EXP = re.compile(r"\A(?:\s*#\s*\|.*\n)*?\s*#\s*\|\s*default_exp\s+(\S+)")
CORE_MODULE = re.compile(r"core\.[A-Za-z]\w*")  # what a notebook may export to

FOLDED = {"source_hidden": True}  # Jupyter's metadata of a cell whose source is folded, its output not


def settings(cell: NotebookNode) -> dict[str, Any]:
    """What nbgrader knows of a cell: grade_id, grade, solution, locked, points."""
    known = cell.metadata.get("nbgrader")
    return known if isinstance(known, dict) else {}


def is_exported(cell: NotebookNode) -> bool:
    """Whether nbdev writes the cell into the package."""
    return cell.cell_type == "code" and EXPORT.match(cell.source) is not None


def is_solution(cell: NotebookNode) -> bool:
    return bool(settings(cell).get("solution"))


def is_test(cell: NotebookNode) -> bool:
    """Whether the cell's checks earn points without a human."""
    return cell.cell_type == "code" and bool(settings(cell).get("grade")) and not is_solution(cell)


def is_manual(cell: NotebookNode) -> bool:
    """Whether a human reads what the student wrote here, and gives the points."""
    return bool(settings(cell).get("grade")) and is_solution(cell)


def is_draft(notebook: NotebookNode) -> bool:
    """Whether nothing in it earns points, yet: it is part of the package, and no assignment."""
    return not any(settings(cell).get("grade") for cell in notebook.cells)


def default_modules(notebook: NotebookNode) -> list[str]:
    """The modules to which the notebook says that it exports: one such as "core.tensor", or none."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return list(dict.fromkeys(match[1] for source in sources if (match := DEFAULT_EXP.match(source))))


def regions(source: str, kind: str) -> list[tuple[int, int]]:
    """The line numbers, from 1, of each `BEGIN kind` and its `END kind`.

    Raises CourseError if they do not come in pairs.
    """
    found: list[tuple[int, int]] = []
    begin = None
    for number, line in enumerate(source.split("\n"), start=1):  # the lines that `ast` counts
        if f"BEGIN {kind}" in line:
            if begin is not None:
                raise CourseError(f"line {number}: BEGIN {kind} inside a region begun in line {begin}")
            begin = number
        elif f"END {kind}" in line:
            if begin is None:
                raise CourseError(f"line {number}: END {kind} without its BEGIN")
            found.append((begin, number))
            begin = None
    if begin is not None:
        raise CourseError(f"line {begin}: BEGIN {kind} without its END")
    return found


def syntax_error(cell: NotebookNode) -> str | None:
    """Where and why a cell cannot be compiled as part of a module, in a sentence; None if it can."""
    try:
        with parsing():
            compile(cell.source, f"<cell {cell.id}>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"cell {cell.id}, line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte, or nested too deeply
        return f"cell {cell.id}: {str(error) or 'nested too deeply'}"
    return None

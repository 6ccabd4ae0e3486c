"""Where a solution region may stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.course.cells import is_solution, regions
from autograder.course.error import CourseError
from autograder.course.syntax import FUNCTION, parse_python


def regions_in_bodies(notebook: NotebookNode) -> Iterator[str]:
    """A region outside of a body would leave a stub that cannot be imported."""
    for cell in notebook.cells:
        try:
            found = regions(cell.source, "SOLUTION")
        except CourseError as error:
            yield f"cell {cell.id}, {error}"
            continue
        if found and not is_solution(cell):
            yield f"cell {cell.id}: a solution region in a cell that is not a solution cell"
        if cell.cell_type == "code" and is_solution(cell):
            if not found:
                yield f"cell {cell.id}: no solution region, so all of the cell would be cleared"
            yield from _outside_bodies(cell, found)


def _outside_bodies(cell: NotebookNode, found: list[tuple[int, int]]) -> Iterator[str]:
    try:
        tree = parse_python(cell.source)
    except SyntaxError as error:
        yield f"cell {cell.id}, line {error.lineno}: {error.msg}"
        return
    for begin, end in found:
        inside = list(_within(tree, begin, end, in_function=False))
        if not all(inside) or not inside:
            yield f"cell {cell.id}, line {begin}: a solution region must lie in the body of a function"


def _within(node: ast.AST, begin: int, end: int, in_function: bool) -> Iterator[bool]:
    """For each outermost statement between two lines: is it in the body of a function."""
    in_function = in_function or isinstance(node, FUNCTION)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt) and begin < child.lineno and (child.end_lineno or 0) < end:
            yield in_function
        else:
            yield from _within(child, begin, end, in_function)

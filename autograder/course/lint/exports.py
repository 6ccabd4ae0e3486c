"""The form of export cells: what nbdev makes of them, and how much one may hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

from nbformat import NotebookNode

from autograder.course.cells import CORE_MODULE, default_modules, is_exported, is_solution, syntax_error
from autograder.course.syntax import FUNCTION, parse_python

LONGEST, LONGEST_GIVEN = 25, 45  # lines that a student writes into, and lines that are only read


def syntax(notebook: NotebookNode) -> Iterator[str]:
    for cell in filter(is_exported, notebook.cells):
        if problem := syntax_error(cell):
            yield problem


def first_cell(notebook: NotebookNode) -> Iterator[str]:
    exported = [cell for cell in notebook.cells if is_exported(cell)]
    modules = default_modules(notebook)
    if exported and not modules:
        yield "cells are exported but no cell says `#| default_exp core.name`"
    elif exported and (len(modules) > 1 or not CORE_MODULE.fullmatch(modules[0])):
        yield f"default_exp is {', '.join(modules)}; expected core.name"
    if exported and "from __future__ import annotations" not in exported[0].source.split("\n"):
        yield f"cell {exported[0].id}: the first export cell needs `from __future__ import annotations`"


def imports(notebook: NotebookNode) -> Iterator[str]:
    """nbdev turns only one form of import into a relative one."""
    for cell, tree in _exported(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom) and _names_package(node):
                in_form = (
                    isinstance(node, ast.ImportFrom)
                    and re.fullmatch(r"tinytorch\.(core|given)\.\w+", node.module or "")
                    and node in tree.body
                    and node.lineno == node.end_lineno
                )
                if not in_form:
                    yield (
                        f"cell {cell.id}, line {node.lineno}: write `from tinytorch.core.x import y`, on one "
                        f"line and outside of functions, not `{ast.unparse(node)}`"
                    )


def _names_package(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] == "tinytorch"
    return any(alias.name.split(".")[0] == "tinytorch" for alias in node.names)


def length(notebook: NotebookNode) -> Iterator[str]:
    for cell, tree in _exported(notebook):
        lines = [line for line in cell.source.strip().split("\n") if not re.match(r"\s*#(\s*\||## )", line)]
        longest = LONGEST if is_solution(cell) else LONGEST_GIVEN
        if len(lines) > longest and not _is_mixin(tree):
            yield f"cell {cell.id}: {len(lines)} lines are exported; at most {longest}, one idea a cell"


def _is_mixin(tree: ast.Module) -> bool:
    """Classes of methods of one statement each: a table, which is read in one piece."""
    methods = [item for node in tree.body if isinstance(node, ast.ClassDef) for item in node.body]
    return all(isinstance(node, ast.ClassDef) for node in tree.body) and all(
        len(method.body) - (ast.get_docstring(method) is not None) <= 1
        for method in methods
        if isinstance(method, FUNCTION)
    )


def _exported(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, ast.Module]]:
    """The export cells that can be parsed; `syntax` names the others."""
    for cell in filter(is_exported, notebook.cells):
        with suppress(SyntaxError):
            yield cell, parse_python(cell.source)

"""What an edit changes in a cell: the bodies of some functions, or more than can be told from the text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from autograder.course.syntax import DEFINITION, FUNCTION, parse_python


class Unclear(Exception):
    """The edit reaches beyond the bodies of functions."""


def changed_functions(before: str, after: str) -> frozenset[str] | None:
    """The functions of a cell, by their qualified names, whose bodies differ; None if anything else does.

    What is called without one of these runs as it did: a body is read when it is called, and no sooner. So a
    changed default, decorator or class attribute is unclear, and so is what makes a function a generator.
    """
    try:
        return frozenset(_changed(parse_python(before).body, parse_python(after).body, ""))
    except (SyntaxError, Unclear):
        return None


def _changed(before: Sequence[ast.stmt], after: Sequence[ast.stmt], place: str) -> Iterator[str]:
    if len(before) != len(after):
        raise Unclear
    for one, other in zip(before, after, strict=True):
        if ast.dump(one) == ast.dump(other):
            continue
        if _around(one) != _around(other):
            raise Unclear
        match one, other:
            case ast.ClassDef(), ast.ClassDef():
                yield from _changed(one.body, other.body, f"{place}{one.name}.")
            case ((ast.FunctionDef() | ast.AsyncFunctionDef()), _):
                yield place + one.name
            case _:
                raise Unclear


def _around(statement: ast.stmt) -> tuple[str, object]:
    """A definition without its body: name, parameters, decorators; for a function, what callers can see."""
    if not isinstance(statement, DEFINITION):
        raise Unclear
    fields = {name: value for name, value in ast.iter_fields(statement) if name != "body"}
    empty = type(statement)(**fields, body=[])
    if isinstance(statement, ast.ClassDef):
        return ast.dump(empty), None
    return ast.dump(empty), (ast.get_docstring(statement, clean=False), _yields(statement.body))


def _yields(nodes: Iterable[ast.AST]) -> bool:
    """Whether a function with this body is a generator; functions within it are none of its concern."""
    return any(
        isinstance(node, ast.Yield | ast.YieldFrom)
        or (not isinstance(node, FUNCTION | ast.Lambda) and _yields(ast.iter_child_nodes(node)))
        for node in nodes
    )

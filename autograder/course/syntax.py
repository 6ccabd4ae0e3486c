"""Python source as a syntax tree, whichever thread asks."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITION = FUNCTION | ast.ClassDef

_one_at_a_time = Lock()


@contextmanager
def parsing() -> Iterator[None]:
    """Around all that parses or compiles, or calls a library that does: one thread at a time, and silent.

    CPython 3.11 may raise SystemError for two threads at once (cpython#106905), and the warnings about a
    student's `x is 1` are not for the instructor's console.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        yield


def parse_python(source: str) -> ast.Module:
    """`ast.parse`, one thread at a time."""
    with parsing():
        return ast.parse(source)

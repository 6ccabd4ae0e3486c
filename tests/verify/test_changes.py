"""What an edit changes in a cell is told from its text, or said to be unclear."""

from __future__ import annotations

import pytest

from autograder.verify.changes import changed_functions

CELL = '''
from math import sqrt

SCALE = 2

def twice(x, by=SCALE):
    """Twice."""
    return by * x

class Layer(list):
    depth = 1

    def forward(self, x):
        def inner(y):
            return y + 1
        return inner(x)

    @property
    def size(self): return len(self)

def numbers(n):
    for i in range(n):
        yield i
'''


@pytest.mark.parametrize(
    ("old", "new", "functions"),
    [
        ("return by * x", "return by + x", {"twice"}),
        ("return by * x", "global SCALE\n    SCALE = 3\n    return by * x", {"twice"}),
        ("return y + 1", "return y", {"Layer.forward"}),
        ("len(self)", "0", {"Layer.size"}),
        ("yield i", "yield -i", {"numbers"}),
        ("SCALE = 2", "SCALE = 2  # a comment", set()),
    ],
)
def test_the_body_of_a_function_is_named_after_it(old, new, functions):
    assert changed_functions(CELL, CELL.replace(old, new)) == functions


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SCALE = 2", "SCALE = 3"),
        ("by=SCALE", "by=1"),
        ("twice(x", "double(x"),
        ('"""Twice."""', '"""Once."""'),
        ("depth = 1", "depth = 2"),
        ("(list)", "(dict)"),
        ("@property", "@staticmethod"),
        ("yield i", "print(i)"),
        ("return by * x", "yield by * x"),
        ("from math import sqrt", "from cmath import sqrt"),
        ("def numbers(n)", "async def numbers(n)"),
        ("return by * x", "return by *"),
        ("class Layer(list):", "Layer = 1\n\nclass Layer(list):"),
    ],
)
def test_what_is_more_than_a_body_is_unclear(old, new):
    assert CELL.count(old) == 1
    assert changed_functions(CELL, CELL.replace(old, new)) is None


def test_a_cell_that_is_no_python_is_unclear():
    assert changed_functions("%time 1", "%time 2") is None

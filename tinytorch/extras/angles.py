"""Of each element: functions of angles, and their like, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch.core.tensor import METHODS, VJP, Function, Setting, Tensor, floating, method

# NumPy's function, and its slope from the input and the output.
TABLE: dict[str, tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    "tan": (np.tan, lambda a, out: 1 + out * out),
    "asin": (np.arcsin, lambda a, out: 1 / np.sqrt(1 - a * a)),
    "acos": (np.arccos, lambda a, out: -1 / np.sqrt(1 - a * a)),
    "atan": (np.arctan, lambda a, out: 1 / (1 + a * a)),
    "atanh": (np.arctanh, lambda a, out: 1 / (1 - a * a)),
    "expm1": (np.expm1, lambda a, out: out + 1),
}


class Elementary(Function):
    """The function `name` of the table."""

    name: Setting[str]

    def forward(self, a: np.ndarray) -> np.ndarray:
        return TABLE[self.name][0](floating(a))


class Atan2(Function):
    """The angle of the point (b, a), from -pi to pi."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.arctan2(floating(a), floating(b))


def d_atan2(fn: Atan2, g: np.ndarray) -> Any:
    a, b = fn.arrays
    share = g / (a * a + b * b)
    return share * b, -share * a


VJP[Elementary] = lambda fn, g: g * TABLE[fn.name][1](fn.arrays[0], fn.out)
VJP[Atan2] = d_atan2
METHODS.update({name: lambda x, name=name: Elementary.apply(x, name=name) for name in TABLE})


@method
def atan2(x: Tensor, other: Tensor) -> Tensor:
    """The angle of each point (other, x), from -pi to pi."""
    return Atan2.apply(x, other)

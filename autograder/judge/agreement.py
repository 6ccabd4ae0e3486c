"""Does an array agree with the key's: in shape, kind of number, finiteness and value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.checks import compare
from autograder.judge.verdict import Word


def compared(want: np.ndarray, got: np.ndarray | None, *, rtol: float = 0.0, atol: float = 0.0) -> Word:
    """How `got` compares with the key's `want`: by the rule of the checks on a student's machine."""
    return "no answer" if got is None else compare.agreement(got, want, rtol, atol)


def scales(arrays: Mapping[str, np.ndarray]) -> dict[str, float]:
    """The size against which each of several gradients is compared: its largest entry.

    An entry near zero is rounding noise beside the large ones, and so is a whole gradient beside one a
    thousand times larger: hence the floor.
    """
    sizes = {name: largest(array) for name, array in arrays.items()}
    floor = 1e-3 * max(sizes.values(), default=0.0)
    return {name: max(size, floor) for name, size in sizes.items()}


def largest(array: np.ndarray) -> float:
    """The largest finite magnitude; 0 if there is none."""
    return float(np.abs(array[np.isfinite(array)]).max(initial=0.0))

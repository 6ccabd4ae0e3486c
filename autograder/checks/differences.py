"""Central differences: the true slope of a function, from its values alone. NumPy, no tensors.

The output is weighed with a random cotangent before it is summed. A plain sum would hide wrong rules:
the outputs of a softmax always add up to 1, so that a rule which returns zeros would look right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

STEP = 1e-6  # in float64 about the best: rounding costs 1e-10, curvature 1e-12
ALL_ELEMENTS = 200  # up to this size every element is moved by itself
PROBES = 10  # beyond it, all of them together, in this many random directions
SMALLEST_SCALE = 1e-2  # errors are relative to the largest slope, or to this if all are smaller


@dataclass(frozen=True)
class Slopes:
    """One array's true slopes along some directions, beside those that autograd's gradient gives.

    numeric, autograd: (directions,); autograd is None if there is no gradient of the right shape.
    gradient: what autograd gave, of whatever shape; None if it gave none.
    """

    name: str
    shape: tuple[int, ...]
    numeric: np.ndarray
    gradient: np.ndarray | None
    autograd: np.ndarray | None

    @property
    def error(self) -> float:
        """The largest difference, relative to the largest slope; infinite without a gradient."""
        if self.autograd is None or not np.isfinite(self.autograd).all():
            return float("inf")
        scale = max(largest(self.numeric), SMALLEST_SCALE)
        return largest(self.numeric - self.autograd) / scale

    def problem(self, rtol: float) -> str:
        """One sentence on what is wrong with the gradient; empty if it is right within `rtol`."""
        if self.error <= rtol:
            return ""
        if self.gradient is None:
            return f"{self.name} has no gradient: backward did not reach it"
        if self.autograd is None:
            return f"{self.name} has shape {self.shape}, its gradient {self.gradient.shape}"
        if not np.isfinite(self.autograd).all():
            return f"the gradient of {self.name} is not finite"
        worst = int(np.argmax(np.abs(self.numeric - self.autograd)))
        return (
            f"the gradient of {self.name} is wrong: {self._place(worst)} the true slope is "
            f"{self.numeric[worst]:.6g}, autograd says {self.autograd[worst]:.6g}"
        )

    def _place(self, direction: int) -> str:
        if not self.shape:
            return "there"
        if np.prod(self.shape) > ALL_ELEMENTS:
            return "in a random direction"
        index = np.unravel_index(direction, self.shape)
        return f"at [{', '.join(map(str, index))}]"


def measure(
    name: str,
    evaluate: Callable[[], np.ndarray],
    array: np.ndarray,
    gradient: np.ndarray | None,
    cotangent: np.ndarray,
    rng: np.random.Generator,
) -> Slopes:
    """Move `array` in place, float64, and see how `evaluate()` follows; leave it as it was."""
    along = _directions(array.size, rng)
    numeric = _slopes(evaluate, array, along, cotangent)
    fits = gradient is not None and gradient.shape == array.shape
    autograd = along @ gradient.astype(np.float64).ravel() if gradient is not None and fits else None
    return Slopes(name, array.shape, numeric, gradient, autograd)


def _directions(size: int, rng: np.random.Generator) -> np.ndarray:
    """Unit vectors, one a row: each element's own where they are few, random ones where they are many."""
    if size <= ALL_ELEMENTS:
        return np.eye(size)
    rows = rng.standard_normal((PROBES, size))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _slopes(
    evaluate: Callable[[], np.ndarray], array: np.ndarray, along: np.ndarray, cotangent: np.ndarray
) -> np.ndarray:
    start, slopes = array.copy(), np.empty(len(along))
    try:
        for k, direction in enumerate(along):
            step = STEP * direction.reshape(array.shape)
            array[...] = start + step
            above = np.array(evaluate())  # a copy, since the output may share the input's memory
            array[...] = start - step
            slopes[k] = np.sum(cotangent * (above - evaluate())) / (2 * STEP)
    finally:
        array[...] = start
    return slopes


def largest(array: np.ndarray) -> float:
    """The largest absolute value; 0 for an empty array."""
    return float(np.max(np.abs(array), initial=0.0))

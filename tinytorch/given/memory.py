"""What is written in place: where it may be, and what was, so that backward refuses a value that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray

if TYPE_CHECKING:
    from tinytorch.core.tensor import Function, Tensor


class Writes:
    """When memory was last written in place, so that backward can tell whether an array is as forward saw it.

    A view counts with the array that owns its memory. What NumPy writes into `x.data` is not seen.
    """

    def __init__(self) -> None:
        self.count = 0  # the clock
        self.last: dict[int, int] = {}  # id of the owner -> time; an id used again was written earlier

    def note(self, array: np.ndarray) -> None:
        self.count += 1
        self.last[id(owner(array))] = self.count

    def after(self, moment: float, array: np.ndarray) -> bool:
        return self.last.get(id(owner(array)), 0) > moment


writes = Writes()


def owner(array: np.ndarray) -> np.ndarray:
    """The array whose memory this one looks at."""
    base = array.base
    while isinstance(base, ndarray):
        array, base = base, base.base
    return array


def unchanged(fn: Function, arrays: list[np.ndarray]) -> list[np.ndarray]:
    """The arrays, if none of them was changed in place since `fn` was recorded."""
    if writes.count > fn._moment and any([writes.after(fn._moment, a) for a in arrays]):
        raise RuntimeError(
            f"{fn!r} needs, for its gradient, a value that was changed in place after it had been computed: "
            "write y = y * 2 in the place of y *= 2, or call backward first"
        )
    return arrays


def unchanged_settings(fn: Function) -> None:
    """RuntimeError if an index or a mask among the settings of `fn` was changed in place since."""
    if writes.count > fn._moment:
        for value in [getattr(fn, name) for name in fn.settings]:
            parts = value if isinstance(value, tuple) else (value,)
            unchanged(fn, [part for part in parts if isinstance(part, ndarray)])


def changed(x: Any) -> None:
    """Say that the array of `x` was written into."""
    writes.note(x._data)


def in_place(target: Any, new: Tensor) -> Tensor:
    """`a += b`, where `new` is a + b: changes a's array where nothing is recorded, else is the new tensor."""
    if new.requires_grad:
        if target.requires_grad and target.grad_fn is None:
            raise RuntimeError("in place on a leaf that requires gradients: update parameters under no_grad")
        return new
    fits = new.dtype == target.dtype or np.can_cast(new.dtype, target.dtype, "same_kind")
    if new.shape != target.shape or not fits:
        raise ValueError(
            f"in place, the result has shape {new.shape} and {new.dtype}, "
            f"which does not fit into {target.shape} and {target.dtype}: write a = a + b"
        )
    target.data[...] = new.data
    changed(target)
    return target

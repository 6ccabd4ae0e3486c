"""Where a value left the graph: the line on which a constant was made that moves with what was nudged."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checks.tensors import array_of

NUDGE = 1e-3  # relative; integers, masks and shapes do not feel it


@dataclass(frozen=True)
class Birth:
    """A tensor, and the file and line outside of its own class's file on which it was made."""

    tensor: Any
    file: str
    line: int

    def __str__(self) -> str:
        is_file = Path(self.file).is_file()
        where = f"{Path(self.file).name}, line {self.line}" if is_file else f"line {self.line} of its cell"
        source = linecache.getline(self.file, self.line).strip()
        return f"{where}: {source}" if source else where

    @property
    def is_constant(self) -> bool:
        """Whether it has floating numbers and neither a history nor gradients of its own."""
        array = array_of(self.tensor)
        return (
            array is not None
            and array.dtype.kind == "f"
            and self.tensor.grad_fn is None
            and not self.tensor.requires_grad
        )


def moving_constant(run: Callable[[], Any], nudged: Any) -> Birth | None:
    """The first constant made by `run()` whose numbers move when those of the tensor `nudged` do.

    None if there is none, or if `run` does not make the same tensors twice.
    """
    before = _constants(run, type(nudged))
    rng, kept = np.random.default_rng(0), nudged.data
    nudged.data = kept + NUDGE * (1 + np.abs(kept)) * rng.uniform(0.5, 1, kept.shape)
    try:
        after = _constants(run, type(nudged))
    finally:
        nudged.data = kept
    if [(b.file, b.line) for b in before] != [(b.file, b.line) for b in after]:
        return None
    for was, now in zip(before, after, strict=True):
        if not np.array_equal(was.tensor.data, now.tensor.data, equal_nan=True):
            return now
    return None


def _constants(run: Callable[[], Any], kind: type) -> list[Birth]:
    with _watched(kind) as births, suppress(Exception):  # of a guard, say: what was made until then counts
        run()
    return [birth for birth in births if birth.is_constant]


@contextmanager
def _watched(kind: type) -> Iterator[list[Birth]]:
    """The births of tensors while the block runs, in order."""
    births: list[Birth] = []
    base = next(cls for cls in kind.__mro__ if "__init__" in vars(cls))
    made = base.__init__  # type: ignore[misc]
    own = made.__code__.co_filename

    def init(self: Any, *args: Any, **settings: Any) -> None:
        made(self, *args, **settings)
        frame = asked = sys._getframe(1)
        while frame.f_code.co_filename == own and frame.f_back:  # as from_numpy and detach do
            frame = frame.f_back
        frame = asked if frame.f_globals["__name__"].startswith("autograder.") else frame
        births.append(Birth(self, frame.f_code.co_filename, frame.f_lineno))

    base.__init__ = init  # type: ignore[misc]
    try:
        yield births
    finally:
        base.__init__ = made  # type: ignore[misc]

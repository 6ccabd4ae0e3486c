"""Data for test cells: the same for everybody who has the same seed.

A student's machine has the public seed 0; the grader supplies a secret one, and arrays that are on
no student's disk. Every stream depends on the seed and the name alone, so the order of calls is free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np

from autograder.checks.tensors import Parameters, named
from autograder.datasets import Split, array_name, is_graders, load

Item = TypeVar("Item")

_seed: int = 0
_arrays: dict[str, np.ndarray] = {}


def supply(*, seed: int = 0, arrays: Mapping[str, np.ndarray] | None = None) -> dict[str, Any]:
    """Set the seed, and the arrays that cannot be found on disk. The grader calls this.

    Returns the settings that were in force before.
    """
    global _seed, _arrays
    before = {"seed": _seed, "arrays": _arrays}
    _seed, _arrays = seed, dict(arrays or {})
    return before


def stream(name: str) -> np.random.Generator:
    """The random generator that belongs to `name`, from its start."""
    digest = sha256(f"{_seed}/{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def normal(name: str, shape: int | tuple[int, ...], dtype: str = "float64") -> np.ndarray:
    """Numbers from the standard normal distribution."""
    return np.asarray(stream(name).standard_normal(shape)).astype(dtype)


def uniform(name: str, shape: int | tuple[int, ...], low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Float64 numbers from [low, high)."""
    return np.asarray(stream(name).uniform(low, high, shape))


def integers(name: str, shape: int | tuple[int, ...], low: int, high: int) -> np.ndarray:
    """Int64 numbers from low to high - 1."""
    return np.asarray(stream(name).integers(low, high, shape))


def shuffled(name: str, items: Sequence[Item]) -> list[Item]:
    """The items in a random order."""
    return [items[i] for i in stream(name).permutation(len(items))]


def fill(parameters: Parameters, scale: float = 0.5) -> None:
    """Overwrite every parameter in place with normal numbers, times `scale`, drawn by its name.

    parameters: a Module, or a dict of names to tensors. Their shapes and dtypes stay.
    """
    for name, parameter in named(parameters).items():
        parameter.data[...] = scale * normal(f"parameter {name}", parameter.data.shape)


def digits(split: str, classes: Sequence[int] | None = None) -> Split:
    """Handwritten digits: images (N, 8, 8) float32 in [0, 1] and labels (N,) int64.

    split: "train", "held-out", or "grader", whose labels are None; or one of these with " by writer", or
    with " pairs", where images are (N, 8, 16). See `autograder.datasets.load`.
    classes: only these digits, such as (3, 8); a label is then a position in `classes`.
    """
    if not is_graders(split):
        return load(split, classes)
    supplied: Any = _arrays.get(array_name(split, classes))
    return Split(supplied if supplied is not None else load(split, classes).images, None)

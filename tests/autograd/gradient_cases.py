"""The data of the standard gradient check: for every differentiable Function, expressions that use it.

Dimensions are unequal, so that a forgotten transpose or `expand_dims` shows; one case of each broadcasting
operation has a dimension of size 1; a square input is there where rows and columns could be confused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tinytorch import Function, Tensor, cat, from_numpy, stack, where
from tinytorch.core import tensor as core

_rng = np.random.default_rng(20260101)


class Case(NamedTuple):
    """`f` of float64 tensors made from `arrays` records at least one `function`."""

    function: type[Function]
    name: str
    f: Callable[..., Tensor]
    arrays: tuple[np.ndarray, ...]

    def tensors(self, dtype: str = "float64") -> list[Tensor]:
        """New leaves of this dtype."""
        return [Tensor(array.astype(dtype), requires_grad=True) for array in self.arrays]

    def __str__(self) -> str:
        return f"{self.function.__name__} {self.name}"


def normal(*shape: int) -> np.ndarray:
    return _rng.standard_normal(shape)


def positive(*shape: int) -> np.ndarray:
    return _rng.uniform(0.5, 2.0, shape)


def distinct(*shape: int) -> np.ndarray:
    """No two equal, none zero, none at a bound: far from every kink."""
    n = int(np.prod(shape))
    return (_rng.permutation(n) - n / 2 + 0.25).reshape(shape) / n * 4


def boolean(*shape: int) -> Tensor:
    return from_numpy(_rng.random(shape) > 0.5)


MASK = boolean(3, 4)
ROWS = from_numpy(np.array([[2], [0], [2]]))  # (3, 1), row 2 twice
PAIR = from_numpy(np.array([[3, 0]]))  # (1, 2)
PAIRS = from_numpy(np.array([[0, 3], [3, 3], [1, 2]]))  # (3, 2)
IDS = from_numpy(np.array([1, 1, 4]))

CASES = [
    Case(core.Add, "broadcasts", lambda a, b: a + b, (normal(2, 3, 4), normal(3, 1))),
    Case(core.Add, "of a number", lambda a: 2.5 + a, (normal(2, 3),)),
    Case(core.Add, "of no dimension and two", lambda a, b: a + b, (normal(), normal(2, 3))),
    Case(core.Add, "of itself", lambda a: a + a, (normal(2, 3),)),
    Case(core.Sub, "broadcasts", lambda a, b: a - b, (normal(3, 1), normal(2, 3, 4))),
    Case(core.Sub, "from a number", lambda a: 1 - a, (normal(2, 3),)),
    Case(core.Mul, "broadcasts", lambda a, b: a * b, (normal(2, 3, 4), normal(3, 1))),
    Case(core.Mul, "of itself", lambda a: a * a, (normal(2, 3),)),
    Case(core.Div, "broadcasts", lambda a, b: a / b, (normal(2, 3, 4), positive(3, 1))),
    Case(core.Div, "of a number", lambda a: 3 / a, (positive(2, 3),)),
    Case(core.Div, "by itself times itself", lambda a: a / (a * a), (positive(2, 3),)),
    Case(core.Neg, "of unequal dimensions", lambda a: -a, (normal(2, 3),)),
    Case(core.Pow, "2", lambda a: a**2, (normal(2, 3),)),
    Case(core.Pow, "3", lambda a: a**3, (normal(2, 3),)),
    Case(core.Pow, "4", lambda a: a**4, (normal(2, 3),)),
    Case(core.Pow, "-1.5", lambda a: a**-1.5, (positive(2, 3),)),
    Case(core.Pow, "1 of exact zeros", lambda a: a**1, (np.array([0.0, 2.0, 0.0]),)),
    Case(core.Pow, "0 of exact zeros", lambda a: a**0, (np.array([0.0, 2.0, 0.0]),)),
    Case(core.Exp, "of unequal dimensions", lambda a: a.exp(), (normal(2, 3),)),
    Case(core.Log, "of unequal dimensions", lambda a: a.log(), (positive(2, 3),)),
    Case(core.Sqrt, "of unequal dimensions", lambda a: a.sqrt(), (positive(2, 3),)),
    Case(core.Tanh, "of unequal dimensions", lambda a: a.tanh(), (normal(2, 3),)),
    Case(core.Abs, "away from zero", lambda a: abs(a), (distinct(2, 3),)),
    Case(core.Abs, "of exact zeros", lambda a: a.abs(), (np.array([0.0, -2.0, 0.0]),)),
    Case(core.Clamp, "both sides", lambda a: a.clamp(-1, 1), (distinct(3, 4),)),
    Case(core.Clamp, "below alone", lambda a: a.clamp(min=0.0), (distinct(3, 4),)),
    Case(core.Clamp, "above alone", lambda a: a.clamp(max=0.0), (distinct(3, 4),)),
    Case(core.Cast, "to itself", lambda a: core.Cast.apply(a, dtype=core.float64), (normal(2, 3),)),
    Case(core.MatMul, "of matrices", lambda a, b: a @ b, (normal(2, 3), normal(3, 4))),
    Case(core.MatMul, "of square matrices", lambda a, b: a @ b, (normal(3, 3), normal(3, 3))),
    Case(core.MatMul, "of vectors", lambda a, b: a @ b, (normal(3), normal(3))),
    Case(core.MatMul, "of vector and matrix", lambda a, b: a @ b, (normal(3), normal(3, 4))),
    Case(core.MatMul, "of matrix and vector", lambda a, b: a @ b, (normal(2, 3), normal(3))),
    Case(core.MatMul, "of vector and batch", lambda a, b: a @ b, (normal(3), normal(5, 3, 4))),
    Case(core.MatMul, "of batch and vector", lambda a, b: a @ b, (normal(5, 2, 3), normal(3))),
    Case(core.MatMul, "of batch and matrix", lambda a, b: a @ b, (normal(5, 2, 3), normal(3, 4))),
    Case(
        core.MatMul,
        "of batch and matrix, nothing to add up",
        lambda a, b: a @ b,
        (normal(2, 3, 0), normal(0, 4)),
    ),
    Case(
        core.MatMul,
        "of batch and matrix without columns",
        lambda a, b: a @ b,
        (normal(2, 3, 4), normal(4, 0)),
    ),
    Case(core.MatMul, "of batches that broadcast", lambda a, b: a @ b, (normal(5, 1, 2, 3), normal(6, 3, 4))),
    Case(core.MatMul, "with itself transposed", lambda a: a @ a.T, (normal(2, 3),)),
    Case(core.Sum, "of everything", lambda a: a.sum(), (normal(2, 3, 4),)),
    Case(core.Sum, "of a dim, square", lambda a: a.sum(1), (normal(3, 3),)),
    Case(core.Sum, "of dims, one negative", lambda a: a.sum((0, -1)), (normal(2, 3, 4),)),
    Case(core.Sum, "kept", lambda a: a.sum(1, keepdim=True) * a, (normal(2, 3, 4),)),
    Case(core.Sum, "of no dimension", lambda a: a.sum(), (normal(),)),
    Case(core.Mean, "of everything", lambda a: a.mean(), (normal(2, 3, 4),)),
    Case(core.Mean, "of a dim, square", lambda a: a.mean(0), (normal(3, 3),)),
    Case(core.Mean, "of dims, one negative", lambda a: a.mean((-1, 0)), (normal(2, 3, 4),)),
    Case(core.Mean, "kept", lambda a: a - a.mean(-1, keepdim=True), (normal(2, 3, 4),)),
    Case(core.Mean, "in a variance", lambda a: a.var(1), (normal(2, 3, 4),)),
    Case(core.Mean, "in a standard deviation", lambda a: a.std((0, 2), keepdim=True), (normal(2, 3, 4),)),
    Case(core.Amax, "of everything", lambda a: a.amax(), (distinct(2, 3, 4),)),
    Case(core.Amax, "of a dim, square", lambda a: a.amax(1), (distinct(3, 3),)),
    Case(core.Amax, "of dims, kept", lambda a: a - a.amax((0, -1), keepdim=True), (distinct(2, 3, 4),)),
    Case(core.Amax, "of two equal ones", lambda a: a.amax(), (np.array([3.0, 1.0, 3.0]),)),
    Case(core.Amax, "as a minimum", lambda a: a.min(), (distinct(2, 3),)),
    Case(core.TakeAlongDim, "in max", lambda a: a.max(1).values, (distinct(2, 3, 4),)),
    Case(core.TakeAlongDim, "in min, kept", lambda a: a * a.min(-1, True).values, (distinct(2, 3, 4),)),
    Case(core.TakeAlongDim, "of one row twice", lambda a: a.take_along_dim(ROWS, 0), (normal(4, 1),)),
    Case(core.TakeAlongDim, "ids broadcast", lambda a: a.take_along_dim(PAIR, 1), (normal(3, 4),)),
    Case(core.TakeAlongDim, "elements broadcast", lambda a: a.take_along_dim(PAIRS, 1), (normal(1, 4),)),
    Case(core.Reshape, "with -1", lambda a: a.reshape(4, -1), (normal(2, 3, 4),)),
    Case(core.Reshape, "in flatten", lambda a: a.flatten(1), (normal(2, 3, 4),)),
    Case(core.Reshape, "in squeeze and unsqueeze", lambda a: a.squeeze(1).unsqueeze(0), (normal(2, 1, 3),)),
    Case(core.Permute, "a rotation", lambda a: a.permute(2, 0, 1), (normal(2, 3, 4),)),
    Case(core.Permute, "negative dims", lambda a: a.permute(-1, 0, 1), (normal(2, 3, 4),)),
    Case(core.Permute, "in transpose, square", lambda a: a.transpose(-1, 0), (normal(3, 3),)),
    Case(core.Expand, "a dimension of size 1", lambda a: a.expand(2, 3, 4), (normal(3, 1),)),
    Case(core.Expand, "with -1", lambda a: a.expand(-1, 4), (normal(3, 1),)),
    Case(core.Index, "an int and a slice", lambda a: a[1, ..., ::2], (normal(2, 3, 5),)),
    Case(core.Index, "from behind, a new dimension", lambda a: a[None, -1], (normal(2, 3),)),
    Case(core.Index, "ids, one twice", lambda a: a[IDS], (normal(5, 3),)),
    Case(core.Index, "pairs of ids", lambda a: a[[0, 1, 0], [2, 0, 2]], (normal(2, 3),)),
    Case(core.Index, "ids in a tuple, one twice", lambda a: a[:, (2, 0, 2)], (normal(2, 3),)),
    Case(core.Index, "a mask", lambda a: a[MASK], (normal(3, 4),)),
    Case(core.Cat, "of unequal lengths", lambda a, b: cat([a, b, a], dim=-1), (normal(2, 3), normal(2, 4))),
    Case(core.Cat, "in stack", lambda a, b: stack([a, b], dim=1), (normal(2, 3), normal(2, 3))),
    Case(core.Where, "broadcasts", lambda a, b: where(MASK, a, b), (normal(2, 3, 4), normal(3, 1))),
    Case(core.Where, "in masked_fill", lambda a: a.masked_fill(MASK, -5), (normal(3, 4),)),
]

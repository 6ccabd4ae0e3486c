"""Tensors from nothing, from other data, or by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch.core.tensor import (
    Generator,
    Tensor,
    default_generator,
    float32,
    int64,
    method,
    on_cpu,
    sizes,
    tensor,
)


def empty(*size: Any, dtype: Any = float32, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose elements are whatever the memory held."""
    on_cpu(device)
    return Tensor(np.empty(sizes(size), dtype), requires_grad=requires_grad)


def empty_like(x: Tensor, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """The same in x's shape and dtype."""
    return empty(x.shape, dtype=dtype or x.dtype, requires_grad=requires_grad)


def is_tensor(x: Any) -> bool:
    """Whether it is a Tensor."""
    return isinstance(x, Tensor)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """A tensor itself, an array sharing its memory, other data as `tensor` makes it."""
    on_cpu(device)
    if isinstance(data, np.ndarray):
        return Tensor(data if dtype is None else data.astype(dtype, copy=False))
    if not isinstance(data, Tensor):
        return tensor(data, dtype=dtype)
    return data if dtype is None else data.to(dtype)


def stream(generator: Generator | None) -> np.random.Generator:
    return (generator or default_generator).numpy


def normal(mean: Any, std: Any, size: Sequence[int] = (), generator: Generator | None = None) -> Tensor:
    """Normal with this mean and standard deviation, numbers of the shape `size` or tensors."""
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        center, spread = (t.data if isinstance(t, Tensor) else np.float32(t) for t in (mean, std))
        return Tensor(stream(generator).normal(center, spread).astype(np.result_type(center, spread)))
    return Tensor(stream(generator).standard_normal(sizes([size]), float32) * std + mean)


def randperm(n: int, generator: Generator | None = None, device: Any = None) -> Tensor:
    """0 to n - 1 in an order that is drawn, int64."""
    on_cpu(device)
    return Tensor(stream(generator).permutation(n).astype(int64))


def bernoulli(x: Tensor, generator: Generator | None = None) -> Tensor:
    """1 with the probability that each element is, else 0."""
    return Tensor((stream(generator).random(x.shape) < x.data).astype(x.dtype))


@method
def multinomial(
    x: Tensor, num_samples: int, replacement: bool = False, *, generator: Generator | None = None
) -> Tensor:
    """Positions drawn with the probabilities in the last dimension, which need not add up to 1.

    Raises ValueError for weights that are negative or no numbers, or too few to be drawn without replacement.
    """
    weights = np.atleast_2d(x.data).astype(np.float64)
    total = weights.sum(-1)
    if x.ndim not in (1, 2) or not np.isfinite(total).all() or (weights < 0).any() or not total.all():
        raise ValueError(
            "multinomial takes rows of weights, none of them negative, and in each row one above 0"
        )
    if not replacement and ((weights > 0).sum(-1) < num_samples).any():
        raise ValueError(f"{num_samples} draws need as many weights above 0, or replacement=True")
    if replacement:
        ends = weights.cumsum(-1)
        marks = stream(generator).random((len(weights), num_samples)) * ends[:, -1:]
        drawn = np.stack([np.searchsorted(e, m, "right") for e, m in zip(ends, marks, strict=True)])
    else:  # of waiting times with these rates, the first to end
        waiting = stream(generator).exponential(size=weights.shape) / np.where(weights > 0, weights, 1)
        drawn = np.argsort(np.where(weights > 0, waiting, np.inf), -1)[:, :num_samples]
    return Tensor(drawn.astype(int64).reshape(*x.shape[:-1], num_samples))

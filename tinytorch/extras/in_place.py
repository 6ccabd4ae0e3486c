"""Methods that change the tensor itself: where nothing is recorded, since a graph knows nothing of memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch.core.tensor import (
    METHODS,
    Generator,
    Tensor,
    changed,
    default_generator,
    grad_mode,
    in_place,
    method,
    one_axis,
    plain_index,
)
from tinytorch.extras.elements import scaled
from tinytorch.extras.shapes import places

INSTEAD = {"add_": "x = x + y", "sub_": "x = x - y", "mul_": "x = x * y", "div_": "x = x / y"}


def unrecorded(name: str, x: Tensor, *sources: Any) -> Tensor:
    """`x`, unless writing into it would change a value that a graph may need, or lose a history."""
    if grad_mode.enabled and any(isinstance(t, Tensor) and t.requires_grad for t in (x, *sources)):
        raise RuntimeError(
            f"{name} would change a tensor that is recorded: update parameters under no_grad, "
            f"elsewhere write {INSTEAD.get(name, 'a new tensor')}"
        )
    return x


def written(name: str, x: Tensor, values: Any, *sources: Any) -> Tensor:
    """`x` with `values` in its memory."""
    unrecorded(name, x, *sources).data[...] = values
    changed(x)
    return x


def reshaped(name: str, x: Tensor, array: np.ndarray) -> Tensor:
    """`x` with another view of its own memory."""
    if unrecorded(name, x).requires_grad:
        raise RuntimeError(f"{name} of a leaf that requires gradients: write {name[:-1]}, which is recorded")
    x._data, x._shown = array, None
    return x


METHODS.update(
    unsqueeze_=lambda x, dim: reshaped("unsqueeze_", x, x.detach().unsqueeze(dim)._data),
    squeeze_=lambda x, dim: reshaped("squeeze_", x, x.detach().squeeze(dim)._data),
    add_=lambda x, other, alpha: in_place(unrecorded("add_", x, other), x + scaled(other, alpha)),
    sub_=lambda x, other, alpha: in_place(unrecorded("sub_", x, other), x - scaled(other, alpha)),
    mul_=lambda x, other: in_place(unrecorded("mul_", x, other), x * other),
    div_=lambda x, other: in_place(unrecorded("div_", x, other), x / other),
    zero_=lambda x: written("zero_", x, 0),
    fill_=lambda x, value: written("fill_", x, value.data if isinstance(value, Tensor) else value, value),
    copy_=lambda x, src: written("copy_", x, src.data, src),
    exp_=lambda x: written("exp_", x, x.exp().data),
    sqrt_=lambda x: written("sqrt_", x, x.sqrt().data),
    tanh_=lambda x: written("tanh_", x, x.tanh().data),
    relu_=lambda x: written("relu_", x, np.maximum(x.data, 0)),
    pow_=lambda x, exponent: in_place(unrecorded("pow_", x, exponent), x**exponent),
    lerp_=lambda x, end, weight: in_place(unrecorded("lerp_", x, end, weight), x.lerp(end, weight)),
    addcmul_=lambda x, a, b, value: in_place(unrecorded("addcmul_", x, a, b), x.addcmul(a, b, value=value)),
    addcdiv_=lambda x, a, b, value: in_place(unrecorded("addcdiv_", x, a, b), x.addcdiv(a, b, value=value)),
)


@method
def clamp_(x: Tensor, min: float | None = None, max: float | None = None) -> Tensor:
    """Every element moved into [min, max]."""
    return written("clamp_", x, np.clip(x.data, min, max))


@method
def masked_fill_(x: Tensor, mask: Tensor, value: float) -> Tensor:
    """`value` where the boolean `mask` is true."""
    return written("masked_fill_", x, x.masked_fill(mask, value).data)


@method
def scatter_(x: Tensor, dim: int, index: Tensor, src: Any = None, value: Any = None) -> Tensor:
    """A number, or the elements of a tensor, written at `index` along `dim`."""
    src = value if src is None else src
    unrecorded("scatter_", x, src)
    ids = np.reshape(plain_index(index), index.shape or (1,) * x.ndim)  # an id alone is one of one dimension
    values = src.data[tuple(map(slice, ids.shape))] if isinstance(src, Tensor) else src
    x.data[places(dim, ids, x.data)] = values
    changed(x)
    return x


@method
def scatter_add_(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """The elements of `src` added at `index` along `dim`."""
    return written("scatter_add_", x, x.scatter_add(dim, index, src).data, src)


@method
def index_fill_(x: Tensor, dim: int, index: Tensor, value: float) -> Tensor:
    """The slices along `dim` that `index` names filled with `value`."""
    unrecorded("index_fill_", x).data[(slice(None),) * one_axis(dim, x.ndim) + (plain_index(index),)] = value
    changed(x)
    return x


@method
def index_add_(x: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor:
    """The slices of `source` added to those along `dim` that `index` names."""
    unrecorded("index_add_", x, source)
    before = (slice(None),) * one_axis(dim, x.ndim)
    where: Any = (*before, np.atleast_1d(plain_index(index)))
    np.add.at(x.data, where, scaled(source, alpha).data)
    changed(x)
    return x


@method
def normal_(x: Tensor, mean: float = 0, std: float = 1, *, generator: Generator | None = None) -> Tensor:
    """Numbers drawn from the normal distribution."""
    return written("normal_", x, (generator or default_generator).numpy.normal(mean, std, x.shape))


@method
def uniform_(x: Tensor, low: float = 0, high: float = 1, *, generator: Generator | None = None) -> Tensor:
    """Numbers drawn evenly from [low, high)."""
    return written("uniform_", x, (generator or default_generator).numpy.uniform(low, high, x.shape))

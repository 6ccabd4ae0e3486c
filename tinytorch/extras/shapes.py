"""The same elements in another shape or order, or some of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch.core import tensor as core
from tinytorch.core.tensor import (
    METHODS,
    VJP,
    Extreme,
    Function,
    Setting,
    Tensor,
    axes,
    broadcast_shapes,
    int64,
    method,
    one_axis,
    plain_index,
    sizes,
)
from tinytorch.extras.elements import scaled
from tinytorch.given.guards import numpy_names

cat, stack = numpy_names(core.cat), numpy_names(core.stack)


class Clone(Function):
    """A copy."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return a.copy()


class Flip(Function):
    """The elements along `dims` in reverse order."""

    dims: Setting[tuple[int, ...]]

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.flip(a, axes(self.dims, a.ndim)).copy()


class Roll(Function):
    """The elements moved by `shifts` along `dims`; what leaves at one end comes in at the other."""

    shifts: Setting[Any]
    dims: Setting[Any] = None

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.roll(a, self.shifts, self.dims)


class Tril(Function):
    """The elements of each matrix on and below a diagonal, 0 elsewhere."""

    diagonal: Setting[int] = 0

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.tril(matrices(a), self.diagonal)


class Triu(Function):
    """The elements of each matrix on and above a diagonal, 0 elsewhere."""

    diagonal: Setting[int] = 0

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.triu(matrices(a), self.diagonal)


def matrices(a: np.ndarray) -> np.ndarray:
    if a.ndim < 2:
        raise ValueError("it takes matrices: two dimensions or more")
    return a


class ScatterAdd(Function):
    """The elements of `b` added to those of `a` at `index` along `dim`."""

    dim: Setting[int]
    index: Setting[np.ndarray]

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        out = a.copy()
        np.add.at(out, places(self.dim, self.index, a), b[tuple(map(slice, self.index.shape))])
        return out


def d_scatter_add(fn: ScatterAdd, g: np.ndarray) -> Any:
    d_b = np.zeros(fn.inputs[1].shape, g.dtype)
    d_b[tuple(map(slice, fn.index.shape))] = g[places(fn.dim, fn.index, g)]
    return g, d_b


def places(dim: int, index: np.ndarray, a: np.ndarray) -> tuple[np.ndarray, ...]:
    """Where `index` along `dim` points to in `a`: an array for each dimension. IndexError if outside."""
    if index.ndim != a.ndim:
        raise IndexError(f"index of shape {index.shape} has another number of dimensions")
    d = one_axis(dim, a.ndim)
    n = a.shape[d] if a.ndim else 1
    if index.size and not (index.min() >= 0 and index.max() < n):
        raise IndexError(f"index is {index.min()} to {index.max()}, dim {dim} has 0 to {n - 1}")
    found: list[np.ndarray] = list(np.indices(index.shape, sparse=True))
    found[d : d + 1] = [index] if a.ndim else []
    return tuple(found)


VJP[Clone] = lambda fn, g: g
VJP[Flip] = lambda fn, g: np.flip(g, axes(fn.dims, g.ndim))
VJP[Roll] = lambda fn, g: np.roll(g, np.negative(fn.shifts), fn.dims)
VJP[Tril] = lambda fn, g: np.tril(g, fn.diagonal)
VJP[Triu] = lambda fn, g: np.triu(g, fn.diagonal)
VJP[ScatterAdd] = d_scatter_add


METHODS.update(
    clone=Clone.apply,
    flip=lambda x, *dims: Flip.apply(x, dims=sizes(dims)),
    roll=lambda x, shifts, dims: Roll.apply(x, shifts=shifts, dims=dims),
    tril=lambda x, diagonal: Tril.apply(x, diagonal=diagonal),
    triu=lambda x, diagonal: Triu.apply(x, diagonal=diagonal),
    view_as=lambda x, other: x.view(other.shape),
    expand_as=lambda x, other: x.expand(other.shape),
    type_as=lambda x, other: x.to(other.dtype),
    type=lambda x, dtype: f"torch.{x.dtype}" if dtype is None else x.to(dtype),
    nelement=lambda x: x.numel(),
    is_floating_point=lambda x: x.dtype.kind == "f",
    is_contiguous=lambda x: x.data.flags.c_contiguous,
    contiguous=lambda x: x if x.data.flags.c_contiguous else Clone.apply(x),
    mT=lambda x: x.transpose(-2, -1),
    ravel=lambda x: x.flatten(),
    element_size=lambda x: x.dtype.itemsize,
    swapaxes=lambda x, axis0, axis1: x.transpose(axis0, axis1),
    masked_select=lambda x, mask: x.expand(shape := broadcast_shapes(x.shape, mask.shape))[
        mask.expand(shape)
    ],
    trace=lambda x: x.diag().sum(),
)


@method
def t(x: Tensor) -> Tensor:
    """The transpose of a matrix; a vector is its own."""
    if x.ndim > 2:
        raise ValueError(f"t is of matrices, this tensor has shape {x.shape}: write x.mT")
    return x.T


@method
def repeat(x: Tensor, *counts: Any) -> Tensor:
    """As many copies along each dimension; more counts than dimensions add dimensions in front."""
    times = sizes(counts)
    if len(times) < x.ndim:
        raise ValueError(f"repeat takes a count for each dimension of {x.shape}, got {times}")
    shape = (1,) * (len(times) - x.ndim) + x.shape
    pairs = [(1, n) for n in shape], [*zip(times, shape, strict=True)]
    apart, stretched = ([size for pair in of for size in pair] for of in pairs)
    return x.reshape(apart).expand(stretched).reshape([math.prod(pair) for pair in pairs[1]])


@method
def split(x: Tensor, split_size: int | Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of this size along `dim`, the last one with what is left; or parts of these sizes."""
    d = one_axis(dim, x.ndim)
    n = x.shape[d]
    if isinstance(split_size, int):
        parts = [min(split_size, n - start) for start in range(0, max(n, 1), split_size)]
    else:
        parts = [*split_size]
    if sum(parts) != n or min(parts) < 0:
        raise ValueError(f"split sizes {parts} add up to {sum(parts)}, dim {dim} has {n}")
    ends = np.cumsum(parts).tolist()
    before = (slice(None),) * d
    return tuple(x[(*before, slice(end - n, end))] for n, end in zip(parts, ends, strict=True))


@method
def chunk(x: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most so many parts along `dim`, all of one size but the last."""
    if chunks < 1:
        raise ValueError(f"chunk makes one part or more, got {chunks}")
    n = x.size(dim)
    return split(x, math.ceil(n / chunks) if n else [0] * chunks, dim)


@method
def unbind(x: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along `dim`, without it."""
    before = (slice(None),) * one_axis(dim, x.ndim)
    return tuple(x[(*before, i)] for i in range(x.size(dim)))


@method
def index_select(x: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices along `dim` that `index` names."""
    if x.ndim == 0:
        return x.reshape(1)[index].reshape(())
    return x[(slice(None),) * one_axis(dim, x.ndim) + (index,)]


@method
def gather(x: Tensor, dim: int, index: Tensor) -> Tensor:
    """The elements at `index` along `dim`; the result has the shape of `index`."""
    return x[places(dim, np.asarray(plain_index(index)), x.data)]


@method
def scatter_add(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`x` with the elements of `src` added at `index` along `dim`."""
    return ScatterAdd.apply(x, src, dim=dim, index=np.asarray(plain_index(index)))


@method
def scatter(x: Tensor, dim: int, index: Tensor, src: Any) -> Tensor:
    """`x` with a number, or the elements of a tensor, in the place of those at `index` along `dim`."""
    ids = np.asarray(plain_index(index))
    there = np.zeros(x.shape, bool)
    there[places(dim, ids, there)] = True
    new = ScatterAdd.apply(x.new_zeros(x.shape), src, dim=dim, index=ids) if isinstance(src, Tensor) else src
    return where(Tensor(there), new, x)


@method
def index_add(x: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor:
    """`x` with the slices of `source` added to those along `dim` that `index` names."""
    along = [-1 if d == one_axis(dim, x.ndim) else 1 for d in range(x.ndim)]
    return x.scatter_add(dim, index.reshape(along).expand_as(source), scaled(source, alpha))


def searchsorted(sorted_sequence: Tensor, input: Any, *, right: bool = False) -> Tensor:
    """Where each number goes into a sequence in order, or into that of its row; right: behind equal ones."""
    a, b = (x.detach().numpy() if isinstance(x, Tensor) else np.asarray(x) for x in (sorted_sequence, input))
    before = np.less_equal if right else np.less
    return Tensor(before(a[..., None, :] if a.ndim > 1 else a, b[..., None]).sum(-1, dtype=int64))


def bucketize(input: Any, boundaries: Tensor, *, right: bool = False) -> Tensor:
    """`searchsorted(boundaries, input)`."""
    return searchsorted(boundaries, input, right=right)


@method
def argsort(x: Tensor, dim: int = -1, descending: bool = False) -> Tensor:
    """The positions of the elements along `dim` in order; equal ones keep theirs, nan is the largest."""
    a, d = x.data, one_axis(dim, x.ndim)
    if x.ndim == 0:
        return Tensor(np.zeros((), int64))
    if not descending:
        return Tensor(np.argsort(a, axis=d, kind="stable"))
    backwards = np.argsort(np.flip(a, d), axis=d, kind="stable")
    return Tensor(a.shape[d] - 1 - np.flip(backwards, d))


@method
def sort(x: Tensor, dim: int = -1, descending: bool = False) -> Extreme:
    """(values, indices) in order along `dim`."""
    indices = argsort(x, dim, descending)
    if x.ndim == 0:
        return Extreme(Clone.apply(x), indices)
    return Extreme(x.take_along_dim(indices, dim), indices)


@method
def topk(x: Tensor, k: int, dim: int = -1, largest: bool = True) -> Extreme:
    """(values, indices) of the k largest, or smallest, along `dim`, in order."""
    d = one_axis(dim, x.ndim)
    n = x.shape[d] if x.ndim else 1
    if not 0 <= k <= n:
        raise ValueError(f"topk: {k} elements are asked for, dim {dim} has {n}")
    if x.ndim == 0:
        return sort(x, dim)
    first = (slice(None),) * d + (slice(k),)
    indices = argsort(x, dim, largest)[first]
    return Extreme(x.take_along_dim(indices, dim), indices)


@method
def nonzero(x: Tensor, as_tuple: bool = False) -> Any:
    """Where the elements are that are not 0: a row for each; as_tuple: a tensor for each dimension."""
    a = x.detach().numpy()
    return tuple(map(Tensor, np.nonzero(np.atleast_1d(a)))) if as_tuple else Tensor(np.argwhere(a))


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the boolean `condition` is true, `other` elsewhere; of a condition alone, where it is."""
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    return core.where(condition, input, other)


@method
def diagonal(x: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonals of the matrices in two dimensions, as the last dimension; offset: so far to the right."""
    x = x.movedim((dim1, dim2), (-2, -1))
    ids = np.arange(max(0, min(x.size(-2) + min(0, offset), x.size(-1) - max(0, offset))))
    return x[..., ids + max(0, -offset), ids + max(0, offset)]


@method
def narrow(x: Tensor, dim: int, start: int, length: int) -> Tensor:
    """`length` slices along `dim`, from `start` on. IndexError where there are not so many."""
    n = x.size(dim)
    first = start + n if start < 0 else start
    if not 0 <= first <= first + length <= n:
        raise IndexError(f"narrow: {length} from {start} on, dim {dim} has {n}")
    return x[(*(slice(None),) * one_axis(dim, x.ndim), slice(first, first + length))]


@method
def repeat_interleave(x: Tensor, repeats: Any, dim: int | None = None) -> Tensor:
    """Each slice along `dim` so many times in a row; repeats: a number, or one for each slice. None: flat."""
    if dim is None:
        x, dim = x.flatten(), 0
    counts = repeats.data if isinstance(repeats, Tensor) else repeats
    return x.index_select(dim, Tensor(np.repeat(np.arange(x.size(dim)), counts)))


@method
def diag(x: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix; of a vector, the matrix that has it as diagonal, and zeros elsewhere."""
    if x.ndim == 2:
        n, m = x.shape
        down, right = max(-diagonal, 0), max(diagonal, 0)
        i = np.arange(max(min(n - down, m - right), 0))
        return x[Tensor(i + down), Tensor(i + right)]
    if x.ndim != 1:
        raise ValueError(f"diag takes a vector or a matrix, this tensor has shape {x.shape}")
    n = len(x) + abs(diagonal)
    where_it_is = Tensor(np.eye(n, k=diagonal, dtype=bool))
    zero = Tensor(np.zeros((n, n), x.dtype))
    column = Tensor(np.clip(np.arange(n) - max(diagonal, 0), 0, max(len(x) - 1, 0)))
    return where(where_it_is, x[column], zero) if len(x) else zero


@method
def unflatten(x: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """`dim` as several dimensions of these sizes, one of which may be -1."""
    d = one_axis(dim, x.ndim)
    n, known = x.shape[d], -math.prod(sizes)
    split = [n // known if m == -1 and known > 0 else m for m in sizes]
    return x.reshape(*x.shape[:d], *split, *x.shape[d + 1 :])


@method
def movedim(x: Tensor, source: Any, destination: Any) -> Tensor:
    """The dimension `source`, or several, in the place `destination`; the others keep their order."""
    return x.permute(np.moveaxis(np.empty(range(x.ndim)), source, destination).shape)  # dim d is of size d


@method
def unfold(x: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows of `size` along `dimension`, one every `step`; their elements are a new last dimension."""
    d, n = one_axis(dimension, x.ndim), x.size(dimension)
    if not 0 <= size <= n or step < 1:
        raise ValueError(f"unfold: windows of {size} every {step} along dim {dimension}, which has {n}")
    places_of = np.arange(0, n - size + 1, step)[:, None] + np.arange(size)  # (windows, size)
    return x[(*(slice(None),) * d, Tensor(places_of))].movedim(d + 1, -1)


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the second dimension, vectors along the first."""
    return cat(tensors, 0 if tensors[0].ndim < 2 else 1)


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Joined along the first dimension, vectors as rows."""
    return cat([t if t.ndim > 1 else t.reshape(1, -1) for t in tensors], 0)

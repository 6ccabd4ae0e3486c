"""Of many elements one, and running sums and products."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from tinytorch.core.tensor import (
    METHODS,
    VJP,
    Dim,
    Extreme,
    Function,
    Setting,
    Tensor,
    axes,
    floating,
    int64,
    method,
    one_axis,
    reverse,
    where,
)
from tinytorch.extras.elements import sign


class Reduction(Function):
    """Over `dim`, with sizes of 1 in its place if `keepdim`."""

    dim: Setting[Dim] = None
    keepdim: Setting[bool] = False

    def axis(self, a: np.ndarray) -> tuple[int, ...]:
        return axes(self.dim, a.ndim)

    def over_all(self, x: np.ndarray) -> np.ndarray:
        """The result, or its gradient, over the elements that it was made of, by the function of 02."""
        return import_module("tinytorch.core.autograd").restored(x, self)


class AnyTrue(Reduction):
    """Whether one of them is not 0."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.any(a, axis=self.axis(a), keepdims=self.keepdim)


class AllTrue(Reduction):
    """Whether none of them is 0."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.all(a, axis=self.axis(a), keepdims=self.keepdim)


VJP.update(dict.fromkeys((AnyTrue, AllTrue)))


class LogSumExp(Reduction):
    """log(sum(exp(a))), however large the elements are."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        a, axis = floating(a), self.axis(a)
        top = a.max(axis=axis, keepdims=True, initial=-np.inf)
        top = np.where(np.isfinite(top), top, 0)
        total = np.log(np.exp(a - top).sum(axis=axis, keepdims=True)) + top
        return total if self.keepdim else total.squeeze(axis)


VJP[LogSumExp] = lambda fn, g: fn.over_all(g) * np.exp(fn.arrays[0] - fn.over_all(fn.out))


class Norm(Reduction):
    """The p-norm, (sum |a|^p)^(1/p): the number of others than 0 for 0."""

    p: Setting[float] = 2

    def forward(self, a: np.ndarray) -> np.ndarray:
        size, over = np.abs(a), {"axis": self.axis(a), "keepdims": self.keepdim}
        if self.p == 0:
            return (size != 0).sum(**over).astype(a.dtype)
        if self.p == 2:
            return np.sqrt((size * size).sum(**over))
        return size.sum(**over) if self.p == 1 else (size**self.p).sum(**over) ** (1 / self.p)


def d_norm(fn: Norm, g: np.ndarray) -> Any:
    (a,), p, g, norm = fn.arrays, fn.p, fn.over_all(g), fn.over_all(fn.out)
    size = np.abs(a)
    if p in (0, 1):
        return g * sign(a) * p
    slope = a / norm if p == 2 else sign(a) * (size / norm) ** (p - 1)
    return np.where(norm == 0, 0, slope * g)  # a corner: 0, as PyTorch has it


VJP[Norm] = d_norm


def wide(a: np.ndarray) -> np.ndarray:
    """Floats as they are, all else in int64."""
    return a if a.dtype.kind == "f" else a.astype(int64)


class Prod(Function):
    """The product along `dim`, or of everything."""

    dim: Setting[int | None] = None
    keepdim: Setting[bool] = False

    def forward(self, a: np.ndarray) -> np.ndarray:
        return wide(a).prod(axis=axes(self.dim, a.ndim), keepdims=self.keepdim)


def d_prod(fn: Prod, g: np.ndarray) -> Any:
    """For each element the product of the others, those before times those behind: right where one is 0."""
    (a,) = fn.arrays
    whole = fn.dim if a.ndim else None
    rows = a.reshape(1, -1) if whole is None else np.moveaxis(a, one_axis(whole, a.ndim), -1)
    ones = np.ones_like(rows[..., :1])
    before = np.concatenate([ones, rows[..., :-1]], -1).cumprod(-1)
    behind = np.concatenate([ones, rows[..., :0:-1]], -1).cumprod(-1)[..., ::-1]
    others = before * behind
    if whole is None:
        return g * others.reshape(a.shape)
    dim = one_axis(whole, a.ndim)
    return (g if fn.keepdim else np.expand_dims(g, dim)) * np.moveaxis(others, -1, dim)


VJP[Prod] = d_prod


class CumSum(Function):
    """The sums of the elements along `dim` so far."""

    dim: Setting[int]

    def forward(self, a: np.ndarray) -> np.ndarray:
        return wide(a).cumsum(axis=one_axis(self.dim, a.ndim)).reshape(a.shape)


class CumProd(Function):
    """The products of the elements along `dim` so far."""

    dim: Setting[int]

    def forward(self, a: np.ndarray) -> np.ndarray:
        return wide(a).cumprod(axis=one_axis(self.dim, a.ndim)).reshape(a.shape)


def d_cumsum(fn: CumSum, g: np.ndarray) -> Any:
    dim = one_axis(fn.dim, g.ndim)
    return np.flip(np.flip(np.atleast_1d(g), dim).cumsum(dim), dim).reshape(g.shape)


def d_cumprod(fn: CumProd, g: np.ndarray) -> Any:
    """Element k is a factor of all products from the k-th on, each without it: right where one is 0."""
    dim = one_axis(fn.dim, g.ndim)
    rows, cotangents = (np.moveaxis(np.atleast_1d(a), dim, -1) for a in (fn.arrays[0], g))
    d = np.empty_like(rows)
    for k in range(rows.shape[-1]):
        others = rows.copy()
        others[..., k] = 1
        d[..., k] = (cotangents * others.cumprod(-1))[..., k:].sum(-1)
    return np.moveaxis(d, -1, dim).reshape(g.shape)


VJP[CumSum] = d_cumsum
VJP[CumProd] = d_cumprod


METHODS.update(
    any=lambda x, dim, keepdim: AnyTrue.apply(x, dim=dim, keepdim=keepdim),
    all=lambda x, dim, keepdim: AllTrue.apply(x, dim=dim, keepdim=keepdim),
    prod=lambda x, dim, keepdim: Prod.apply(x, dim=dim, keepdim=keepdim),
    logsumexp=lambda x, dim, keepdim: LogSumExp.apply(x, dim=dim, keepdim=keepdim),
    cumsum=lambda x, dim: CumSum.apply(x, dim=dim),
    cumprod=lambda x, dim: CumProd.apply(x, dim=dim),
    amin=lambda x, dim, keepdim: reverse(reverse(x).amax(dim, keepdim)),
    argmin=lambda x, dim, keepdim: reverse(x).argmax(dim, keepdim),
)


@method
def norm(x: Tensor, p: Any, dim: Dim, keepdim: bool) -> Tensor:
    """The p-norm over `dim`; "fro" and 2: the root of the sum of squares; inf: the largest size."""
    if x.dtype.kind != "f":
        raise TypeError(f"norm needs a floating tensor, got {x.dtype}: write x.float().norm()")
    if p in (math.inf, -math.inf):
        return x.abs().amax(dim, keepdim) if p > 0 else x.abs().amin(dim, keepdim)
    return Norm.apply(x, p=2 if p == "fro" else float(p), dim=dim, keepdim=keepdim)


@method
def var(
    x: Tensor, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None
) -> Tensor:
    """The variance over `dim`, divided by n - correction; `unbiased` says whether that is 1 or 0."""
    if isinstance(dim, bool):  # PyTorch's x.var(False)
        dim, unbiased = None, dim
    distance = x - x.mean(dim, keepdim=True)
    total = (distance * distance).sum(dim, keepdim)
    n = x.data.size // max(total.data.size, 1)
    return total / max(n - (int(unbiased) if correction is None else correction), 0)


@method
def std(
    x: Tensor, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None
) -> Tensor:
    """The square root of the variance; where that is 0, the gradient is 0 too."""
    variance = x.var(dim, unbiased, keepdim, correction=correction)
    zero = variance == 0
    return where(zero, 0, where(zero, 1, variance).sqrt())  # not the slope of the root at 0, which is inf


@method
def count_nonzero(x: Tensor, dim: Dim = None) -> Tensor:
    """How many elements are not 0."""
    return (x != 0).sum(dim)


@method
def median(x: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The element in the middle of all in order, the lower of two; with `dim`, (values, indices)."""
    if dim is None:
        middle = x.detach().flatten().median(0).values if x.numel() else Tensor(np.full((), np.nan, x.dtype))
        equal = (x == middle) | ((x != x) & (middle != middle))
        return x[equal].mean() if x.requires_grad and x.numel() else middle  # equal ones share the gradient
    n = x.size(dim) if x.ndim else 1
    nan = np.isnan(x.data).any(one_axis(dim, x.ndim), keepdims=True) if x.ndim else np.isnan(x.data)
    place = np.where(nan, n - 1, (n - 1) // 2) if x.ndim else np.zeros((), int64)
    indices = x.argsort(dim).take_along_dim(Tensor(place), dim) if x.ndim else Tensor(place)
    values = x.take_along_dim(indices, dim) if x.ndim else x.clone()
    return Extreme(values, indices) if keepdim else Extreme(values.squeeze(dim), indices.squeeze(dim))


@method
def kthvalue(x: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """(values, indices) of the k-th smallest along `dim`, counted from 1."""
    n = x.size(dim)
    if not 1 <= k <= n:
        raise ValueError(f"kthvalue: k counts from 1 to {n}, the size of dim {dim}, got {k}")
    found = [each.narrow(dim, k - 1, 1) for each in x.sort(dim)]
    return Extreme(*(found if keepdim else [each.squeeze(dim) for each in found]))


@method
def quantile(x: Tensor, q: Any, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """What a share `q` of the elements, in [0, 1], is below; of several shares, the first dimension."""
    shares = np.asarray(q.tolist() if isinstance(q, Tensor) else q, x.dtype)
    rows, d = (x.reshape(-1), 0) if dim is None else (x.movedim(dim, -1), one_axis(dim, x.ndim))
    place = shares * (rows.size(-1) - 1)
    low = np.floor(place).astype(int64)
    ordered = rows.sort(-1).values
    below, above = ordered[..., low], ordered[..., np.ceil(place).astype(int64)]
    found = below + (above - below) * Tensor(np.asarray(place - low, x.dtype))
    found = found.movedim(-1, 0) if shares.ndim else found
    if keepdim and dim is None:
        return found.reshape(*shares.shape, *[1] * x.ndim)
    return found.unsqueeze(d + shares.ndim) if keepdim else found


@method
def bincount(x: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, ... occurs among ints, or the sum of its weights."""
    if x.ndim != 1 or x.dtype.kind == "f":
        raise ValueError(f"bincount takes a vector of ints, got {x.dtype} of shape {x.shape}")
    return Tensor(np.bincount(x.data, None if weights is None else weights.data, minlength))


@method
def unique(x: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False) -> Any:
    """Each element once, in order; then where each of x's stands in it, and how often each occurs."""
    values, inverse, counts = np.unique(x.data, return_inverse=True, return_counts=True)
    found = [(True, values), (return_inverse, inverse.reshape(x.shape)), (return_counts, counts)]
    parts = tuple([Tensor(a) for wanted, a in found if wanted])
    return parts if len(parts) > 1 else parts[0]


def var_mean(input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False) -> Any:
    """(variance, mean) over `dim`."""
    return input.var(dim, correction=correction, keepdim=keepdim), input.mean(dim, keepdim)


class Histogram(NamedTuple):
    """What `histogram` returns."""

    hist: Tensor
    bin_edges: Tensor


@method
def histogram(
    x: Tensor, bins: int = 100, *, range: tuple[float, float] | None = None, density: bool = False
) -> Histogram:
    """(hist, bin_edges): how many elements lie in each of `bins` equal parts of the range from min to max."""
    counts, edges = np.histogram(x.detach().numpy(), bins, range, density=density)
    return Histogram(Tensor(counts.astype(x.dtype)), Tensor(edges.astype(x.dtype)))


def cov(input: Tensor, *, correction: int = 1) -> Tensor:
    """The covariances of the rows, each a variable, over the columns, each an observation."""
    if input.ndim < 2:
        return input.var(correction=correction)
    distance = input - input.mean(-1, keepdim=True)
    return distance @ distance.T / max(input.size(-1) - correction, 0)


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of the rows."""
    both = cov(input)
    spread = both.diagonal().sqrt()
    return both / spread / spread.unsqueeze(1)

"""Linear algebra: systems of equations and factors, with gradients; decompositions, without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tinytorch.core.tensor import VJP, Function, Tensor


class Solve(Function):
    """x with a @ x = b: a (..., n, n), b (..., n, m)."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.linalg.solve(a, b)


def d_solve(fn: Solve, g: np.ndarray) -> Any:
    d_b = np.linalg.solve(fn.arrays[0].mT, g)
    return -d_b @ fn.out.mT, d_b


VJP[Solve] = d_solve


class LogAbsDet(Function):
    """The logarithm of the determinant's size."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.linalg.slogdet(a)[1]


VJP[LogAbsDet] = lambda fn, g: g[..., None, None] * np.linalg.inv(fn.arrays[0]).mT


class Cholesky(Function):
    """The lower triangle l with l @ l.mT = a, of a positive definite matrix a."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.linalg.cholesky(a)


def d_cholesky(fn: Cholesky, g: np.ndarray) -> Any:
    """Murray (2016), Differentiation of the Cholesky decomposition."""
    lower = fn.out
    half = np.tril(lower.mT @ g) * (1 - np.eye(lower.shape[-1], dtype=g.dtype) / 2)
    inverse = np.linalg.inv(lower)
    d = inverse.mT @ half @ inverse
    return (d + d.mT) / 2


VJP[Cholesky] = d_cholesky


class SlogDet(NamedTuple):
    """What `linalg.slogdet` returns."""

    sign: Tensor
    logabsdet: Tensor


class LeastSquares(NamedTuple):
    """What `linalg.lstsq` returns."""

    solution: Tensor
    residuals: Tensor
    rank: Any
    singular_values: Tensor


def solve(A: Tensor, B: Tensor) -> Tensor:
    """x with A @ x = B, for matrices (..., n, n) and a vector (n,) or columns (..., n, m)."""
    if A.ndim < 2 or A.shape[-1] != A.shape[-2]:
        raise ValueError(f"linalg: expected square matrices (..., n, n), got {A.shape}")
    if B.shape[-2:][0] != A.shape[-1]:
        raise ValueError(f"linalg.solve: B (n,) or (..., n, m) is of n = {A.shape[-1]}, got {B.shape}")
    return Solve.apply(A, B.unsqueeze(-1)).squeeze(-1) if B.ndim == 1 else Solve.apply(A, B)


def inv(A: Tensor) -> Tensor:
    """The inverse; `solve(A, B)` is faster and more exact than `inv(A) @ B`."""
    return solve(A, Tensor(np.eye(A.shape[-1], dtype=A.dtype)))


inverse = inv


def slogdet(A: Tensor) -> SlogDet:
    """(sign, logabsdet) of the determinant."""
    return SlogDet(Tensor(np.linalg.slogdet(A.detach().numpy())[0]), LogAbsDet.apply(A))


def det(A: Tensor) -> Tensor:
    """The determinant. The gradient is that of an inverse: none of a matrix that has no inverse."""
    sign, size = slogdet(A)
    return sign * size.exp()


def logdet(A: Tensor) -> Tensor:
    """The logarithm of the determinant; nan where that is negative."""
    sign, size = slogdet(A)
    return size.masked_fill(sign < 0, float("nan"))


def cholesky(A: Tensor) -> Tensor:
    """The lower triangle L with L @ L.mT = A, of a positive definite matrix A."""
    return Cholesky.apply(A)


def solve_triangular(A: Tensor, B: Tensor, *, upper: bool) -> Tensor:
    """x with A @ x = B, where only the upper, or the lower, triangle of A counts."""
    return solve(A.triu() if upper else A.tril(), B)


def cholesky_solve(B: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """x with L @ L.mT @ x = B, or with L.mT @ L if upper."""
    return solve(L.mT, solve(L, B)) if not upper else solve(L, solve(L.mT, B))


def lstsq(A: Tensor, B: Tensor) -> LeastSquares:
    """The x with the least squares of A @ x - B; without history."""
    x, residuals, rank, singular = np.linalg.lstsq(A.numpy(), B.numpy(), rcond=None)
    return LeastSquares(Tensor(x), Tensor(residuals), int(rank), Tensor(singular))


def plain(numpy: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy's, on a Tensor that takes no gradient."""

    def function(A: Tensor, *args: Any, **settings: Any) -> Any:
        if A.requires_grad:
            name = numpy.__name__
            raise NotImplementedError(f"linalg.{name} has no gradient here: write linalg.{name}(A.detach())")
        found = numpy(A.numpy(), *args, **settings)
        return type(found)(*map(Tensor, found)) if isinstance(found, tuple) else Tensor(np.asarray(found))

    return function


class linalg:
    """`torch.linalg.solve(A, B)`. Of decompositions, those without a gradient are NumPy's."""

    cholesky, det, inv, slogdet = (staticmethod(f) for f in (cholesky, det, inv, slogdet))
    lstsq, solve, solve_triangular = (staticmethod(f) for f in (lstsq, solve, solve_triangular))
    eigh, eigvalsh = (staticmethod(plain(f)) for f in (np.linalg.eigh, np.linalg.eigvalsh))
    qr, svd, svdvals = (staticmethod(plain(f)) for f in (np.linalg.qr, np.linalg.svd, np.linalg.svdvals))
    matrix_rank, pinv = (staticmethod(plain(f)) for f in (np.linalg.matrix_rank, np.linalg.pinv))

    @staticmethod
    def norm(x: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Tensor:
        """The norm of a vector, or of all elements; along `dim` that of each vector."""
        if ord is not None and x.ndim > 1 and not isinstance(dim, int):
            raise ValueError(f"linalg.norm: norms of matrices are not here; ord {ord!r} needs one dim")
        return x.norm("fro" if ord is None else ord, dim, keepdim)

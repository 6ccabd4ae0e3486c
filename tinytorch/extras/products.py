"""Matrix products that insist on their numbers of dimensions, as their names say."""

from __future__ import annotations

from tinytorch.core.tensor import METHODS, MatMul, Tensor, method


def product(name: str, ndim: int, a: Tensor, b: Tensor) -> Tensor:
    """`a @ b`. ValueError unless both have `ndim` dimensions, and as many batches where there are three."""
    if not a.ndim == b.ndim == ndim or (ndim == 3 and a.shape[0] != b.shape[0]):
        raise ValueError(
            f"{name} takes {ndim} dimensions each, got {a.shape} and {b.shape}: a @ b takes others"
        )
    return MatMul.apply(a, b)


METHODS.update(
    mm=lambda a, b: product("mm", 2, a, b),
    bmm=lambda a, b: product("bmm", 3, a, b),
    dot=lambda a, b: product("dot", 1, a, b),
)


@method
def outer(a: Tensor, b: Tensor) -> Tensor:
    """(n,) and (m,) to (n, m)."""
    if not a.ndim == b.ndim == 1:
        raise ValueError(f"outer takes two vectors, got {a.shape} and {b.shape}")
    return a.unsqueeze(1) * b

"""Matrix products that insist on their numbers of dimensions, as their names say, and more of them."""

from __future__ import annotations

import math
from string import ascii_letters
from typing import Any

from tinytorch.core.tensor import METHODS, MatMul, Tensor, method
from tinytorch.extras.elements import into


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


def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`input @ other`, written into `out` where one is given."""
    return into(out, MatMul.apply(input, other))


@method
def outer(a: Tensor, b: Tensor) -> Tensor:
    """(n,) and (m,) to (n, m)."""
    if not a.ndim == b.ndim == 1:
        raise ValueError(f"outer takes two vectors, got {a.shape} and {b.shape}")
    return a.unsqueeze(1) * b


@method
def addmm(x: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """`beta * x + alpha * mat1 @ mat2`."""
    return x * beta + product("addmm", 2, mat1, mat2) * alpha


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0) -> Tensor:
    """The p-norm distance of each row of x1 (..., N, D) from each row of x2 (..., M, D), (..., N, M)."""
    return (x1.unsqueeze(-2) - x2.unsqueeze(-3)).norm(p, -1)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Products summed as the equation says: "bij,bjk->bik". A letter is a dimension, "..." any others.

    Letters that the right side lacks are summed over; without "->", those that occur once are kept, in order.
    """
    tensors = list(operands[0] if isinstance(operands[0], (list, tuple)) else operands)
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(tensors):
        raise ValueError(f"einsum: {equation!r} is of {len(terms)} operands, {len(tensors)} are given")
    free = [c for c in ascii_letters if c not in equation]
    many = max(t.ndim - len(term) + 3 for term, t in zip(terms, tensors, strict=True)) if "..." in left else 0
    dots = "".join(free[:many])
    terms = [
        term.replace("...", dots[len(dots) - (t.ndim - len(term) + 3) :]) if "..." in term else term
        for term, t in zip(terms, tensors, strict=True)
    ]
    letters = "".join(terms)
    once = "".join(c for c in sorted(set(letters) - set(dots)) if letters.count(c) == 1)
    out = right.replace("...", dots) if arrow else dots + once
    if not set(out) <= set(letters) or len(set(out)) < len(out):
        raise ValueError(f"einsum: each letter right of -> stands once there, and left of it: {equation!r}")
    labels, x = diagonal_of(equation, terms[0], tensors[0])
    for n, t in enumerate(tensors[1:], 1):
        needed = set(out).union(*terms[n + 1 :])
        labels, x = contracted(labels, x, *diagonal_of(equation, terms[n], t), needed)
    rest = [i for i, c in enumerate(labels) if c not in out]
    x = x.sum(rest) if rest else x
    labels = "".join(c for c in labels if c in out)
    return x.permute([labels.index(c) for c in out])


def diagonal_of(equation: str, labels: str, x: Tensor) -> tuple[str, Tensor]:
    """The labels of an operand, each once: where one stands twice, the elements at which both are equal."""
    if len(labels) != x.ndim:
        raise ValueError(f"einsum: {labels!r} in {equation!r} does not fit to the shape {x.shape}")
    for c in sorted(set(labels)):
        while labels.count(c) > 1:
            first, second = labels.index(c), labels.rindex(c)
            x, n = x.movedim(second, -1).movedim(first, -2), x.size(first)
            if n != x.size(-1):
                raise ValueError(f"einsum: {c!r} is of size {n} and {x.size(-1)}")
            x = x.flatten(-2)[..., :: n + 1]
            labels = labels.replace(c, "") + c * (labels.count(c) - 1)
    return labels, x


def contracted(la: str, a: Tensor, lb: str, b: Tensor, needed: set[str]) -> tuple[str, Tensor]:
    """Two operands as one, by a matrix product: over the letters of both that nothing needs any more."""
    for c in set(la) & set(lb):
        n, m = a.size(la.index(c)), b.size(lb.index(c))
        if n != m and 1 not in (n, m):
            raise ValueError(f"einsum: {c!r} is of size {n} and {m}")
        if n < m:
            a = a.expand([m if d == c else -1 for d in la])
        elif m < n:
            b = b.expand([n if d == c else -1 for d in lb])
    for labels in (la, lb):  # a letter of one operand alone that nothing needs is summed at once
        alone = [i for i, c in enumerate(labels) if c not in needed and not (c in la and c in lb)]
        if alone and labels is la:
            a, la = a.sum(alone), "".join(c for i, c in enumerate(la) if i not in alone)
        elif alone:
            b, lb = b.sum(alone), "".join(c for i, c in enumerate(lb) if i not in alone)
    both = [c for c in la if c in lb]
    batch, inner = [c for c in both if c in needed], [c for c in both if c not in needed]
    rows, columns = [c for c in la if c not in lb], [c for c in lb if c not in la]
    size = {c: n for labels, t in ((lb, b), (la, a)) for c, n in zip(labels, t.shape, strict=True)}
    sizes = [[size[c] for c in part] for part in (batch, rows, inner, columns)]
    n, k, m = (math.prod(part) for part in sizes[1:])
    left = a.permute([la.index(c) for c in batch + rows + inner]).reshape(*sizes[0], n, k)
    right = b.permute([lb.index(c) for c in batch + inner + columns]).reshape(*sizes[0], k, m)
    return "".join(batch + rows + columns), (left @ right).reshape(*sizes[0], *sizes[1], *sizes[3])

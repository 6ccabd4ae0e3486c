"""Arithmetic on arrays where NumPy's own is slow, or loses digits."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np

BLOCK = 64  # so many are added one after the other: of some hundred, float32 loses a digit
ONES = {dtype: np.ones(BLOCK, dtype) for dtype in map(np.dtype, ("float32", "float64"))}

IN_ONE_GO = 1_000_000  # multiplications of a product that OpenBLAS does without copies of its own
LEAST, NARROW = 12, 16  # rows and columns of a product that are worth doing in one go
ONE_THREAD = "1" in map(os.environ.get, ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"))  # several share one
LARGE = 1 << 16  # numbers in a matrix that is worth the cutting


def add_up(a: np.ndarray, axis: tuple[int, ...], keepdims: bool = False, dtype: Any = None) -> np.ndarray:
    """`a.sum(axis, dtype, keepdims=keepdims)`, right to the last digit but one, however long.

    NumPy adds row upon row where it cannot add along memory, and of a million rows in float32 it loses one
    percent. So such a sum is taken in float64; or over the first dimensions, as bias gradients are, by
    `column_sums`, which is a fast path too. axis: counted from the front.
    """
    if a.size <= BLOCK:
        return a.sum(axis=axis, keepdims=keepdims, dtype=dtype)
    first, contiguous = len(axis), a.flags.c_contiguous
    if contiguous and 0 < first < a.ndim and axis == tuple(range(first)) and a.dtype in ONES:
        total = column_sums(a.reshape(-1, math.prod(a.shape[first:])))
        return total.reshape((1,) * first * keepdims + a.shape[first:])
    along, d = 1, a.ndim - 1  # how many are added along memory
    while d in axis and contiguous:
        along, d = along * a.shape[d], d - 1
    if a.dtype == np.float32 and math.prod([a.shape[d] for d in axis]) > 64 * along:
        return a.sum(axis=axis, keepdims=keepdims, dtype=np.float64).astype(np.float32)
    return a.sum(axis=axis, keepdims=keepdims, dtype=dtype)


def column_sums(a: np.ndarray) -> np.ndarray:
    """The sum of the rows (N, C), (C,), by products with ones: a third of the time of a.sum(0)."""
    if a.dtype not in ONES or not a.size:
        return a.sum(0)
    ones = ONES[a.dtype]
    while len(a) > BLOCK:
        blocks, rest = divmod(len(a), BLOCK)
        sums = ones.dot(a[rest:].reshape(BLOCK, -1)).reshape(blocks, -1)  # of the rows i, i + blocks, ...
        a = np.concatenate([a[:rest], sums]) if rest else sums
    return ones[: len(a)].dot(a)


def floating(a: np.ndarray) -> np.ndarray:
    """`a` itself if floating, else as float32."""
    return a if a.dtype.kind == "f" else a.astype(np.float32)


def power(a: np.ndarray, n: float) -> np.ndarray:
    """`a ** n`; a product where n is 3, since NumPy's general power is hundreds of times slower."""
    a = a.astype(np.int64) if a.dtype.kind == "b" else a
    a = a if isinstance(n, int) else floating(a)
    return a * a * a if n == 3 else a**n


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """`a @ b`; of two matrices by `dot`, in half the time if they are small, or by `matrix_product`."""
    if not a.ndim == b.ndim == 2:
        return a @ b
    return matrix_product(a, b) if a.size >= LARGE and ONE_THREAD and a.dtype in ONES else a.dot(b)


def matrix_product(a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """`a @ b` of two matrices, cut into products that OpenBLAS does in one go.

    On one thread that takes a tenth to a quarter less time. out: where to, if given; contiguous.
    """
    rows = IN_ONE_GO // max(1, b.size) // 4 * 4  # in fours, as OpenBLAS takes them
    if rows >= len(a) or len(a) < 3 * LEAST or LEAST * NARROW * len(b) > IN_ONE_GO:
        return np.dot(a, b, out=out)
    out = np.empty((len(a), b.shape[1]), a.dtype) if out is None else out
    if rows < LEAST:  # of all columns
        half = b.shape[1] // 2
        matrix_product(a, b[:, :half], out[:, :half])
        matrix_product(a, b[:, half:], out[:, half:])
        return out
    b, whole = np.ascontiguousarray(b), len(a) - len(a) % rows
    np.matmul(a[:whole].reshape(-1, rows, len(b)), b, out=out[:whole].reshape(-1, rows, b.shape[1]))
    np.matmul(a[whole:], b, out=out[whole:])
    return out


def without_idle_dots(index: Any, ndim: int) -> Any:
    """The index without an Ellipsis that stands for no dimension: NumPy takes arrays on its sides apart."""
    if not isinstance(index, tuple) or not any(part is ... for part in index):
        return index
    parts = [part for part in index if part is not ...]
    used = [part.ndim if getattr(part, "dtype", None) == np.bool_ else part is not None for part in parts]
    return tuple(parts) if sum(used) == ndim else index

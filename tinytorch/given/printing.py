"""How a tensor is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tinytorch.core.tensor import Tensor


def show(x: Tensor) -> str:
    """The text of a tensor, as PyTorch prints it."""
    a = x.data
    whole = a.dtype.kind != "f" or bool(np.all((a == np.round(a)) | ~np.isfinite(a)))
    text = np.array2string(
        a, precision=4, separator=", ", prefix="tensor(", floatmode="maxprec" if whole else "fixed"
    )
    parts = [text]
    if a.dtype not in (np.float32, np.int64, np.bool_):
        parts.append(f"dtype={a.dtype}")
    if x.grad_fn is not None:
        parts.append(f"grad_fn={x.grad_fn!r}")
    elif x.requires_grad:
        parts.append("requires_grad=True")
    return f"tensor({', '.join(parts)})"

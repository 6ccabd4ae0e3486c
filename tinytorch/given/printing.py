"""How a tensor is printed: as PyTorch prints it, to the character but for the names of what made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tinytorch.core.tensor import Tensor

WIDTH = 80  # of a line


def show(x: Tensor) -> str:
    """The text of a tensor."""
    a = x.detach().numpy()
    text = np.array2string(
        a,
        separator=", ",
        prefix="tensor(",
        max_line_width=WIDTH + 1,
        formatter={"all": numbers(a)},  # type: ignore[arg-type, unused-ignore]
    )
    text = text.replace(", ...,", ",  ...,")
    parts = []
    if a.size == 0 and a.ndim != 1:
        parts.append(f"size={a.shape}")
    if a.dtype not in (np.float32, np.int64, np.bool_):
        parts.append(f"dtype={a.dtype}")
    if x.grad_fn is not None:
        parts.append(f"grad_fn={x.grad_fn!r}")
    elif x.requires_grad:
        parts.append("requires_grad=True")
    return with_suffixes(f"tensor({text}", parts)


def with_suffixes(text: str, parts: list[str]) -> str:
    """The parts behind the numbers, on the next line where they do not fit."""
    length = len(text) - text.rfind("\n")
    for part in parts:
        if length + len(part) + 2 > WIDTH:
            text, length = f"{text},\n       {part}", len(part) + 7
        else:
            text, length = f"{text}, {part}", length + len(part) + 2
    return text + ")"


class Number:
    """Formats the elements of an array alike, and in one width."""

    def __init__(self, spec: str, shown: np.ndarray, dot: str = ""):
        self.spec, self.dot = spec, dot
        self.width = max((len(self.text(x)) for x in shown), default=0)

    def text(self, x: object) -> str:
        if isinstance(x, np.bool_):
            return str(x)
        return format(x, self.spec) + (self.dot if np.isfinite(x) else "")  # type: ignore[call-overload]

    def __call__(self, x: object) -> str:
        return self.text(x).rjust(self.width)


def numbers(a: np.ndarray) -> Number:
    """What formats the elements of `a`: whole numbers with a point, small and large ones with an exponent."""
    shown = corners(a).reshape(-1)
    if a.dtype.kind != "f":
        return Number("", shown)
    shown = shown[np.isfinite(shown) & (shown != 0)]  # the others stand in the width of these
    sizes = np.abs(shown).astype(np.float64)
    low, high = (sizes.min(), sizes.max()) if sizes.size else (0.0, 0.0)
    wide = bool(sizes.size) and high / low > 1000
    if np.all(sizes == np.ceil(sizes)):
        return Number(".4e", shown) if wide or high > 1e8 else Number(".0f", shown, ".")
    return Number(".4e", shown) if wide or high > 1e8 or low < 1e-4 else Number(".4f", shown)


def corners(a: np.ndarray) -> np.ndarray:
    """The elements that are printed: of more than a thousand, three at each end of each dimension."""
    if a.size > 1000:
        for d, n in enumerate(a.shape):
            if n > 6:
                a = np.concatenate([a.take(range(3), d), a.take(range(n - 3, n), d)], d)
    return a

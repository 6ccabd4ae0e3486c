"""How a tensor is printed: as PyTorch prints it, to the character but for the names of what made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tinytorch.core.tensor import Tensor

# How many decimals, where dots stand for elements and how many are left at each end, and how long a line is.
# sci_mode: whether with an exponent; None leaves that to the numbers.
OPTIONS: dict[str, Any] = {
    "precision": 4,
    "threshold": 1000,
    "edgeitems": 3,
    "linewidth": 80,
    "sci_mode": None,
}


def set_printoptions(
    precision: int | None = None,
    threshold: int | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    *,
    sci_mode: bool | None = None,
) -> None:
    """Print tensors otherwise: what is None stays as it is, but for sci_mode, which goes back to None."""
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    OPTIONS.update({name: value for name, value in given.items() if value is not None}, sci_mode=sci_mode)


def show(x: Tensor) -> str:
    """The text of a tensor."""
    a = x.detach().numpy()
    text = np.array2string(
        a,
        separator=", ",
        prefix="tensor(",
        max_line_width=OPTIONS["linewidth"] + a.ndim - 1,  # NumPy counts the brackets behind, too
        threshold=OPTIONS["threshold"],
        edgeitems=OPTIONS["edgeitems"],
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
        if length + len(part) + 2 > OPTIONS["linewidth"]:
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
    if not sizes.size:
        return Number(".0f", shown, ".")
    exponent, decimals = OPTIONS["sci_mode"], OPTIONS["precision"]
    if exponent is None:
        exponent = high / low > 1000 or high > 1e8 or low < 1e-4
    if exponent:
        return Number(f".{decimals}e", shown)
    return Number(".0f", shown, ".") if np.all(sizes == np.ceil(sizes)) else Number(f".{decimals}f", shown)


def corners(a: np.ndarray) -> np.ndarray:
    """The elements that are printed: of more than a thousand, three at each end of each dimension."""
    left = OPTIONS["edgeitems"]
    if a.size > OPTIONS["threshold"]:
        for d, n in enumerate(a.shape):
            if n > 2 * left:
                a = np.concatenate([a.take(range(left), d), a.take(range(n - left, n), d)], d)
    return a

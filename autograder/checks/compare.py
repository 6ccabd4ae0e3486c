"""Whether a value is the expected one, and if not, in which respect."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from autograder.checks.values import plain

Agreement = Literal["ok", "wrong shape", "wrong kind of number", "wrong value", "not finite"]

# By NumPy's letters. float32 and float64 are one kind: a check asks for the kind, not for the width.
KINDS = {"b": "booleans", "i": "integers", "u": "integers", "f": "floating-point numbers"}
SHOWN = 20  # arrays up to this size are shown whole


def agreement(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> Agreement:
    """In one word how two arrays compare, for the checks and the judge alike.

    Shape first, then kind of number, then the values. NaN and infinity are right where `wanted` has them;
    other floating numbers may differ by `atol + rtol * |wanted|`, and all else must be equal.
    """
    if got.shape != wanted.shape:
        return "wrong shape"
    if KINDS.get(got.dtype.kind) != KINDS[wanted.dtype.kind]:
        return "wrong kind of number"
    if _right(got, wanted, rtol, atol).all():
        return "ok"
    return "wrong value" if np.isfinite(got[np.isfinite(wanted)]).all() else "not finite"


def _right(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Which elements agree; the tolerances are applied in float64, whatever the width of the numbers."""
    if wanted.dtype.kind != "f":
        return np.asarray(got == wanted)
    return np.isclose(got.astype(np.float64), wanted.astype(np.float64), rtol, atol, equal_nan=True)


def difference(actual: Any, expected: Any, rtol: float, atol: float) -> str:
    """One sentence on the first difference between two values, part by part; empty if they agree."""
    (arrays, texts), (wanted_arrays, wanted_texts) = plain(actual), plain(expected)
    got, wanted = arrays | texts, wanted_arrays | wanted_texts
    if got.keys() != wanted.keys():
        return f"wrong shape: expected the parts {_listed(wanted)}; got {_listed(got)}"
    for name in wanted:
        found = _part_difference(got[name], wanted[name], rtol, atol)
        if found:
            return found if len(wanted) == 1 else f"{name}: {found}"
    return ""


def _part_difference(got: np.ndarray | str, wanted: np.ndarray | str, rtol: float, atol: float) -> str:
    if isinstance(got, np.ndarray) and isinstance(wanted, np.ndarray):
        return _array_difference(got, wanted, rtol, atol)
    if isinstance(got, str) and isinstance(wanted, str):
        return "" if got == wanted else f"wrong value: expected {wanted}; got {got}"
    return f"wrong kind of value: expected {_shown(wanted)}; got {_shown(got)}"


def _array_difference(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> str:
    word = agreement(got, wanted, rtol, atol)
    if word == "ok":
        return ""
    if word == "wrong shape":
        return f"{word}: expected {wanted.shape}; got {got.shape}"
    if word == "wrong kind of number":
        kind, got_kind = KINDS[wanted.dtype.kind], KINDS[got.dtype.kind]
        return f"{word}: expected {kind}; got {got_kind} ({got.dtype})"
    right = _right(got, wanted, rtol, atol)
    return f"{word}: expected {_shown(wanted)}; got {_shown(got)}{_worst(got, wanted, right)}"


def _worst(got: np.ndarray, wanted: np.ndarray, right: np.ndarray) -> str:
    """Where the largest difference is; one that is not finite counts as the largest of all."""
    if got.ndim == 0:
        return ""
    with np.errstate(invalid="ignore"):
        distance = np.abs(got.astype(np.float64) - wanted.astype(np.float64))
    distance = np.where(right, -1.0, np.nan_to_num(distance, nan=np.inf))
    worst = np.unravel_index(np.argmax(distance), got.shape)
    place = ", ".join(str(i) for i in worst)
    return (
        f"; {np.sum(~right)} of {got.size} elements differ, most at [{place}]: "
        f"expected {_digits(wanted[worst])}, got {_digits(got[worst])}"
    )


def _shown(value: np.ndarray | str) -> str:
    """A small array whole, on one line; a large one by its shape and dtype; a text as it is."""
    if isinstance(value, str):
        return value
    if value.size > SHOWN:
        return f"{value.dtype} values of shape {value.shape}"
    return " ".join(np.array2string(value, precision=6, separator=", ").split())


def _digits(number: np.generic) -> str:
    return f"{number:.8g}" if isinstance(number, np.floating) else str(number)


def _listed(parts: dict[str, Any]) -> str:
    return ", ".join(parts) or "none"

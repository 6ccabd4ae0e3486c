"""Where two outcomes of a case differ."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from running import Leaf, Outcome

# Relative to an element, and to the largest of its array: sums are added up in another order here.
TOLERANCE = {"float32": (2e-5, 5e-6), "float64": (1e-11, 1e-12)}


def difference(ours: Outcome, theirs: Outcome) -> str | None:
    """In words, or None where both say the same."""
    if ours.inputs != theirs.inputs:
        return "other inputs are drawn than when PyTorch's results were stored: store them again"
    if ours.error or theirs.error:
        if ours.error and theirs.error:
            return None
        return f"here {ours.error or 'no error'}, in PyTorch {theirs.error or 'no error'}"
    for kind, mine, reference in (
        ("result", ours.results, theirs.results),
        ("gradient", ours.gradients, theirs.gradients),
    ):
        if len(mine) != len(reference):
            return f"{len(mine)} {kind}s here, {len(reference)} in PyTorch"
        for n, (a, b) in enumerate(zip(mine, reference, strict=True)):
            if words := between(a, b):
                return f"{kind} {n}: {words}"
    return None


def between(ours: Leaf, theirs: Leaf) -> str | None:
    a, b = ours.value, theirs.value
    if ours.requires_grad != theirs.requires_grad:
        return f"requires_grad is {ours.requires_grad} here, {theirs.requires_grad} in PyTorch"
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        return None if type(a) is type(b) and alike(a, b) else f"{a!r} here, {b!r} in PyTorch"
    if a.dtype != b.dtype or a.shape != b.shape:
        return f"{a.dtype} {a.shape} here, {b.dtype} {b.shape} in PyTorch"
    if not apart(a, b) <= 1:  # nan is apart, too
        return f"\n{a}\nhere,\n{b}\nin PyTorch"
    return None


def alike(a: Any, b: Any) -> bool:
    if isinstance(a, float):
        return math.isclose(a, b, rel_tol=2e-5, abs_tol=2e-6) or (math.isnan(a) and math.isnan(b))
    return a == b


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """How far two arrays are apart, where 1 is what is tolerated."""
    if a.dtype.kind != "f":
        return 0.0 if np.array_equal(a, b) else math.inf
    finite = np.isfinite(b)
    if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return math.inf
    to_element, to_array = TOLERANCE[str(b.dtype)]
    a, b = a[finite].astype(np.float64), b[finite].astype(np.float64)
    tolerated = to_element * np.abs(b) + to_array * max(1.0, np.abs(b).max(initial=0))
    return float(np.max(np.abs(a - b) / tolerated, initial=0))

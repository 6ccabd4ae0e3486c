"""Fair timing on a machine whose speed drifts: both sides in turn, and the median of their ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

Call = Callable[[], Any]


class Timing(NamedTuple):
    """Seconds a call, median of all rounds, and the median of the ratios of ours to theirs."""

    ours: float
    theirs: float | None = None
    ratio: float | None = None


def compare(ours: Call, theirs: Call | None, calls: int, rounds: int) -> Timing:
    """Time both, `calls` times a round. Rounds alternate, so that a slow moment slows down both."""
    sides = [ours, theirs] if theirs else [ours]
    timed = [[seconds(side, calls) for side in sides] for _ in range(rounds + 1)][1:]  # the first warms up
    medians = [statistics.median(column) for column in zip(*timed, strict=True)]
    if theirs is None:
        return Timing(medians[0])
    return Timing(medians[0], medians[1], statistics.median(a / b for a, b in timed))


def seconds(f: Call, calls: int) -> float:
    """Seconds a call."""
    start = time.perf_counter()
    for _ in range(calls):
        f()
    return (time.perf_counter() - start) / calls

"""What a test cell's checks say: plain data, shared by the checks, the sandbox and the judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

Kind = Literal["value", "raises", "refuses", "gradients", "trace", "predicts"]
Ended = Literal["finished", "timeout", "died", "unusable", "not reached"]


@dataclass(frozen=True)
class Answer:
    """One check's answer: named arrays, and short texts such as the type of an exception."""

    check: str
    kind: Kind
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CellAnswers:
    """What came out of one test cell.

    answers: the first answer per check name.
    raised: indices of the cell's top-level statements that raised.
    ended: how the process that ran it ended; "not reached" if the notebook ended before this cell.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    raised: frozenset[int] = frozenset()
    ended: Ended = "finished"

"""What the judge says: words from a fixed few, so that a verdict carries nothing out of a sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograder.checks.compare import Agreement
from autograder.error import AutograderError

Word = Literal[
    Agreement,
    "no answer",
    "raised an error",
    "ran out of time",
    "process ended",
    "unusable answer",
    "not counted",  # passed on a package that is broken, on which it proves nothing
    # Of a rehearsal on a student's machine alone: the judge does not see why a check could not be run.
    "not written",
    "not reached",
]


class BrokenKey(AutograderError):
    """The reference itself does not answer a check: the author's error, never the student's."""


@dataclass(frozen=True)
class Worth:
    """What one answer is worth: a word, the fraction of the points earned, and what to say about it.

    summary: made of counts and of the key's names alone; empty where the word says it all.
    """

    word: Word
    fraction: float = 0.0
    summary: str = ""

    @classmethod
    def all_or_nothing(cls, word: Word) -> Worth:
        return cls(word, float(word == "ok"))


@dataclass(frozen=True)
class CheckVerdict:
    """The verdict on one check. hint: the author's. summary: what is to be said besides the word."""

    name: str
    word: Word
    points: float
    max_points: float
    hint: str = ""
    summary: str = ""


@dataclass(frozen=True)
class CellVerdict:
    """The verdicts on one test cell; `points` is the score as the gradebook takes it."""

    cell: str
    points: float
    max_points: float
    checks: tuple[CheckVerdict, ...]

    @classmethod
    def of(cls, cell: str, max_points: float, checks: tuple[CheckVerdict, ...]) -> CellVerdict:
        """The verdict to which those on its checks add up."""
        # Shares such as 1/3 do not add up to the last bit, and nbgrader refuses more than the maximum.
        points = min(round(sum(check.points for check in checks), 6), max_points)
        return cls(cell, points, max_points, checks)

    @property
    def failed(self) -> tuple[CheckVerdict, ...]:
        return tuple(check for check in self.checks if check.word != "ok")

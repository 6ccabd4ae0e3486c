"""What goes into the sandbox, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from nbformat import NotebookNode

from autograder.checks.answers import CellAnswers
from autograder.error import AutograderError

from .inside.limits import Limits

NotebookEnded = Literal["finished", "timeout", "died", "memory", "output", "unusable", "stuck"]
_EARLY: dict[NotebookEnded, str] = {
    "timeout": "the notebook ran longer than it may ({cell:g} s a cell, {total:g} s in all) and was ended",
    "died": "the process of the notebook ended before its last cell",
    "memory": "the notebook took more memory than it may and was ended",
    "output": "the notebook printed and showed more than it may and was ended",
    "unusable": "the notebook was ended because what it sent to the grader made no sense",
    "stuck": "what the notebook had started could not be ended, so nothing was checked",
}


def reason(ended: NotebookEnded, limits: Limits) -> str:
    """In words, what ended a notebook before its last cell; empty if nothing did."""
    return _EARLY.get(ended, "").format(cell=limits.cell_seconds, total=limits.total_seconds)


class SandboxUnavailable(AutograderError):
    """The sandbox cannot be had on this machine, or has ended. The message says what to do."""


@dataclass(frozen=True)
class StudentCell:
    """A cell of the student's, run as a notebook kernel would run it."""

    id: str
    source: str


@dataclass(frozen=True)
class CheckCell:
    """A test cell without its expectations: run in a child frozen at this place, after the notebook ended."""

    id: str
    source: str
    seed: int = 0
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """What came out of one submission.

    outputs: nbformat outputs of every student cell that was reached, by cell id.
    answers: what every check cell answered, by cell id; "not reached" where the notebook ended before it.
    ended: "finished", or what ended the notebook before its last cell.
    seconds: of each student cell, by id. How long a check took would say something about it.
    reason: in words, what ended the notebook or its checks early; empty if nothing did.
    """

    outputs: dict[str, list[NotebookNode]]
    answers: dict[str, CellAnswers]
    ended: NotebookEnded
    seconds: dict[str, float]
    reason: str = ""

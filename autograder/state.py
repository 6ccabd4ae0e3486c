"""What is kept of a batch: its seed, and each student's outcome as soon as there is one.

One file an assignment, in .autograder/batches/: a line of JSON with the seed, then one for each outcome, of
which a student's last one counts. It is what a killed batch resumes from, and it tells a submission that
scored 0 from one that could not be graded.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from autograder.course import Assignment
from autograder.error import AutograderError


class StateDamaged(AutograderError):
    """The file of a batch cannot be read. Says what to do."""


@dataclass(frozen=True)
class Failure:
    """A check that was not passed, in the judge's words."""

    cell: str
    check: str
    word: str
    summary: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one submission.

    points: None if it could not be graded; `problems` then says why, and otherwise what was mended.
    submission: the hash of what was handed in.
    """

    student: str
    submission: str
    points: float | None
    max_points: float
    failures: tuple[Failure, ...] = ()
    problems: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def graded(self) -> bool:
        return self.points is not None

    def __str__(self) -> str:
        if self.points is None:
            return f"{printable(self.student)}: could not be graded: {'; '.join(self.problems)}"
        return f"{printable(self.student)}: {self.points:.4g} of {self.max_points:.4g} points"


def printable(text: str) -> str:
    """Without the control characters by which a student's name or code could act on a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


class State:
    """The state of an assignment's batch. Every change is on disk before the call returns."""

    def __init__(self, path: Path, seed: int, outcomes: dict[str, Outcome]) -> None:
        self.path = path
        self.seed = seed
        self.outcomes = outcomes

    @classmethod
    def of(cls, assignment: Assignment) -> State:
        """Read the state, or begin it with a new seed. Raises StateDamaged."""
        return cls.kept(assignment) or cls._begun(_path(assignment))

    @classmethod
    def kept(cls, assignment: Assignment) -> State | None:
        """Read the state; None where nothing was graded yet. Raises StateDamaged."""
        path = _path(assignment)
        if not path.exists():
            return None
        try:
            # What follows the last line break is a line torn by a kill: its outcome is as good as none.
            first, *rest = map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1])
            outcomes = {outcome.student: outcome for outcome in map(_outcome, rest)}
            return cls(path, first["seed"], outcomes)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise StateDamaged(
                f"{path} is damaged ({type(error).__name__}): take it from a backup, or move it away; "
                f"without it `autograder grade {assignment.name}` grades everybody anew, on other data"
            ) from error

    @classmethod
    def _begun(cls, path: Path) -> State:
        """In one step, so that a kill leaves no file or one with a seed."""
        state = cls(path, secrets.randbits(63), {})
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the seed is a secret
        draft = path.with_suffix(".tmp")
        draft.write_bytes(b"")
        _append(draft, {"seed": state.seed})
        draft.replace(path)
        return state

    def record(self, outcome: Outcome) -> None:
        self.outcomes[outcome.student] = outcome
        _append(self.path, asdict(outcome))


def _path(assignment: Assignment) -> Path:
    return assignment.course.root / ".autograder" / "batches" / f"{assignment.name}.jsonl"


def _append(path: Path, stored: dict) -> None:
    """Add a line; on disk when this returns. What a kill has left of a line before is taken away."""
    with path.open("r+b") as file:
        if not _ends_whole(file):
            file.truncate(path.read_bytes().rfind(b"\n") + 1)
        file.seek(0, os.SEEK_END)
        file.write(json.dumps(stored).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_whole(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read() == b"\n"


def _outcome(stored: dict) -> Outcome:
    failures = tuple(Failure(**failure) for failure in stored.pop("failures"))
    return Outcome(failures=failures, problems=tuple(stored.pop("problems")), **stored)

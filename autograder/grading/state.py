"""What is kept of a batch: its seed, and each student's outcome as soon as there is one.

One file an assignment, in .autograder/batches/: a line of JSON with the seed, then one for each outcome, of
which a student's last one counts, and one where outcomes were asked for anew. It is what a killed batch
resumes from, and it tells a submission that scored 0 from one that could not be graded.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from autograder.course import Assignment
from autograder.error import AutograderError
from autograder.naming import printable


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
    submission: the hash of what was handed in. cause: why a milestone lost points with the student's own
        modules, and what to mend.
    """

    student: str
    submission: str
    points: float | None
    max_points: float
    failures: tuple[Failure, ...] = ()
    problems: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    cause: str = ""

    @property
    def graded(self) -> bool:
        return self.points is not None

    def __str__(self) -> str:
        if self.points is None:
            return f"{printable(self.student)}: could not be graded: {'; '.join(self.problems)}"
        return f"{printable(self.student)}: {self.points:.4g} of {self.max_points:.4g} points"


class State:
    """The state of an assignment's batch. Every change is on disk before the call returns.

    outdated: the students whose outcomes were asked for anew, and did not come yet.
    """

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.seed = seed
        self.outcomes: dict[str, Outcome] = {}
        self.outdated: set[str] = set()
        self._tests = ""

    @classmethod
    def of(cls, assignment: Assignment) -> State:
        """Read the state, or begin it with a new seed. Raises StateDamaged."""
        if not (path := _path(assignment)).exists():
            _begin(path)
        return cls._read(path, assignment)

    @classmethod
    def kept(cls, assignment: Assignment) -> State | None:
        """Read the state; None where nothing was graded yet. Raises StateDamaged."""
        path = _path(assignment)
        return cls._read(path, assignment) if path.exists() else None

    @classmethod
    def _read(cls, path: Path, assignment: Assignment) -> State:
        try:
            # What follows the last line break is a line torn by a kill: its outcome is as good as none.
            first, *rest = map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1])
            state = cls(path, first["seed"])
            for line in rest:
                if "outdated" in line:
                    state._outdate(line["outdated"], line["tests"])
                else:
                    state._add(_outcome(line))
            return state
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise StateDamaged(
                f"{path} is damaged ({type(error).__name__}): take it from a backup, or move it away; "
                f"without it `autograder grade {assignment.name}` grades everybody anew, on other data"
            ) from error

    def record(self, outcome: Outcome) -> None:
        self._add(outcome)
        _append(self.path, asdict(outcome))

    def ask_anew(self, students: Iterable[str], tests: str) -> None:
        """Make the outcomes of these students outdated; of those who still are, if a batch that asked so was
        stopped and the tests are the same, the rest alone.

        tests: a hash of what the students are graded by.
        """
        students = set(students)
        if tests != self._tests or not self.outdated & students:
            self._outdate(students, tests)
            _append(self.path, {"outdated": sorted(students), "tests": tests})

    def _add(self, outcome: Outcome) -> None:
        self.outcomes[outcome.student] = outcome
        self.outdated.discard(outcome.student)

    def _outdate(self, students: Iterable[str], tests: str) -> None:
        self.outdated.update(students)
        self._tests = tests


def _begin(path: Path) -> None:
    """In one step: a kill leaves no file or one with a seed, and of two processes the first one's stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the seed is a secret
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        draft.touch()
        _append(draft, {"seed": secrets.randbits(63)})
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


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

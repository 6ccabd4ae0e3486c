"""From the files of a submission to the clean copy that nbgrader sees; nothing in a submission is changed."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat

from autograder.course import Assignment
from autograder.intake.document import CannotBeGraded
from autograder.intake.handed_in import HandedIn, find_notebook
from autograder.intake.regular import read_regular
from autograder.intake.repair import Intake, repair
from autograder.naming import about
from autograder.release.student import released

MAX_TIMESTAMP_BYTES = 100
TIMESTAMP = "timestamp.txt"
CLOCK_SKEW = timedelta(hours=15)  # a time without a zone is read as UTC, and may be 14 hours ahead of it
UNREMARKABLE = {".ipynb_checkpoints", "__pycache__", ".DS_Store", TIMESTAMP}


def intake(handed_in: HandedIn, assignment: Assignment) -> Intake:
    """Read a submitted notebook and repair it; where that cannot be, say why. Never raises on bad input."""
    try:
        return repair(handed_in.cells(), released(assignment))
    except CannotBeGraded as reason:
        return Intake(None, [f"{handed_in}: {reason}"])


def copy_in(submission: Path, destination: Path, assignment: Assignment) -> Intake:
    """Write a clean copy of a submission: its repaired notebook and a believable timestamp, nothing else.

    nbgrader then sees only the copy. A file beside the notebook takes no part in grading and is left out.
    """
    handed_in, problem = find_notebook(submission, assignment)
    problems = [problem] if problem else []
    destination.mkdir(parents=True, exist_ok=True)
    copies = {name: destination / name for name in (f"{assignment.name}.ipynb", TIMESTAMP)}
    for copy in copies.values():
        copy.unlink(missing_ok=True)
    if handed_in is None:
        return Intake(None, problems)
    taken = intake(handed_in, assignment)
    if taken.notebook is not None:
        copies[f"{assignment.name}.ipynb"].write_text(nbformat.writes(taken.notebook), encoding="utf-8")
    when, doubt = submitted_at(submission)
    if when is not None:
        copies[TIMESTAMP].write_text(f"{when:%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
    problems += [*_left_out(submission, handed_in), *([doubt] if doubt else []), *taken.problems]
    return Intake(taken.notebook, problems)


def submitted_at(submission: Path, now: datetime | None = None) -> tuple[datetime | None, str | None]:
    """When the submission says that it was handed in, in UTC, and a sentence if that is not believed."""
    path = submission / TIMESTAMP
    if not os.path.lexists(path):
        return None, None
    unknown = "it was ignored, so when it was handed in is not known"
    try:
        when = _utc(read_regular(path, MAX_TIMESTAMP_BYTES).decode("utf-8-sig").strip())
    except CannotBeGraded as reason:
        return None, f"{TIMESTAMP}: {reason}; {unknown}"
    except (ValueError, OverflowError, KeyError, OSError):  # KeyError, OSError: no such time zone
        return None, f"{TIMESTAMP} does not hold a date and a time; {unknown}"
    if when > (now or datetime.now(UTC)) + CLOCK_SKEW:
        return None, f"{TIMESTAMP} lies in the future ({when:%Y-%m-%d %H:%M} UTC); {unknown}"
    return when, None


def _utc(text: str) -> datetime:
    """The time as nbgrader, Python or ISO 8601 write it; without a zone, name or offset, it means UTC."""
    date, time, *zones = re.split(r"(?<=\d)T(?=\d)|\s+", text)
    (zone,) = zones or [""]
    offset, name = (zone, "") if zone == "Z" or zone.startswith(("+", "-")) else ("", zone)
    when = datetime.fromisoformat(f"{date} {time}{offset}")
    if when.tzinfo is None:
        when = when.replace(tzinfo=ZoneInfo(name or "UTC"))
    elif name:
        raise ValueError(f"two zones: {text}")
    return when.astimezone(UTC)


def _left_out(submission: Path, notebook: HandedIn) -> list[str]:
    """A sentence about what lies beside the notebook, if that is anything but what Jupyter leaves there."""
    names = sorted({path.name for path in submission.iterdir()} - UNREMARKABLE - {notebook.beside})
    return list(about("file", names, "takes no part in grading and was left out"))

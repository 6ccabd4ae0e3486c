"""The files of a submission: regular ones of a bearable size are read, and nothing in it is changed."""

from __future__ import annotations

import os
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat

from autograder.course import Assignment
from autograder.course.cells import settings
from autograder.intake.document import CannotBeGraded, SubmittedCell, cells_of, parse
from autograder.intake.released import released
from autograder.intake.repair import Intake, repair
from autograder.intake.words import about, quoted

MAX_BYTES = 20_000_000
MAX_TIMESTAMP_BYTES = 100
TIMESTAMP = "timestamp.txt"
CLOCK_SKEW = timedelta(hours=15)  # a time without a zone is read as UTC, and may be 14 hours ahead of it
UNREMARKABLE = {".ipynb_checkpoints", "__pycache__", ".DS_Store", TIMESTAMP}


def intake(path: Path, assignment: Assignment) -> Intake:
    """Read a submitted notebook and repair it; where that cannot be, say why. Never raises on bad input."""
    try:
        return repair(_read_cells(path), released(assignment))
    except CannotBeGraded as reason:
        return Intake(None, [f"{quoted(path.name)}: {reason}"])


def find_notebook(folder: Path, assignment: Assignment) -> tuple[Path | None, str | None]:
    """The notebook to grade in a submission's folder, and a sentence if it does not bear the expected name.

    Another notebook is taken if it alone holds most of the assignment's cells.
    """
    expected = folder / f"{assignment.name}.ipynb"
    if not _is_folder(folder):
        return None, f"{quoted(folder.name)} is not a folder (links are not followed); nothing was graded"
    if os.path.lexists(expected):
        return expected, None
    others = [path for path in sorted(folder.glob("*.ipynb")) if _belongs(path, assignment)]
    if len(others) == 1:
        return others[0], f"{expected.name!r} is missing; {quoted(others[0].name)} was graded in its place"
    if others:
        names = ", ".join(quoted(path.name) for path in others)
        return None, f"{expected.name!r} is missing, and it could be any of {names}; rename the right one"
    return None, f"{expected.name!r} is missing, and no other notebook in the folder holds its cells"


def copy_in(submission: Path, destination: Path, assignment: Assignment) -> Intake:
    """Write a clean copy of a submission: its repaired notebook and a believable timestamp, nothing else.

    nbgrader then sees only the copy. A file beside the notebook takes no part in grading and is left out.
    """
    path, problem = find_notebook(submission, assignment)
    problems = [problem] if problem else []
    destination.mkdir(parents=True, exist_ok=True)
    copies = {name: destination / name for name in (f"{assignment.name}.ipynb", TIMESTAMP)}
    for copy in copies.values():
        copy.unlink(missing_ok=True)
    if path is None:
        return Intake(None, problems)
    taken = intake(path, assignment)
    if taken.notebook is not None:
        copies[f"{assignment.name}.ipynb"].write_text(nbformat.writes(taken.notebook), encoding="utf-8")
    when, doubt = submitted_at(submission)
    if when is not None:
        copies[TIMESTAMP].write_text(f"{when:%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
    problems += [*_left_out(submission, path), *([doubt] if doubt else []), *taken.problems]
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


def read_regular(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file that has one name and at most `limit` bytes.

    Raises CannotBeGraded for links, folders, devices and pipes, none of which is opened.
    """
    try:
        _refuse_irregular(path.lstat(), limit)
        # It may change between the look and the opening: follow no link, wait for no pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            _refuse_irregular(os.fstat(descriptor), limit)
            return file.read(limit)
    except OSError as error:
        raise CannotBeGraded(f"the file cannot be read ({error.strerror})") from None


def require_regular_files(folder: Path) -> None:
    """Raise CannotBeGraded if anything in a submission's folder is neither a regular file nor a folder."""
    if not _is_folder(folder):
        raise CannotBeGraded(f"{quoted(folder.name)} is not a folder; links are not followed")
    for place, folders, files in os.walk(folder):
        for path in (Path(place, name) for name in files + folders):
            status = path.lstat()
            if not stat.S_ISDIR(status.st_mode):
                try:
                    _refuse_irregular(status, MAX_BYTES)
                except CannotBeGraded as reason:
                    raise CannotBeGraded(f"{quoted(path.name)}: {reason}") from None


def _refuse_irregular(status: os.stat_result, limit: int) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise CannotBeGraded("it is a symbolic link; hand in the file itself")
    if not stat.S_ISREG(status.st_mode):
        raise CannotBeGraded("it is not a regular file")
    if status.st_nlink > 1:
        raise CannotBeGraded("the file has a second name elsewhere (a hard link); put a copy in its place")
    if status.st_size > limit:
        raise CannotBeGraded(f"the file has {status.st_size:,} bytes; expected at most {limit:,}")


def _read_cells(path: Path) -> list[SubmittedCell]:
    return cells_of(parse(read_regular(path)))


def _is_folder(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()


def _belongs(path: Path, assignment: Assignment) -> bool:
    """Whether a file holds more than half of the assignment's cells."""
    try:
        cells = _read_cells(path)
    except CannotBeGraded:
        return False
    wanted = {settings(cell)["grade_id"] for cell in released(assignment).cells if settings(cell)}
    return len(wanted & {name for cell in cells for name in (cell.grade_id, cell.id)}) > len(wanted) / 2


def _left_out(submission: Path, notebook: Path) -> list[str]:
    """A sentence about what lies beside the notebook, if that is anything but what Jupyter leaves there."""
    names = sorted({path.name for path in submission.iterdir()} - UNREMARKABLE - {notebook.name})
    return list(about("file", names, "takes no part in grading and was left out"))

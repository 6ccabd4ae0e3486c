"""Which of the files in a submission's folder is the notebook to grade.

It should bear the assignment's name. Students rename it, a system appends `.txt`, a download makes a zip of
it or a folder around it: then it is the one that holds the assignment's cells.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment
from autograder.course.cells import settings
from autograder.intake.archive import members, read_member
from autograder.intake.document import CannotBeGraded, SubmittedCell, cells_of, parse
from autograder.intake.regular import is_folder, read_regular
from autograder.naming import quoted
from autograder.release.student import released

NOTEBOOK = re.compile(r"(.*)\.ipynb(?:\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
ZIP = ".zip"
BEGIN = re.compile(r"""^begin\(["'](\w+)""", re.MULTILINE)
JUNK = {".ipynb_checkpoints", "__pycache__", "__MACOSX"}
MAX_LOOKED_AT = 40


@dataclass(frozen=True)
class HandedIn:
    """A notebook that was handed in: a file in the submission's folder, or in a zip that lies there."""

    folder: Path
    path: Path
    member: str = ""

    def read(self) -> bytes:
        """Its bytes. Raises CannotBeGraded."""
        data = read_regular(self.path)
        return read_member(data, self.member) if self.member else data

    def cells(self) -> list[SubmittedCell]:
        """What it holds. Raises CannotBeGraded."""
        return cells_of(parse(self.read()))

    @property
    def beside(self) -> str:
        """The name of what holds it in the submission's folder."""
        return self.path.relative_to(self.folder).parts[0]

    @property
    def title(self) -> str:
        """Its name without folders and endings."""
        name = re.split(r"[/\\]", self.member)[-1] or self.path.name
        found = NOTEBOOK.fullmatch(name)
        return found[1] if found else name

    def __str__(self) -> str:
        name = self.path.relative_to(self.folder).as_posix()
        return quoted(f"{name}: {self.member}" if self.member else name)


def find_notebook(folder: Path, assignment: Assignment) -> tuple[HandedIn | None, str | None]:
    """The notebook to grade in a submission's folder, and a sentence if it does not bear the expected name.

    Another one is taken if it alone holds most of the assignment's cells; of several, the one with its name.
    """
    expected = folder / f"{assignment.name}.ipynb"
    if closed := closed_to_us(folder):
        return None, f"the folder {quoted(closed.name)} cannot be read; change its permissions"
    if lying := misplaced(folder, assignment):
        where = f"the folder {quoted(folder.parent.name)} itself"
        return None, f"{lying} lies in {where}; move it into a folder {assignment.name} there"
    if not is_folder(folder):
        return None, f"{quoted(folder.name)} is not a folder (links are not followed); nothing was graded"
    if os.path.lexists(expected):
        return HandedIn(folder, expected), None
    others, reasons = _notebooks(folder, files_of(folder))
    found = _belonging(_named(others, assignment), assignment) or _belonging(others, assignment)
    if len(found) == 1:
        return found[0], f"{expected.name!r} is missing; {found[0]} was graded in its place"
    if found:
        names = ", ".join(map(str, found))
        return None, f"{expected.name!r} is missing, and it could be any of {names}; rename the right one"
    nothing = f"{expected.name!r} is missing, and no other notebook in the folder holds its cells"
    return None, "; ".join([nothing, *reasons])


def closed_to_us(folder: Path) -> Path | None:
    """A submission's folder or the student's, if it is there and may not be read."""
    for place, needed in (folder.parent, os.X_OK), (folder, os.R_OK | os.X_OK):
        if place.is_dir() and not os.access(place, needed):
            return place
    return None


def misplaced(folder: Path, assignment: Assignment) -> HandedIn | None:
    """A notebook of the assignment that lies one folder too high, if there is no folder for it."""
    if os.path.lexists(folder):
        return None
    others, _ = _notebooks(folder.parent, _that_may_hold_one(_entries(folder.parent)))
    return next(iter(_named(others, assignment) or _belonging(others, assignment)), None)


def files_of(folder: Path) -> list[Path]:
    """The files of a submission's folder that a notebook may be in, in order."""
    below = [each for each in _entries(folder) if is_folder(each) and each.name not in JUNK]
    return _that_may_hold_one(path for place in (folder, *below) for path in _entries(place))


def _that_may_hold_one(files: Iterable[Path]) -> list[Path]:
    return sorted(path for path in files if NOTEBOOK.fullmatch(path.name) or path.suffix.lower() == ZIP)


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder; nothing in one that is none, or cannot be read."""
    try:
        return list(folder.iterdir()) if is_folder(folder) else []
    except OSError:
        return []


def _notebooks(folder: Path, files: Iterable[Path]) -> tuple[list[HandedIn], list[str]]:
    """The notebooks among a folder's files, and sentences about the zips of which nothing can be read."""
    found: list[HandedIn] = []
    reasons = []
    for path in files:
        if path.suffix.lower() != ZIP:
            found.append(HandedIn(folder, path))
            continue
        try:
            found += [HandedIn(folder, path, name) for name in _zipped(read_regular(path))]
        except CannotBeGraded as reason:
            reasons.append(f"{quoted(path.name)}: {reason}")
    if len(found) > MAX_LOOKED_AT:
        return [], [f"it holds {len(found)} notebooks; expected one, at most {MAX_LOOKED_AT}"]
    return found, reasons


def _zipped(data: bytes) -> Iterator[str]:
    for name in members(data):
        *folders, last = re.split(r"[/\\]", name)
        if NOTEBOOK.fullmatch(last) and not JUNK & set(folders):
            yield name


def _named(candidates: list[HandedIn], assignment: Assignment) -> list[HandedIn]:
    return [each for each in candidates if each.title.lower() == assignment.name.lower()]


def _belonging(candidates: list[HandedIn], assignment: Assignment) -> list[HandedIn]:
    """Those that hold more than half of the assignment's cells, and do not begin another assignment."""
    wanted = {settings(cell)["grade_id"] for cell in released(assignment).cells if settings(cell)}
    found = []
    for candidate in candidates:
        try:
            cells = candidate.cells()
        except CannotBeGraded:
            continue
        names = {name for cell in cells for name in (cell.grade_id, cell.id)}
        begun = set().union(*(BEGIN.findall(cell.source) for cell in cells))
        if len(wanted & names) > len(wanted) / 2 and (assignment.name in begun or not begun):
            found.append(candidate)
    return found

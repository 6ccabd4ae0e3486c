"""What was handed in: by whom, and whether it has changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from autograder.course import Assignment, CourseError
from autograder.intake.document import CannotBeGraded
from autograder.intake.files import TIMESTAMP
from autograder.intake.handed_in import closed_to_us, files_of, misplaced
from autograder.intake.regular import read_regular
from autograder.naming import printable, some


def submitters(assignment: Assignment, students: Sequence[str] | None) -> list[str]:
    """The students who handed something in for the assignment, in order; of `students` if given.

    Raises CourseError for a student who has never handed anything in.
    """
    known = sorted(folder.name for folder in assignment.course.submitted.glob("[!.]*") if folder.is_dir())
    unknown = sorted(set(students or ()) - set(known))
    if unknown:
        there = some(map(printable, known)) or "none"
        raise CourseError(f"no submission of {some(map(printable, unknown))}; there are {there}")
    asked = known if students is None else sorted(set(students))
    return [student for student in asked if _handed_in(assignment.submission(student), assignment)]


def _handed_in(folder: Path, assignment: Assignment) -> bool:
    """Also what cannot be graded, such as a dangling link: the intake says what is wrong with it."""
    there = os.path.lexists(folder) or closed_to_us(folder) is not None
    return there or misplaced(folder, assignment) is not None


def fingerprint(assignment: Assignment, student: str) -> str:
    """A hash of the student's share in a grade: the notebook, its timestamp; a milestone's modules, too."""
    digest = sha256()
    for needed in [assignment, *(assignment.prerequisites if assignment.kind == "milestone" else ())]:
        folder = needed.submission(student)
        for path in sorted([*files_of(folder), folder / TIMESTAMP]):
            digest.update(b"\0" + os.fsencode(path.name) + b"\0" + _content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return read_regular(path)
    except CannotBeGraded as reason:
        return str(reason).encode()

"""What was handed in: by whom, and whether it has changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from autograder.course import Assignment, CourseError
from autograder.intake.document import CannotBeGraded
from autograder.intake.handed_in import files_of
from autograder.intake.regular import read_regular
from autograder.naming import printable, some


def submitters(assignment: Assignment, students: Sequence[str] | None = None) -> list[str]:
    """The students who handed something in for the assignment, in order; of `students` if given.

    Raises CourseError for a student who has never handed anything in.
    """
    known = sorted(folder.name for folder in assignment.course.submitted.glob("[!.]*") if folder.is_dir())
    unknown = sorted(set(students or ()) - set(known))
    if unknown:
        there = some(map(printable, known)) or "none"
        raise CourseError(f"no submission of {some(map(printable, unknown))}; there are {there}")
    # A dangling link was handed in, too: the intake says what is wrong with it.
    return [
        student
        for student in (known if students is None else sorted(set(students)))
        if os.path.lexists(assignment.submission(student))
    ]


def fingerprint(assignment: Assignment, student: str) -> str:
    """A hash of the student's share in a grade: the notebook, its timestamp; a milestone's modules, too."""
    digest = sha256()
    for needed in [assignment, *(assignment.prerequisites if assignment.kind == "milestone" else ())]:
        folder = needed.submission(student)
        for path in sorted([*files_of(folder), folder / "timestamp.txt"]):
            digest.update(b"\0" + os.fsencode(path.name) + b"\0" + _content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return read_regular(path)
    except CannotBeGraded as reason:
        return str(reason).encode()

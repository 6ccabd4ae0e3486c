"""Release assignments: register them in the gradebook, write the student versions, pack the kit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.conversion import Refused, convert, own_settings, point_at
from autograder.course import Assignment, Course, lint
from autograder.release.error import ReleaseError
from autograder.release.kit import write_kit
from autograder.release.student import PREPROCESSORS


def release(course: Course, names: Sequence[str] = ()) -> Path:
    """Release the named assignments, or all but drafts; return the student kit, with all released so far.

    Running it again replaces release/<assignment>/ and the kit; grades stay. An assignment whose form is
    wrong raises ReleaseError before anything is written.
    """
    assignments = [course.assignment(name) for name in names] or course.assignments
    for assignment in assignments:
        _refuse_drafts(assignment)
        if problems := lint(assignment.path, complete=False):
            raise ReleaseError("\n".join(f"{assignment.name}: {problem}" for problem in problems))
    for assignment in assignments:
        generate(assignment)
    return write_kit(course)


def _refuse_drafts(assignment: Assignment) -> None:
    if assignment.is_draft:
        raise ReleaseError(f"{assignment.name} is a draft (it has no graded cell): exported, never released")
    needed = assignment.prerequisites if assignment.kind == "milestone" else []
    if drafts := [module.name for module in needed if module.is_draft]:
        raise ReleaseError(f"{assignment.name} was not released: it needs {', '.join(drafts)}, still a draft")


def generate(assignment: Assignment) -> Path:
    """Write the student version of one assignment and register it in the gradebook; return the notebook.

    nbgrader removes what it is about to write before it finds a reason to refuse. So it writes into a folder
    of its own, and the version released before stays until a new one can take its place.
    """
    config = own_settings(assignment.course.root)
    point_at(config, assignment)
    release = assignment.course.root / "release"
    release.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=release) as draft:
        config.CourseDirectory.release_directory = draft
        _generate(assignment, config)
        return _moved(Path(draft, assignment.name, assignment.path.name), release)


def _generate(assignment: Assignment, config: Config) -> None:
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.preprocessors = PREPROCESSORS
    try:
        with tools_on_path():
            convert(converter)
    except Refused as reason:
        advice = '; see "Grade again" in docs/instructor.md' if "there are submissions" in str(reason) else ""
        raise ReleaseError(f"{assignment.name} was not released: {reason}{advice}") from reason


def _moved(notebook: Path, release: Path) -> Path:
    """In one step, to release/<assignment>/: its one file, since the form allows none beside the notebook."""
    path = release / notebook.parent.name / notebook.name
    path.parent.mkdir(exist_ok=True)
    return notebook.replace(path)


@contextmanager
def tools_on_path() -> Iterator[None]:
    """nbgrader calls alembic by its name. (nbgrader's own `setenv` forgets what PATH was before.)"""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before

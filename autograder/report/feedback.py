"""Feedback pages: nbgrader's own, without hidden tests and without live script."""

from __future__ import annotations

import glob
import multiprocessing
import os
import signal
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log

from autograder.course import Assignment, Course
from autograder.gradebook.config import config_for
from autograder.report.scored import is_scored


@dataclass(frozen=True)
class Feedback:
    """pages: student -> the page. problems: sentences about graded students who got none."""

    pages: dict[str, Path]
    problems: list[str]


@dataclass(frozen=True)
class _Page:
    """A graded student's page. due: whether it has to be written."""

    assignment: Assignment
    student: str
    path: Path
    due: bool


def write_feedback(course: Course, names: Iterable[str]) -> dict[str, Feedback]:
    """Write the page of each graded submission that has none or an old one; all pages, by assignment.

    Old is a page from before its notebook was graded, and every page of a student graded by hand. Who could
    not be graded gets no page. Raises CourseError for an unknown assignment.
    """
    assignments = [course.assignment(name) for name in names]
    pages = [page for assignment in assignments for page in _pages(assignment)]
    due = [page for page in pages if page.due]
    # Processes, since a page is a moment of pure Python; forked, since nbgrader takes seconds to be imported.
    # A terminal sends Ctrl-C to them, too: they end their page, and this process stops the batch.
    fork, ignore = multiprocessing.get_context("fork"), (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(os.cpu_count(), fork, signal.signal, ignore) as executor:
        logs = dict(zip(due, executor.map(_write, due), strict=True))
    feedback = {assignment.name: Feedback({}, []) for assignment in assignments}
    for page in pages:
        written, name = feedback[page.assignment.name], page.assignment.name
        if page.path.is_file():
            written.pages[page.student] = page.path
        else:
            problem = f"{page.student}: the page of {name} could not be written; nbgrader says:\n{logs[page]}"
            written.problems.append(problem)
    return feedback


def _pages(assignment: Assignment) -> list[_Page]:
    """One for each student who has a score and a graded notebook, in their order."""
    folders, root = CourseDirectory(config=config_for(assignment)), assignment.course.root
    name = assignment.name
    pages = []
    with Gradebook(folders.db_url) as gradebook:
        for submission in gradebook.assignment_submissions(name):
            student = submission.student.id
            notebook = root / folders.autograded_directory / student / name / f"{name}.ipynb"
            path = root / folders.feedback_directory / student / name / f"{name}.html"
            if is_scored(submission) and notebook.is_file():
                due = _is_older(path, notebook) or _is_graded_by_hand(submission)
                pages.append(_Page(assignment, student, path, due))
    return sorted(pages, key=lambda page: page.student)


def _is_older(page: Path, notebook: Path) -> bool:
    """Whether a page is missing or older than the graded notebook that it shows."""
    return not page.is_file() or page.stat().st_mtime_ns < notebook.stat().st_mtime_ns


def _is_graded_by_hand(submission: SubmittedAssignment) -> bool:
    """The gradebook does not say when, so a page of such a student may always be out of date."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    comments = [comment for notebook in submission.notebooks for comment in notebook.comments]
    return any(grade.manual_score is not None or grade.extra_credit for grade in grades) or any(
        comment.manual_comment for comment in comments
    )


def _write(page: _Page) -> str:
    """Write one page, and return what nbgrader says."""
    config = config_for(page.assignment)
    folders = CourseDirectory(config=config)
    folders.student_id = glob.escape(page.student)  # nbgrader takes it for a pattern
    return capture_log(GenerateFeedback(coursedir=folders, config=config, force=True)).get("log", "")

"""Feedback pages: nbgrader's own, without hidden tests and without live script."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from nbgrader.api import SubmittedAssignment
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.conversion import Refused, convert
from autograder.course import Assignment, Course
from autograder.course.cells import is_test
from autograder.course.notebook import read_notebook
from autograder.gradebook.config import config_for
from autograder.gradebook.opening import opened
from autograder.report.scored import is_scored
from autograder.report.workers import SECONDS, in_processes
from autograder.whole_file import write_whole


@dataclass(frozen=True)
class Feedback:
    """pages: student -> the page. problems: sentences about graded students who got none, or a plain one.

    missing: those who got none.
    """

    pages: dict[str, Path] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Page:
    """A graded student's page. due: whether it has to be written."""

    assignment: Assignment
    student: str
    notebook: Path
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
    said = {page: _sentence(page, reason) for page, reason in in_processes(_write, due)}
    feedback = {assignment.name: Feedback() for assignment in assignments}
    for page in pages:
        written = feedback[page.assignment.name]
        if said.get(page):
            written.problems.append(said[page])
        if page.path.is_file():
            written.pages[page.student] = page.path
        else:
            written.missing.append(page.student)
    return feedback


def _sentence(page: _Page, reason: str | None) -> str:
    """What is to be said of a page; one whose process was ended, without a word, gets a plain page."""
    whose = f"{page.student}: the page of {page.assignment.name}"
    try:
        if reason is None:
            _write_plain(page)
            return f"{whose} took longer than {SECONDS:g} s, or too much memory; a plain one is in its place"
    except OSError as error:
        reason = str(error)
    return "" if page.path.is_file() else f"{whose} could not be written: {reason}"


def _write_plain(page: _Page) -> None:
    """The verdicts alone, as text."""
    cells = [cell for cell in read_notebook(page.notebook).cells if is_test(cell)]
    verdicts = [output.get("text", "") for cell in cells for output in cell.outputs if "text" in output]
    title = escape(f"{page.assignment.name}: {page.student}")
    text = escape("\n".join(verdicts))
    page.path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(page.path, PLAIN.format(title=title, text=text).encode(errors="replace"))


PLAIN = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>
<p>Your notebook holds a cell that takes too long to be shown. These are the results of the checks.</p>
<pre>{text}</pre></body></html>
"""


def _pages(assignment: Assignment) -> list[_Page]:
    """One for each student who has a score and a graded notebook, in their order."""
    folders, root = CourseDirectory(config=config_for(assignment)), assignment.course.root
    name = assignment.name
    pages = []
    with opened(assignment.course) as gradebook:
        for submission in gradebook.assignment_submissions(name):
            student = submission.student.id
            notebook = root / folders.autograded_directory / student / name / f"{name}.ipynb"
            path = root / folders.feedback_directory / student / name / f"{name}.html"
            if is_scored(submission) and notebook.is_file():
                due = _is_older(path, notebook) or _is_graded_by_hand(submission)
                pages.append(_Page(assignment, student, notebook, path, due))
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
    """Write one page; return why it could not be, if so."""
    config = config_for(page.assignment)
    folders = CourseDirectory(config=config)
    folders.student_id = glob.escape(page.student)  # nbgrader takes it for a pattern
    try:
        convert(GenerateFeedback(coursedir=folders, config=config, force=True))
    except Refused as reason:
        return str(reason)
    return ""

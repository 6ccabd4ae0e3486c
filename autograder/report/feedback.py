"""Feedback pages: nbgrader's own, without hidden tests and without live script."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Collection, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
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


def write_feedback(course: Course, anew: Mapping[str, Collection[str]]) -> dict[str, Feedback]:
    """Write a page for each graded submission that has none; what pages there are, by assignment.

    anew: by assignment, the students whose pages are written although they have one, beside those graded by
        hand.
    Who could not be graded gets no page. Raises CourseError for an unknown assignment.
    """
    assignments = [course.assignment(name) for name in anew]
    # Processes, since a page is a second of Python; forked, since nbgrader takes two to be imported.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as executor:
        written = executor.map(_write, assignments, anew.values())
        return {assignment.name: feedback for assignment, feedback in zip(assignments, written, strict=True)}


def _write(assignment: Assignment, anew: Collection[str]) -> Feedback:
    config = config_for(assignment)
    folders = CourseDirectory(config=config)
    autograded = assignment.course.root / folders.autograded_directory
    present = {path.parent.name for path in autograded.glob(f"*/{assignment.name}")}
    scored, by_hand = _graded(assignment, folders)
    graded = present & scored
    feedback = assignment.course.root / folders.feedback_directory
    pages = {student: feedback / student / assignment.name / f"{assignment.name}.html" for student in graded}
    outdated = {*anew, *by_hand}
    due = {name for name, page in pages.items() if name in outdated or not page.is_file()}
    # nbgrader takes a comma in a name for the end of one.
    folders.student_id_exclude = ",".join(name for name in present - due if "," not in name)
    log = capture_log(GenerateFeedback(coursedir=folders, config=config, force=True)) if due else {}
    problems = [
        f"{student}: the page of {assignment.name} could not be written; nbgrader says:\n{log.get('log', '')}"
        for student, page in sorted(pages.items())
        if not page.is_file()
    ]
    return Feedback({student: page for student, page in sorted(pages.items()) if page.is_file()}, problems)


def _graded(assignment: Assignment, folders: CourseDirectory) -> tuple[set[str], set[str]]:
    """The students with at least one score of the assignment, and those whom somebody graded by hand.

    The gradebook does not say when that was, so a page of theirs may always be out of date.
    """
    scored, by_hand = set(), set()
    with Gradebook(folders.db_url) as gradebook:
        for submission in gradebook.assignment_submissions(assignment.name):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            comments = [comment for notebook in submission.notebooks for comment in notebook.comments]
            if is_scored(submission):
                scored.add(submission.student.id)
            if any(grade.manual_score is not None or grade.extra_credit for grade in grades) or any(
                comment.manual_comment for comment in comments
            ):
                by_hand.add(submission.student.id)
    return scored, by_hand

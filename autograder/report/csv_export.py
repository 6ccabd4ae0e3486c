"""grades.csv: what the gradebook says, manual points and penalties included, and what could not be graded."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from nbgrader.api import Assignment as GradebookAssignment
from nbgrader.api import Gradebook, MissingEntry, Student

from autograder.course import Course, CourseError
from autograder.error import AutograderError
from autograder.gradebook.opening import opened
from autograder.grading.state import State
from autograder.report.scored import is_scored
from autograder.whole_file import write_whole

COLUMNS = (
    "assignment",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "timestamp",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "needs_manual_grade",
    "could_not_be_graded",
)
"""nbgrader's own names, but for the last: an empty score there looks like one of zero."""


def grades_csv(course: Course) -> Path:
    """Where grades.csv goes. Raises AutograderError if a folder is in its place."""
    path = course.root / "grades.csv"
    if path.is_dir():
        raise AutograderError(f"{path} is a folder, and grades are to be written there: move it away first")
    return path


def export_csv(course: Course) -> Path:
    """Write one row for each assignment and student of the gradebook; return where."""
    path, text = grades_csv(course), StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    with opened(course) as gradebook:
        for row in _rows(course, gradebook):
            table.writerow({name: _no_formula(value) for name, value in row.items()})
    write_whole(path, text.getvalue().encode(errors="backslashreplace"))  # a name may be no text
    return path


def _no_formula(value: object) -> object:
    """Text as text: a spreadsheet computes what begins with one of these, and students choose their names."""
    computed = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if computed else value


def _rows(course: Course, gradebook: Gradebook) -> Iterator[dict[str, object]]:
    students = {student.id: student for student in gradebook.students}
    for assignment in gradebook.assignments:
        reasons = _reasons(course, assignment.name)
        for name in sorted({*students, *reasons}):
            yield {
                "assignment": assignment.name,
                "student_id": name,
                "max_score": assignment.max_score,
                "could_not_be_graded": reasons.get(name, ""),
                **(_person(students[name]) if name in students else {}),
                **(_scores(gradebook, assignment, name) if name in students else {}),
            }


def _reasons(course: Course, assignment: str) -> dict[str, str]:
    """Why a submission could not be graded, by student. The gradebook may hold assignments long gone."""
    try:
        state = State.kept(course.assignment(assignment))
    except CourseError:
        return {}
    outcomes = state.outcomes if state else {}
    return {name: "; ".join(outcome.problems) for name, outcome in outcomes.items() if not outcome.graded}


def _person(student: Student) -> dict[str, object]:
    return {"last_name": student.last_name, "first_name": student.first_name, "email": student.email}


def _scores(gradebook: Gradebook, assignment: GradebookAssignment, student: str) -> dict[str, object]:
    """Empty for a student of whom nothing is graded: that is not a zero."""
    try:
        submission = gradebook.find_submission(assignment.name, student)
    except MissingEntry:
        return {}
    if not is_scored(submission):
        return {}
    penalty = submission.late_submission_penalty
    return {
        "timestamp": submission.timestamp,
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, submission.score - penalty),
        "needs_manual_grade": submission.needs_manual_grade,
    }

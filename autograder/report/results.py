"""What a graded class is given back: feedback pages and grades.csv."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.batch.grade import Batch
from autograder.course import Course
from autograder.report.csv_export import export_csv, grades_csv
from autograder.report.feedback import write_feedback


def write_results(course: Course, batches: Sequence[Batch], say: Callable[[str], object]) -> Path:
    """Bring feedback/ up to date, then write grades.csv, and return where that is.

    say: called with a sentence about each page that could not be written.
    """
    for feedback in write_feedback(course, [batch.assignment.name for batch in batches]).values():
        for problem in feedback.problems:
            say(problem)
    return export_csv(course, grades_csv(course))

"""What a graded class is given back: feedback pages and grades.csv."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.batch.alone import alone
from autograder.batch.grade import Batch
from autograder.course import Course
from autograder.report.csv_export import export_csv
from autograder.report.feedback import write_feedback


def write_results(course: Course, batches: Sequence[Batch], say: Callable[[str], object]) -> bool:
    """Write grades.csv, then bring feedback/ up to date; whether every page is there.

    say: called with a sentence about each page that could not be written as it should.
    """
    with alone(course, wait=True):  # of two commands, the second finds the first one's pages
        export_csv(course)
        feedback = write_feedback(course, [batch.assignment.name for batch in batches]).values()
    for problem in (problem for each in feedback for problem in each.problems):
        say(problem)
    return not any(each.missing for each in feedback)

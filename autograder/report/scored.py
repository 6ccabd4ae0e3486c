"""Whether the gradebook knows more of a submission than that it was there."""

from __future__ import annotations

from nbgrader.api import SubmittedAssignment


def is_scored(submission: SubmittedAssignment) -> bool:
    """Whether a cell of it has points, of the autograder or by hand.

    nbgrader makes the record before it reads the notebook, and sums up nothing to a zero.
    """
    return any(
        score is not None
        for notebook in submission.notebooks
        for grade in notebook.grades
        for score in (grade.auto_score, grade.manual_score)
    )

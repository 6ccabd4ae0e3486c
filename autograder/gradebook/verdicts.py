"""Verdicts -> cell outputs in the form in which nbgrader reads a score."""

from __future__ import annotations

from collections.abc import Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.checks.table import Table
from autograder.grading.engine import Graded
from autograder.judge import CellVerdict, CheckVerdict


def write_outputs(notebook: NotebookNode, graded: Graded, mended: Sequence[str] = ()) -> None:
    """Give each code cell what it showed when it ran, and each test cell the verdict on it.

    Above all of them, in the first cell, stands what the student has to know of the notebook as a whole.
    mended: the sentences of the intake.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        verdict = graded.cells.get(cell.id)
        cell.outputs = _verdict(verdict) if verdict else list(graded.outputs.get(cell.id, ()))
    said = "".join(f"- {sentence}\n" for sentence in (graded.why, *graded.problems, *mended) if sentence)
    if said and code:
        code[0].outputs.insert(0, new_output("stream", name="stdout", text=f"About this notebook:\n{said}"))


def _verdict(verdict: CellVerdict) -> list[NotebookNode]:
    """A table to read, and the score as nbgrader reads it: a cell's execute_result, zero included.

    Nothing goes to stderr, which nbgrader takes for a failure.
    """
    rows = [
        (check.name, check.word, _points(check), "" if check.word == "ok" else check.hint)
        for check in verdict.checks
    ]
    table = Table(("check", "result", "points", "hint"), rows)
    summaries = [f"{check.name}: {check.summary}" for check in verdict.checks if check.summary]
    text = "\n".join([str(table), *summaries, ""])
    return [
        new_output("stream", name="stdout", text=text),
        new_output("execute_result", {"text/plain": str(verdict.points)}),
    ]


def _points(check: CheckVerdict) -> str:
    return f"{check.points:.3g} / {check.max_points:.3g}"

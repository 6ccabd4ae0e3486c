"""The reference's answers: what every submission of a batch is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograder.checks.answers import Answer, CellAnswers
from autograder.course import Assignment
from autograder.grading.program import digits, program, without_demonstrations
from autograder.judge import REFUSALS, BrokenKey, judge
from autograder.sandbox import Sandbox

Key = Mapping[str, CellAnswers]
"""The reference's answers by the id of the test cell."""


@dataclass(frozen=True)
class Guessable:
    """A check whose answer does not depend on the seed, so that it can be written down beforehand."""

    cell: str
    check: str
    points: float


def answer_key(assignment: Assignment, package: Mapping[str, bytes], seed: int, sandbox: Sandbox) -> Key:
    """Run the reference in a submission of its own and keep what it answers.

    Without its demonstrations, which train and measure for seconds: no check may need one.
    package: the `tinytorch` that it imports.
    Raises BrokenKey if the reference would not itself earn every point: the author's error.
    """
    run = sandbox.run(program(assignment, without_demonstrations(assignment.notebook()), seed), package)
    for cell in assignment.test_cells:
        answers = run.answers[cell.id]
        try:
            failed = judge(cell, answers, answers, true_labels).failed
        except BrokenKey as error:
            raise BrokenKey(f"{assignment.name}: {error}") from error
        for check in failed:
            where = f"{check.name!r} in cell {cell.id}"
            raise BrokenKey(f"{assignment.name}: the reference itself fails {where}: {check.word}")
    return run.answers


def true_labels(split: str, classes: tuple[int, ...] | None) -> np.ndarray:
    """The labels of the digits; those of the grader's split never enter the sandbox."""
    return digits(split, classes).labels


def guessable(assignment: Assignment, one: Key, other: Key) -> list[Guessable]:
    """The checks that need no solution: answered alike under two seeds, or by an exception."""
    return [
        Guessable(cell.id, spec.name, cell.worth[spec.name])
        for cell in assignment.test_cells
        for spec in cell.checks
        if spec.kind in REFUSALS or _same(one[cell.id].answers[spec.name], other[cell.id].answers[spec.name])
    ]


def _same(one: Answer, other: Answer) -> bool:
    return (
        one.text == other.text
        and one.arrays.keys() == other.arrays.keys()
        and all(np.array_equal(array, other.arrays[name]) for name, array in one.arrays.items())
    )

"""Who is at fault where a milestone did not learn: what the student wrote in it, or the package below it?

The course's own solution, run on the student's package, tells. What was trained on a broken package proves
nothing, whatever an accuracy may say: none of the points for learning is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from autograder.course import Assignment
from autograder.grading.program import program, without_demonstrations
from autograder.judge import CellVerdict, CheckVerdict
from autograder.sandbox import CheckCell, StudentCell

LEARNING = ("trace", "predicts")
BROKEN_AT = 1 / 3  # of the points of one learning check: the gradients, the updates, or the loss
ROUNDING = 1e-9


def learning_checks(milestone: Assignment) -> dict[str, set[str]]:
    """The names of the learning checks in each test cell that has some worth a point, by its id."""
    names = {
        cell.id: {spec.name for spec in cell.checks if spec.kind in LEARNING and cell.points}
        for cell in milestone.test_cells
    }
    return {cell: found for cell, found in names.items() if found}


def learning(milestone: Assignment, verdicts: Mapping[str, CellVerdict]) -> Iterator[CheckVerdict]:
    """The verdicts on the learning checks."""
    for cell, names in learning_checks(milestone).items():
        yield from (check for check in verdicts[cell].checks if check.name in names)


def learning_program(milestone: Assignment, seed: int) -> list[StudentCell | CheckCell]:
    """The course's own solution, with those of the test cells that have a learning check."""
    others = {cell.id for cell in milestone.test_cells} - learning_checks(milestone).keys()
    cells = program(milestone, without_demonstrations(milestone.notebook()), seed)
    return [cell for cell in cells if cell.id not in others]


def telling(milestone: Assignment, verdicts: Mapping[str, CellVerdict]) -> CheckVerdict | None:
    """The learning check by which the course's own solution shows that the package below it is broken, if so.

    One that names parameters, if there is one.
    """
    failed = [
        check
        for check in learning(milestone, verdicts)
        if check.max_points - check.points >= BROKEN_AT * check.max_points - ROUNDING
    ]
    return min(failed, key=lambda check: not check.summary, default=None)


def below_is_broken(told: CheckVerdict) -> str:
    """In words; `told` is the learning check that tells it."""
    return f"the package below is broken: with the course's own solution `{told.name}` fails, too"


def withheld(
    milestone: Assignment, verdicts: Mapping[str, CellVerdict], told: CheckVerdict
) -> dict[str, CellVerdict]:
    """The verdicts without any of the points for learning. What failed by itself keeps its word.

    told: the check that fails with the course's own solution, too.
    """
    why = below_is_broken(told)
    names = learning_checks(milestone)
    return {
        id: CellVerdict.of(
            id,
            cell.max_points,
            tuple(
                _withheld(check, why) if check.name in names.get(id, ()) else check for check in cell.checks
            ),
        )
        for id, cell in verdicts.items()
    }


def _withheld(check: CheckVerdict, why: str) -> CheckVerdict:
    if check.word == "ok":
        return replace(check, word="not counted", points=0.0, hint="", summary=why)
    summary = f"{check.summary}; not counted" if check.points else check.summary
    return replace(check, points=0.0, summary=summary)

"""The verification of an assignment as text: a row a solution, a column a check."""

from __future__ import annotations

from autograder.checks import Table
from autograder.verify.knockout import KnockoutMatrix
from autograder.verify.verify import Trial, Verification


def matrix(verification: Verification) -> str:
    """`x` where a solution fails a check, `X` at the check that it names, `.` where it passes."""
    cells = verification.assignment.test_cells
    checks = [check for cell in cells for check in cell.checks]
    trials = [verification.blank, *verification.trials]
    width = max(len(trial.solution.name) for trial in trials)
    names = [check.name for check in checks]
    return "\n".join(
        [
            f"{verification.assignment.name}, {len(checks)} checks",
            *(f"{'':{width}}  {line}" for line in _column_numbers(len(checks))),
            *(
                f"{trial.solution.name:{width}}  {_row(trial, names)}  {trial.points:5.3g}"
                for trial in trials
            ),
            "",
            *(
                f"{i:3}  {check.name}{' (hidden)' if check.hidden else ''}"
                for i, check in enumerate(checks, 1)
            ),
        ]
    )


def summary(verification: Verification) -> str:
    """One line, and one for each problem."""
    assignment, wrong, right = verification.assignment, verification.wrong, verification.alternative
    caught = sum(str(trial.solution.fails) in trial.lost for trial in wrong)
    hidden = [check for cell in assignment.test_cells for check in cell.checks if check.hidden]
    noticed = frozenset[str]().union(*(trial.lost for trial in wrong))
    line = (
        f"{assignment.name}: reference {verification.reference.points:g}/{assignment.points:g}, "
        f"blank {verification.blank.points:g}, "
        f"wrong solutions caught by the check they name {caught}/{len(wrong)}, "
        f"correct ones with full marks {sum(not trial.lost for trial in right)}/{len(right)}, "
        f"hidden checks failed by a wrong solution {sum(c.name in noticed for c in hidden)}/{len(hidden)}, "
        f"hidden answers that can be guessed {sum(g.points for g in verification.guessable):g} points"
    )
    return "\n".join([line, *(f"  {problem}" for problem in verification.problems)])


def knockout_table(found: KnockoutMatrix) -> Table:
    """A row a module's wrong solution, a column a milestone: what is lost of its points for learning."""
    milestones = list(dict.fromkeys(knockout.milestone for knockout in found.knockouts))
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for knockout in found.knockouts:
        lost = f"{knockout.lost:.3g} of {knockout.worth:.3g}"
        rows.setdefault((knockout.module, knockout.solution), {})[knockout.milestone] = lost
    return Table(
        ("module", "what is wrong in it", *milestones),
        [(*names, *(cells.get(milestone, "") for milestone in milestones)) for names, cells in rows.items()],
        "points for learning that a milestone loses with a broken package",
    )


def knockout_summary(found: KnockoutMatrix) -> str:
    """What each milestone tells of each broken package, and the problems."""
    noticed = [k for k in found.knockouts if k.told]
    return "\n".join(
        [
            *(f"{k.milestone}, with {k.solution!r} in {k.module}:\n    {k.told}" for k in noticed),
            f"broken packages that the milestones on them notice {len(noticed)}/{len(found.knockouts)}",
            *(f"  {problem}" for problem in found.problems),
        ]
    )


def _column_numbers(count: int) -> list[str]:
    """The lines above columns one letter wide: their numbers from 1, each to be read downwards."""
    digits = len(str(count))
    numbers = [f"{number:{digits}}" for number in range(1, count + 1)]
    return ["".join(line) for line in zip(*numbers, strict=True)]


def _row(trial: Trial, names: list[str]) -> str:
    marks = {True: "x", False: "."}
    return "".join(
        "X" if n == trial.solution.fails and n in trial.lost else marks[n in trial.lost] for n in names
    )

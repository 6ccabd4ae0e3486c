"""What `autograder verify` proves of an assignment, by grading solutions whose worth is known."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.grading.engine import Engine
from autograder.grading.key import Guessable, guessable
from autograder.grading.program import without_demonstrations
from autograder.progress import Step
from autograder.release.student import released
from autograder.sandbox import Sandbox
from autograder.verify.solutions import Solution, read_solutions

KEPT_AT_LEAST = 0.5  # of the points of the checks that a wrong solution does not name
REFERENCE, BLANK = Solution("the reference", ()), Solution("the blank release", ())


@dataclass(frozen=True)
class Trial:
    """One solution, graded. lost: the names of the checks that it fails."""

    solution: Solution
    points: float
    lost: frozenset[str]


@dataclass(frozen=True)
class Verification:
    """The matrix of one assignment: what each solution loses.

    guessable: hidden checks that the reference answers the same under two seeds.
    """

    assignment: Assignment
    reference: Trial
    blank: Trial
    trials: tuple[Trial, ...]
    guessable: tuple[Guessable, ...]

    @property
    def wrong(self) -> list[Trial]:
        return [trial for trial in self.trials if trial.solution.fails is not None]

    @property
    def alternative(self) -> list[Trial]:
        return [trial for trial in self.trials if trial.solution.fails is None]

    @property
    def problems(self) -> list[str]:
        """What is wrong with the assignment's grading, in sentences; none if it can be trusted."""
        return [*self._extremes(), *self._wrong(), *self._alternatives(), *self._idle_checks()]

    def _extremes(self) -> Iterator[str]:
        if self.reference.lost:
            yield f"without the demonstrations the reference loses {', '.join(sorted(self.reference.lost))}"
        if self.blank.points:
            earned = [name for name in _worth(self.assignment) if name not in self.blank.lost]
            yield f"the blank release gets {self.blank.points:g} points: {', '.join(earned)}"

    def _wrong(self) -> Iterator[str]:
        worth = _worth(self.assignment)
        for trial in self.wrong:
            named = str(trial.solution.fails)
            others = self.assignment.points - worth.get(named, 0.0)
            if named not in worth:
                yield f"{trial.solution.name}: no check is called {named!r}"
            elif named not in trial.lost:
                yield f"{trial.solution.name}: not noticed by {named!r}"
            elif trial.points < KEPT_AT_LEAST * others:
                yield f"{trial.solution.name}: keeps only {trial.points:g} of {others:g} other points"

    def _alternatives(self) -> Iterator[str]:
        for trial in self.alternative:
            if trial.lost:
                yield f"{trial.solution.name}: correct, but loses {', '.join(sorted(trial.lost))}"

    def _idle_checks(self) -> Iterator[str]:
        noticed = frozenset[str]().union(*(trial.lost for trial in self.wrong))
        for cell in self.assignment.test_cells:
            for check in cell.checks:
                if check.hidden and check.name not in noticed:
                    yield f"no wrong solution fails the hidden check {check.name!r}"


def verify(
    assignment: Assignment,
    sandbox: Sandbox,
    seed: int,
    step: Step = lambda done, total, name: None,
) -> Verification:
    """Grade the reference, the blank release, and every wrong and alternative solution of an assignment.

    seed: of the hidden inputs, which every class draws anew: what holds for one seed alone is luck.
    step: called after each solution, with its number, how many there are, and its name.
    Raises BrokenKey if the reference does not earn every point, SolutionError if a solution does not fit.
    """
    engine = Engine(assignment.course, seed, sandbox)
    other = Engine(assignment.course, seed + 1, sandbox)
    reference = without_demonstrations(assignment.notebook())
    solutions = read_solutions(assignment)
    notebooks = [
        (REFERENCE, reference),
        (BLANK, released(assignment)),
        *((solution, _from_first_edit(solution, reference, assignment)) for solution in solutions),
    ]
    hidden = {check.name for cell in assignment.test_cells for check in cell.checks if check.hidden}
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        same = guessable(assignment, *executor.map(lambda one: one.key(assignment), (engine, other)))
        running = executor.map(lambda pair: _trial(pair[0], pair[1], engine, assignment), notebooks)
        first, blank, *trials = _counted(running, len(notebooks), step)
    return Verification(assignment, first, blank, tuple(trials), tuple(g for g in same if g.check in hidden))


def _from_first_edit(solution: Solution, reference: NotebookNode, assignment: Assignment) -> NotebookNode:
    """The solution without the test cells before its first edit: there it is the reference."""
    notebook = solution.apply(reference)
    edited = {edit.cell for edit in solution.edits}
    first = next(number for number, cell in enumerate(notebook.cells) if cell.id in edited)
    tests = {cell.id for cell in assignment.test_cells}
    notebook.cells = [cell for n, cell in enumerate(notebook.cells) if n >= first or cell.id not in tests]
    return notebook


def _trial(solution: Solution, notebook: NotebookNode, engine: Engine, assignment: Assignment) -> Trial:
    """What the solution loses; nothing in a test cell that the notebook lacks."""
    graded = engine.grade(assignment, notebook)
    present = {cell.id for cell in notebook.cells}
    checks = [check for cell in graded.cells.values() if cell.cell in present for check in cell.checks]
    spared = sum(cell.max_points for cell in graded.cells.values() if cell.cell not in present)
    points = sum(check.points for check in checks) + spared
    return Trial(solution, round(points, 6), frozenset(check.name for check in checks if check.word != "ok"))


def _counted(trials: Iterable[Trial], total: int, step: Step) -> Iterator[Trial]:
    for done, trial in enumerate(trials, start=1):
        step(done, total, trial.solution.name)
        yield trial


def _worth(assignment: Assignment) -> dict[str, float]:
    """Each check's points."""
    return {name: points for cell in assignment.test_cells for name, points in cell.worth.items()}

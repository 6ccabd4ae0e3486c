"""What `autograder verify` proves of an assignment, by grading solutions whose worth is known."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.grading.engine import Engine
from autograder.grading.key import Guessable, guessable
from autograder.grading.program import program, without_demonstrations
from autograder.judge import CellVerdict
from autograder.progress import Step
from autograder.release.student import released
from autograder.sandbox import Sandbox
from autograder.verify.branches import branches, run_branches
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

    guessable: the hidden checks that need no solution.
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
            elif trial.points < round(KEPT_AT_LEAST * others, 6):  # to the digits that points have
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
    jobs: int | None = None,
) -> Verification:
    """Grade the reference, the blank release, and every wrong and alternative solution of an assignment.

    seed: of the hidden inputs, which every class draws anew: what holds for one seed alone is luck.
    step: called after each solution, with its number, how many there are, and its name.
    jobs: how many processes run at once; as many as there are processors if None.
    Raises BrokenKey if the reference does not earn every point, SolutionError if a solution does not fit.
    """
    engine = Engine(assignment.course, seed, sandbox)
    other = Engine(assignment.course, seed + 1, sandbox)
    reference = without_demonstrations(assignment.notebook())
    solutions = read_solutions(assignment)
    trials: dict[Solution, Trial] = {}
    with ThreadPoolExecutor(jobs or os.cpu_count()) as executor:
        same = guessable(assignment, *executor.map(lambda one: one.key(assignment), (engine, other)))
        running = chain(
            _extremes(engine, assignment, reference, executor),
            _edits(engine, assignment, reference, solutions, executor),
        )
        for trial in running:
            trials[trial.solution] = trial
            step(len(trials), len(solutions) + 2, trial.solution.name)
    hidden = {check.name for cell in assignment.test_cells for check in cell.checks if check.hidden}
    return Verification(
        assignment,
        trials[REFERENCE],
        trials[BLANK],
        tuple(trials[solution] for solution in solutions),
        tuple(guess for guess in same if guess.check in hidden),
    )


def _extremes(
    engine: Engine, assignment: Assignment, reference: NotebookNode, executor: Executor
) -> Iterator[Trial]:
    """The reference and the blank release, each graded as a submission."""
    notebooks = (reference, released(assignment))
    graded = executor.map(lambda notebook: engine.grade(assignment, notebook), notebooks)
    for solution, one in zip((REFERENCE, BLANK), graded, strict=True):
        yield _trial(solution, assignment, one.cells)


def _edits(
    engine: Engine,
    assignment: Assignment,
    reference: NotebookNode,
    solutions: Sequence[Solution],
    executor: Executor,
) -> Iterator[Trial]:
    """The solutions, in no order."""
    package, sandbox = engine.reference_package(assignment), engine.sandbox
    start, *edited = (
        program(assignment, notebook, engine.seed)
        for notebook in (reference, *(solution.apply(reference) for solution in solutions))
    )
    found = branches(start, edited, package, sandbox)
    for number, answers in run_branches(start, found, package, sandbox, executor):
        solution = solutions[number]
        trial = _trial(solution, assignment, engine.judge(assignment, answers))
        if solution.fails is None and trial.lost:  # it may be slow, and a submission has more time
            whole = engine.grade(assignment, solution.apply(reference))
            trial = _trial(solution, assignment, whole.cells)
        yield trial


def _trial(solution: Solution, assignment: Assignment, verdicts: Mapping[str, CellVerdict]) -> Trial:
    """What the solution loses; nothing in a test cell without a verdict."""
    lost = frozenset(check.name for verdict in verdicts.values() for check in verdict.failed)
    spared = sum(cell.points for cell in assignment.test_cells if cell.id not in verdicts)
    points = sum(check.points for verdict in verdicts.values() for check in verdict.checks) + spared
    return Trial(solution, round(points, 6), lost)


def _worth(assignment: Assignment) -> dict[str, float]:
    """Each check's points."""
    return {name: points for cell in assignment.test_cells for name, points in cell.worth.items()}

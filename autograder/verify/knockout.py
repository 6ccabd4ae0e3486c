"""Does a milestone notice a broken package? Each module's telling wrong solutions, in each milestone on it.

An accuracy may well be reached with a layer that is dead or frozen: the counts of the trace show it. So this
proves of every milestone that none of what it stands on can be wrong in silence.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from autograder.course import Assignment
from autograder.grading.engine import Engine
from autograder.grading.learning import ROUNDING, learning, telling, withheld
from autograder.progress import Step
from autograder.release.export import ExportError, build_package
from autograder.sandbox import Sandbox
from autograder.verify.solutions import Solution, SolutionError, read_solutions


@dataclass(frozen=True)
class Knockout:
    """A milestone graded with a package in which one module is wrong.

    lost: of the points for learning, `worth`. told: the learning check that noticed, and what it says of it;
    empty if none did.
    """

    module: str
    solution: str
    milestone: str
    lost: float
    worth: float
    told: str


@dataclass(frozen=True)
class KnockoutMatrix:
    """All knockouts of some milestones. unmarked: the modules below them that have no telling solution."""

    knockouts: tuple[Knockout, ...]
    unmarked: tuple[str, ...]

    @property
    def problems(self) -> list[str]:
        """In sentences; none if no milestone keeps a point for learning with a broken package."""
        kept = [k for k in self.knockouts if k.lost < k.worth - ROUNDING]
        return [
            *(
                f"{k.milestone} with {k.solution!r} in {k.module}: "
                f"loses {k.lost:.3g} of {k.worth:.3g} points for learning; expected all"
                for k in kept
            ),
            *(f"{name}: no wrong solution is marked `knockout = true`" for name in self.unmarked),
        ]


def knock_out(
    milestones: Sequence[Assignment],
    sandbox: Sandbox,
    seed: int,
    step: Step = lambda done, total, name: None,
    jobs: int | None = None,
) -> KnockoutMatrix:
    """Grade each milestone once for each telling wrong solution of each module that it stands on.

    step: called after each of them, with its number, how many there are, and its name.
    jobs: how many processes run at once; as many as there are processors if None.
    """
    known = {module: _telling(module) for milestone in milestones for module in _graded(milestone)}
    trials = [
        (milestone, module, solution)
        for milestone in milestones
        for module in _graded(milestone)
        for solution in known[module]
    ]
    broken = {(module, solution): _broken(module, solution) for _, module, solution in trials}
    found = []
    with ThreadPoolExecutor(jobs or os.cpu_count()) as executor:
        engines = {milestone: Engine(milestone.course, seed, sandbox) for milestone in milestones}

        def grade(trial: tuple[Assignment, Assignment, Solution]) -> Knockout:
            milestone, module, solution = trial
            return _knockout(engines[milestone], milestone, module, solution, broken[module, solution])

        running = executor.map(grade, trials)
        for done, knockout in enumerate(running, start=1):
            found.append(knockout)
            step(done, len(trials), f"{knockout.module}: {knockout.solution}")
    unmarked = tuple(module.name for module, solutions in known.items() if not solutions)
    return KnockoutMatrix(tuple(found), unmarked)


def _graded(milestone: Assignment) -> list[Assignment]:
    """The modules that its students have written."""
    return [module for module in milestone.prerequisites if not module.is_draft]


def _telling(module: Assignment) -> list[Solution]:
    return [solution for solution in read_solutions(module) if solution.knockout]


def _broken(module: Assignment, solution: Solution) -> dict[str, bytes]:
    """What a module exports with the wrong solution in it."""
    try:
        return build_package([solution.apply(module.notebook())], module.course.package)
    except ExportError as error:
        raise SolutionError(f"{module.name}, {solution.name}: {error}") from error


def _knockout(
    engine: Engine, milestone: Assignment, module: Assignment, solution: Solution, broken: Mapping[str, bytes]
) -> Knockout:
    """Graded as a student who wrote what the course did: the run that tells is the only one."""
    verdicts = engine.on_package(milestone, {**engine.reference_package(milestone), **broken})
    if told := telling(milestone, verdicts):
        verdicts = withheld(milestone, verdicts, told)
    checks = list(learning(milestone, verdicts))
    worth = sum(check.max_points for check in checks)
    lost = worth - sum(check.points for check in checks)
    said = f"{told.name}: {told.summary or told.word}" if told else ""
    return Knockout(module.name, solution.name, milestone.name, lost, worth, said)

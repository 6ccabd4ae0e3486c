"""One submission: run in the sandbox, judged outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter

from nbformat import NotebookNode

from autograder.checks.answers import CellAnswers
from autograder.course import Assignment, Course
from autograder.grading.key import Key, answer_key, true_labels
from autograder.grading.learning import (
    below_is_broken,
    learning,
    learning_checks,
    learning_program,
    telling,
    withheld,
)
from autograder.grading.program import program
from autograder.judge import CellVerdict, CheckVerdict, judge
from autograder.release.export import build_package
from autograder.release.lacking import blame, lacking
from autograder.sandbox import Run, Sandbox


@dataclass(frozen=True)
class Graded:
    """What grading a notebook gave.

    cells: the verdict on each test cell, by its id. outputs: what the other cells showed, by their ids.
    problems: why the notebook did not run to its end, if so. seconds: by step, of wall clock.
    broken: the learning check by which a milestone shows that the student's own package is, if so; then no
        points for learning are among the verdicts.
    cause: what the student's own modules lack, or failed, if a milestone lost points with them.
    """

    cells: Mapping[str, CellVerdict]
    outputs: Mapping[str, list[NotebookNode]]
    problems: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    broken: CheckVerdict | None = None
    cause: str = ""

    @property
    def why(self) -> str:
        """Why a milestone lost points with the student's own package, and what to mend; empty if unknown."""
        if self.broken is None:
            return self.cause
        mend = f"it is mended: {self.cause}" if self.cause else "your own modules are mended"
        said = f"{below_is_broken(self.broken)} ({self.broken.summary or self.broken.word})"
        return f"{said}, so there are no points for learning until {mend}"

    @property
    def points(self) -> float:
        return sum(cell.points for cell in self.cells.values())


class Engine:
    """Grades the notebooks of one course with one seed. Threads may share it.

    The answer key of an assignment, and the package that a module imports, are made once and kept.
    """

    def __init__(self, course: Course, seed: int, sandbox: Sandbox) -> None:
        self.course = course
        self.seed = seed
        self.sandbox = sandbox
        self._keys: dict[str, Key] = {}
        self._packages: dict[str, Mapping[str, bytes]] = {}
        self._making = Lock()

    def grade(
        self, assignment: Assignment, notebook: NotebookNode, package: Mapping[str, bytes] | None = None
    ) -> Graded:
        """Run and judge a notebook that passed the intake.

        package: what it imports in place of the reference's `tinytorch`: the student's own, for a milestone.
            Where that is broken, no points for learning are given.
        Raises BrokenKey if the reference is at fault.
        """
        self.key(assignment)
        imported = package or self.reference_package(assignment)
        begin = perf_counter()
        run = self.sandbox.run(program(assignment, notebook, self.seed), imported)
        seconds = {"run": perf_counter() - begin}
        answers = {cell.id: answers_of(run, cell.id) for cell in assignment.test_cells}
        verdicts = self.judge(assignment, answers)
        broken = self._broken(assignment, verdicts, package) if package else None
        verdicts = withheld(assignment, verdicts, broken) if broken else verdicts
        problems = (run.reason,) if run.reason else ()
        failed = any(verdict.failed for verdict in verdicts.values())
        cause = _cause(assignment, package) if package and failed else ""
        return Graded(verdicts, run.outputs, problems, seconds, broken, cause)

    def _broken(
        self, milestone: Assignment, verdicts: Mapping[str, CellVerdict], package: Mapping[str, bytes]
    ) -> CheckVerdict | None:
        """The learning check that tells that the package is broken; who lost nothing of them is not asked."""
        if all(check.word == "ok" for check in learning(milestone, verdicts)):
            return None
        # A hostile package can tell this run from the student's and answer rightly in it alone: then it keeps
        # what it earned in the student's, without the solution, and gains nothing.
        return telling(milestone, self.on_package(milestone, package))

    def on_package(self, milestone: Assignment, package: Mapping[str, bytes]) -> dict[str, CellVerdict]:
        """The verdicts on the learning cells of the course's own solution, run on a student's package.

        The package can read the solution there: a hidden byte has entered the sandbox with the first cell. So
        nothing that leaves it is shown, kept or logged, except the verdicts: fixed words, counts, and the
        key's names. The sandbox keeps back outputs, errors and times, and lets no other notebook's cells run
        meanwhile. A package that dies, hangs or lacks a name answers nothing, and is broken.
        """
        run = self.sandbox.run(learning_program(milestone, self.seed), package, secret=True)
        return self.judge(milestone, {cell: answers_of(run, cell) for cell in learning_checks(milestone)})

    def judge(self, assignment: Assignment, answers: Mapping[str, CellAnswers]) -> dict[str, CellVerdict]:
        """The verdicts on the test cells that answered, by their ids."""
        key = self.key(assignment)
        return {
            cell.id: judge(cell, key[cell.id], answers[cell.id], true_labels)
            for cell in assignment.test_cells
            if cell.id in answers
        }

    def key(self, assignment: Assignment) -> Key:
        """The reference's answers. Raises BrokenKey if it does not earn every point."""
        package = self.reference_package(assignment)
        with self._making:
            if assignment.name not in self._keys:
                self._keys[assignment.name] = answer_key(assignment, package, self.seed, self.sandbox)
            return self._keys[assignment.name]

    def reference_package(self, assignment: Assignment) -> Mapping[str, bytes]:
        """What the reference of an assignment imports: the reference's own modules before it."""
        with self._making:
            if assignment.name not in self._packages:
                modules = [module.notebook() for module in assignment.prerequisites]
                self._packages[assignment.name] = build_package(modules, self.course.package)
            return self._packages[assignment.name]


def _cause(milestone: Assignment, package: Mapping[str, bytes]) -> str:
    """Which names the modules of a student's package lack."""
    found = lacking(milestone, lambda path: package.get(path, b"").decode())
    return "; ".join(blame(module, missing) for module, missing in found if missing)


def answers_of(run: Run, cell: str) -> CellAnswers:
    """What a test cell answered; of one that was not reached, why the notebook ended before it."""
    answers = run.answers.get(cell, CellAnswers(ended="not reached"))
    if answers.ended == "not reached" and run.ended == "timeout":
        return CellAnswers(ended="timeout")
    return answers

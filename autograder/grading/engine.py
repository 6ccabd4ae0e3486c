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
from autograder.grading.program import program
from autograder.judge import CellVerdict, judge
from autograder.release.export import build_package
from autograder.release.lacking import blame, lacking
from autograder.sandbox import Run, Sandbox


@dataclass(frozen=True)
class Graded:
    """What grading a notebook gave.

    cells: the verdict on each test cell, by its id. outputs: what the other cells showed, by their ids.
    problems: why the notebook did not run to its end, if so. seconds: by step, of wall clock.
    cause: what the student's own modules lack, if a milestone lost points with them.
    """

    cells: Mapping[str, CellVerdict]
    outputs: Mapping[str, list[NotebookNode]]
    problems: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    cause: str = ""

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
        Raises BrokenKey if the reference is at fault.
        """
        self.key(assignment)
        imported = package or self.reference_package(assignment)
        begin = perf_counter()
        run = self.sandbox.run(program(assignment, notebook, self.seed), imported)
        seconds = {"run": perf_counter() - begin}
        answers = {cell.id: answers_of(run, cell.id) for cell in assignment.test_cells}
        verdicts = self.judge(assignment, answers)
        problems = (run.reason,) if run.reason else ()
        failed = any(verdict.failed for verdict in verdicts.values())
        cause = _cause(assignment, package) if package and failed else ""
        return Graded(verdicts, run.outputs, problems, seconds, cause)

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

"""A class: every submission through the engine, each outcome on disk before the next one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from time import perf_counter
from traceback import format_exception

from autograder.batch.ahead import ahead
from autograder.batch.alone import alone
from autograder.batch.submissions import fingerprint, submitters
from autograder.course import Assignment, Course
from autograder.gradebook.released import require_as_released
from autograder.gradebook.writer import GradebookUnusable, GradebookWriter, NotWritten, unusable
from autograder.grading.engine import Engine, Graded
from autograder.grading.state import Failure, Outcome, State
from autograder.intake import copy_in, own_package
from autograder.intake.document import CannotBeGraded
from autograder.naming import printable
from autograder.progress import Progress, silent
from autograder.sandbox import Sandbox, SandboxUnavailable


@dataclass(frozen=True)
class Batch:
    """What became of one assignment.

    handed_in: who did, of those who were asked for. outcomes: of every student ever graded, by name.
    graded_now: whose outcome is new; changed: who handed in something else since, and was left as graded.
    """

    assignment: Assignment
    handed_in: tuple[str, ...]
    outcomes: dict[str, Outcome]
    graded_now: tuple[str, ...]
    changed: tuple[str, ...]


def grade(
    course: Course,
    names: Sequence[str],
    students: Sequence[str] | None = None,
    *,
    jobs: int | None = None,
    regrade: bool = False,
    progress: Progress = silent,
    sandbox: Callable[[], Sandbox] = Sandbox,
) -> list[Batch]:
    """Grade what was submitted for the assignments, and record it in the gradebook.

    What has been graded is left alone, so a batch that was stopped goes on where it was; `regrade` grades it
    anew, with the same seed. One that was stopped while it did goes on where it was, too, with `regrade` and
    without, unless the tests have changed since.
    students: only these. jobs: how many submissions run at once; by default one a core. sandbox: starts one.

    Raises CourseError for an unknown assignment or student, NotReleased, and BrokenKey if a reference is at
    fault. What is wrong with a submission becomes its outcome.
    """
    todo = {assignment: submitters(assignment, students) for assignment in map(course.assignment, names)}
    for assignment in todo:
        require_as_released(assignment)
    jobs = jobs or os.cpu_count() or 1
    # The sandbox is left first: an interrupt ends the notebooks for which the executor waits.
    with alone(course), ThreadPoolExecutor(jobs) as executor, sandbox() as running:
        return [
            _Run(assignment, running).through(students, executor, 2 * jobs, regrade, progress)
            for assignment, students in todo.items()
        ]


@dataclass(frozen=True)
class _Attempt:
    """A submission that has run, or the reason why it could not."""

    student: str
    submission: str
    graded: Graded | None
    problems: list[str]
    error: Exception | None = None


class _Run:
    """One assignment's way through intake, engine and gradebook."""

    def __init__(self, assignment: Assignment, sandbox: Sandbox) -> None:
        self.assignment, self.state = assignment, State.of(assignment)
        self.writer = GradebookWriter(assignment)
        self.engine = Engine(assignment.course, self.state.seed, sandbox)

    def through(
        self,
        students: Sequence[str],
        executor: ThreadPoolExecutor,
        limit: int,
        regrade: bool,
        progress: Progress,
    ) -> Batch:
        due, changed = self._due(students, regrade)
        if due:
            self.engine.key(self.assignment)  # the author's errors come before any student's
            with progress(self.assignment.name, len(due)) as ended:
                for attempt in ahead(executor, self._attempt, due, limit):
                    outcome = self._write(attempt)
                    self.state.record(outcome)
                    ended(outcome)
        outcomes = dict(sorted(self.state.outcomes.items()))
        return Batch(self.assignment, tuple(students), outcomes, tuple(due), tuple(changed))

    def _due(self, students: Sequence[str], regrade: bool) -> tuple[list[str], list[str]]:
        """Who is to be graded, and who is not although the submission has changed."""
        if regrade:
            self.state.ask_anew(students, _tests(self.assignment))
        due, changed = [], []
        for student in students:
            before = self.state.outcomes.get(student)
            if before is None or not before.graded or student in self.state.outdated:
                due.append(student)
            elif before.submission != fingerprint(self.assignment, student):
                changed.append(student)
        return due, changed

    def _attempt(self, student: str) -> _Attempt:
        """Runs ahead of the writer, in a thread of its own, and records nothing: it may have been stopped.

        An error of our own is tried once more: a grade must not depend on luck.
        """
        attempt = self._once(student)
        return attempt if attempt.error is None else self._once(student)

    def _once(self, student: str) -> _Attempt:
        submission = ""
        try:
            submission = fingerprint(self.assignment, student)
            copy = self.writer.clean_copy(student)
            taken = copy_in(self.assignment.submission(student), copy, self.assignment)
            if taken.notebook is None:
                return _Attempt(student, submission, None, taken.problems)
            package = own_package(self.assignment, student)
            graded = self.engine.grade(self.assignment, taken.notebook, package)
        except (CannotBeGraded, SandboxUnavailable) as reason:
            return _Attempt(student, submission, None, [str(reason)])
        except Exception as error:  # our fault, and still no reason to stop the class
            if advice := unusable(str(error)):
                raise GradebookUnusable(advice) from error
            return _Attempt(student, submission, None, [], error)
        return _Attempt(student, submission, graded, taken.problems)

    def _report(self, student: str, error: Exception) -> str:
        """Keep the traceback; a sentence that says where."""
        course = self.assignment.course
        path = course.root / ".autograder" / "errors" / student / f"{self.assignment.name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("".join(format_exception(error)).encode(errors="backslashreplace"))
        return f"an error of the autograder ({type(error).__name__}), kept in {path.relative_to(course.root)}"

    def _cause(self, student: str, graded: Graded) -> str:
        """What the own modules failed, where a milestone lost points and they lack nothing by name."""
        if self.assignment.kind == "module" or not any(_failures(graded)):
            return ""
        outcomes = ((name, state.outcomes.get(student)) for name, state in self._modules.items())
        failed = [(name, outcome.failures[0]) for name, outcome in outcomes if outcome and outcome.failures]
        return "; ".join(f"your own {name} failed: {first.check} ({first.word})" for name, first in failed)

    @cached_property
    def _modules(self) -> dict[str, State]:
        """What is known of the modules that a milestone imports, by name; read once for all students."""
        kept = {module.name: State.kept(module) for module in self.assignment.prerequisites}
        return {name: state for name, state in kept.items() if state}

    def _write(self, attempt: _Attempt) -> Outcome:
        graded, problems, begin = attempt.graded, attempt.problems, perf_counter()
        if attempt.error is not None:
            problems = [self._report(attempt.student, attempt.error)]
        if graded is not None:
            graded = replace(graded, cause=graded.cause or self._cause(attempt.student, graded))
            try:
                self.writer.write(attempt.student, graded, problems)
            except NotWritten as reason:
                graded, problems = None, [str(reason)]
        before = self.state.outcomes.get(attempt.student)
        if graded is None and before is not None and before.graded:
            problems = [*problems, "its earlier grade stands in the gradebook"]
        return Outcome(
            attempt.student,
            attempt.submission,
            graded.points if graded else None,
            self.assignment.points,
            tuple(_failures(graded)) if graded else (),
            tuple(map(printable, (*problems, *(graded.problems if graded else ())))),
            {**graded.seconds, "write": perf_counter() - begin} if graded else {},
            printable(graded.why) if graded else "",
        )


def _tests(assignment: Assignment) -> str:
    """A hash of the author's share in a grade: the notebook and those that it imports."""
    notebooks = [assignment, *assignment.prerequisites]
    return sha256(b"".join(notebook.path.read_bytes() for notebook in notebooks)).hexdigest()


def _failures(graded: Graded) -> Iterable[Failure]:
    for cell in graded.cells.values():
        for check in cell.failed:
            yield Failure(cell.cell, check.name, check.word, check.summary)

"""Stands in the place of nbgrader's Execute, so that its own commands and pages grade with the engine."""

from __future__ import annotations

import weakref
from contextlib import ExitStack

from nbformat import NotebookNode
from nbgrader.converters import BaseConverter
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Float

from autograder.course import Course
from autograder.gradebook.converter import surroundings
from autograder.gradebook.verdicts import write_outputs
from autograder.grading.engine import Engine
from autograder.grading.state import State
from autograder.intake import own_package
from autograder.sandbox import Limits, Sandbox

_engines: weakref.WeakKeyDictionary[BaseConverter, dict[str, Engine]] = weakref.WeakKeyDictionary()


class ForkExecute(NbGraderPreprocessor):
    """Run the notebook in the sandbox and write the verdicts into it."""

    seconds = Float(
        Limits.total_seconds, help="How long one submission may take, its cells and its checks."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        names = resources["nbgrader"]
        engine = _engine(*surroundings(self), names["assignment"], self.seconds)
        assignment = engine.course.assignment(names["assignment"])
        write_outputs(nb, engine.grade(assignment, nb, own_package(assignment, names["student"])))
        return nb, resources


def _engine(converter: BaseConverter, course: Course, assignment: str, seconds: float) -> Engine:
    """One fork server and one answer key for all submissions of a converter, ended with it."""
    engines = _engines.setdefault(converter, {})
    if assignment not in engines:
        running = ExitStack()
        weakref.finalize(converter, running.close)
        sandbox = running.enter_context(Sandbox(limits=Limits(total_seconds=seconds)))
        engines[assignment] = Engine(course, State.of(course.assignment(assignment)).seed, sandbox)
    return engines[assignment]

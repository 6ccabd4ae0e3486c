"""What a blank notebook gains by attacking its grader: nothing."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
import toy
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.batch.grade import grade
from autograder.course import Course
from autograder.grading.engine import Engine
from autograder.judge import CellVerdict
from autograder.sandbox import Limits, Sandbox

ATTACKS = {
    "checks that judge nothing": """
        from autograder.checks import check
        check.equal = check.value = check.raises = lambda *arguments, **settings: None
    """,
    "checks that pass the expectation on": """
        from autograder.checks import check
        real = check.real = getattr(check, "real", check.equal)
        double = halve = Affine = lambda *arguments: lambda *more: None
        check.equal = lambda name, actual, expected=0, **settings: real(name, expected, expected)
    """,
    "a NumPy to which everything is equal": """
        import numpy, numpy.testing
        numpy.array_equal = numpy.isclose = numpy.allclose = lambda *a, **k: numpy.True_
        numpy.testing.assert_allclose = lambda *a, **k: None
    """,
    "a score shown by the tested function": """
        import sys
        def double(x):
            sys.displayhook(4.0)
        20.0
    """,
    "answers sent before the check": """
        import numpy
        from autograder.checks import check
        from autograder.checks.answers import Answer
        record_to = check.real = getattr(check, "real", check.record_to)
        def forge(send):
            for name in ("doubles any shape", "broadcasts", "halves a large number"):
                send(Answer(name, "value", {"value": numpy.zeros((2, 3))}))
            record_to(send)
        check.record_to = forge
    """,
    "answers that compare equal to anything": """
        class Yes(float):
            __eq__ = __le__ = __ge__ = lambda self, other: True
        def double(x): return Yes()
    """,
    "the reference, if it can be imported": """
        try:
            from tinytorch.core.toy import double, Affine, halve
        except ImportError:
            from tinytorch.core import toy
    """,
    "no process to ask": "import os; os._exit(0)",
}


def attacked(nb: NotebookNode, source: str) -> NotebookNode:
    """The attack before every test cell, after the stubs that it may want to replace."""
    for position, cell in reversed(list(enumerate(nb.cells))):
        if cell.id.startswith(("check_", "hidden_")):
            nb.cells.insert(position, toy.code(f"attack_{position}", source))
    return nb


def points(verdicts: dict[str, CellVerdict]) -> float:
    return sum(verdict.points for verdict in verdicts.values())


@pytest.fixture(scope="module")
def engine(toy_course_released_once, sandbox: Sandbox) -> Engine:
    return Engine(Course(toy_course_released_once), 1234, sandbox)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_blank_notebook_gains_nothing_by(engine, attack):
    nb = attacked(toy.blank(engine.course.root, "01_toy"), ATTACKS[attack])
    assert points(engine.grade(engine.course.assignment("01_toy"), nb).cells) == 0


def test_a_score_saved_in_the_file_is_not_believed(released_course: Course, sandbox: Sandbox):
    nb = toy.blank(released_course.root, "01_toy")
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
            cell.outputs = [new_output("execute_result", {"text/plain": "4"})]
            cell.source = "4.0"
            cell.metadata.nbgrader.points = 400
    toy.submit(released_course.root, "eve", "01_toy", nb)
    outcome = grade(released_course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))[0].outcomes["eve"]
    assert (outcome.points, outcome.max_points) == (0, 20)


def test_a_loop_that_cannot_be_interrupted_costs_only_what_comes_after_it(toy_course_released_once):
    course = Course(toy_course_released_once)
    nb = toy.reference(course.root, "01_toy")
    position = next(i for i, cell in enumerate(nb.cells) if cell.id == "affine")
    stubborn = """
        import signal
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True: pass
    """
    nb.cells.insert(position, toy.code("loop", stubborn))
    with Sandbox(limits=Limits(cell_seconds=0.5, total_seconds=1)) as impatient:
        graded = Engine(course, 1, impatient).grade(course.assignment("01_toy"), nb)
    words = {cell: {check.word for check in verdict.checks} for cell, verdict in graded.cells.items()}
    assert words["check_double"] == words["hidden_double"] == {"ok"}
    assert words["hidden_affine"] == words["hidden_halve"] == {"ran out of time"}
    assert graded.problems == (
        "the notebook ran longer than it may (0.5 s a cell, 1 s in all) and was ended",
    )

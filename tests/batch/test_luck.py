"""A grade does not depend on which thread comes first."""

from __future__ import annotations

import ast
import builtins
from contextlib import nullcontext
from threading import Thread

import pytest
import toy

from autograder.batch.grade import grade
from autograder.course import Course, syntax
from autograder.grading.engine import Engine
from autograder.grading.key import true_labels
from autograder.grading.program import digits
from autograder.sandbox import Sandbox


def test_every_syntax_tree_is_made_by_one_thread_at_a_time(
    released_course: Course, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CPython 3.11 may raise a SystemError for two (cpython#106905), in whichever library they are."""
    unlocked = []
    real = builtins.compile

    def watched(source, filename, mode, flags=0, *rest, **settings):  # type: ignore[no-untyped-def]
        tree = flags & ast.PyCF_ONLY_AST or isinstance(source, ast.AST)
        if tree and not syntax._one_at_a_time.locked():
            unlocked.append(source)
        return real(source, filename, mode, flags, *rest, **settings)

    for student in "ann", "bob":
        for assignment in "01_toy", "02_more", "01_1957_toy":
            toy.submit(
                released_course.root, student, assignment, toy.reference(released_course.root, assignment)
            )
    monkeypatch.setattr(builtins, "compile", watched)
    names = [assignment.name for assignment in released_course.assignments]
    grade(released_course, names, jobs=2, sandbox=lambda: nullcontext(sandbox))
    digits.cache_clear()
    thread = Thread(target=true_labels, args=("grader", (0, 1)))
    thread.start()
    thread.join()
    assert unlocked == []


@pytest.mark.parametrize("errors", [1, 2])
def test_an_error_of_the_autograders_own_is_tried_once_more(
    released_course: Course, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, errors: int
) -> None:
    left = [SystemError("AST constructor recursion depth mismatch")] * errors
    real = Engine.grade

    def unlucky(self, *arguments):  # type: ignore[no-untyped-def]
        if left:
            raise left.pop()
        return real(self, *arguments)

    monkeypatch.setattr(Engine, "grade", unlucky)
    toy.submit(released_course.root, "ann", "01_toy", toy.reference(released_course.root, "01_toy"))
    (batch,) = grade(released_course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    assert batch.outcomes["ann"].graded == (errors == 1)

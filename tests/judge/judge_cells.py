"""Test cells, answers and keys, made by hand."""

from __future__ import annotations

import numpy as np

from autograder.checks.answers import Answer, CellAnswers, Ended
from autograder.course.testcell import CheckSpec, TestCell
from autograder.judge import judge


def spec(name: str = "it", kind: str = "value", **settings) -> CheckSpec:
    return CheckSpec(**{"name": name, "kind": kind, "statement": 0, "rtol": 1e-5, "atol": 1e-6, **settings})


def cell(*checks: CheckSpec, points: float = 1.0) -> TestCell:
    return TestCell(id="hidden_it", source="", points=points, checks=checks)


def value(name: str, array) -> Answer:
    return Answer(name, "value", {"value": np.asarray(array)})


def answers(*given: Answer, raised=(), ended: Ended = "finished") -> CellAnswers:
    return CellAnswers({answer.check: answer for answer in given}, frozenset(raised), ended)


def no_labels(split: str, classes: tuple[int, ...] | None) -> np.ndarray:
    raise AssertionError("only predictions need labels")


def word(spec: CheckSpec, want: Answer, got: Answer, labels=no_labels) -> str:
    """The judge's word on one check."""
    return judge(cell(spec), answers(want), answers(got), labels).checks[0].word

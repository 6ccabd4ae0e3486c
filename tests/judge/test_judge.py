"""The verdict on a test cell: points shared by weight, and a word for every way to have no answer."""

from __future__ import annotations

import builtins
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judge_cells import answers, cell, no_labels, spec, value, word

from autograder.checks.answers import Answer
from autograder.judge import BrokenKey, judge


def test_points_are_shared_in_proportion_to_weight():
    checks = cell(spec("a", weight=1), spec("b", weight=3), points=8)
    key = answers(value("a", 1.0), value("b", 2.0))
    verdict = judge(checks, key, answers(value("a", 1.0), value("b", 5.0)), no_labels)
    assert (verdict.points, verdict.max_points) == (2, 8)
    assert [check.max_points for check in verdict.checks] == [2, 6]


def test_what_is_seen_and_what_is_hidden_share_a_cell_three_to_seven_however_many_they_are():
    checks = cell(spec("a"), spec("b", weight=3), *(spec(c, hidden=True) for c in "cde"), points=30)
    key = answers(*(value(name, 1.0) for name in "abcde"))
    points = {check.name: check.points for check in judge(checks, key, key, no_labels).checks}
    assert points == pytest.approx({"a": 2.25, "b": 6.75, "c": 7, "d": 7, "e": 7})


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=9), st.floats(0.5, 20))
def test_the_key_itself_earns_exactly_the_cells_points(weights, points):
    checks = cell(*(spec(str(i), weight=w) for i, w in enumerate(weights)), points=points)
    key = answers(*(value(str(i), 1.0) for i in range(len(weights))))
    verdict = judge(checks, key, key, no_labels)
    assert verdict.points == pytest.approx(points, abs=1e-6)
    assert verdict.points <= points


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        ("finished", "no answer"),
        ("timeout", "ran out of time"),
        ("died", "process ended"),
        ("unusable", "unusable answer"),
        ("not reached", "process ended"),
    ],
)
def test_without_an_answer_the_word_says_how_the_process_ended(ended, said):
    checks = cell(spec("given", statement=0), spec("missing", statement=1), points=2)
    key = answers(value("given", 1.0), value("missing", 1.0))
    verdict = judge(checks, key, answers(value("given", 1.0), ended=ended), no_labels)
    assert [check.word for check in verdict.checks] == ["ok", said]
    assert verdict.points == 1


def test_a_check_whose_own_statement_raised_says_so_and_costs_no_other():
    checks = cell(spec("first", statement=0), spec("second", statement=1), points=2)
    key = answers(value("first", 1.0), value("second", 1.0))
    verdict = judge(checks, key, answers(value("second", 1.0), raised=[0]), no_labels)
    assert [check.word for check in verdict.checks] == ["raised an error", "ok"]


def test_a_reference_without_an_answer_is_the_authors_error():
    with pytest.raises(BrokenKey, match="no answer to 'it' in cell hidden_it: raised an error"):
        judge(cell(spec()), answers(raised=[0]), answers(value("it", 1.0)), no_labels)


def test_an_answer_of_another_kind_is_unusable():
    other = Answer("it", "predicts", {"value": np.float64(1)})
    assert word(spec(), value("it", 1.0), other) == "unusable answer"


def raised(types: str, message: str = "") -> Answer:
    return Answer("it", "raises", {}, {"types": types, "message": message})


def test_an_exception_counts_by_its_class_or_a_base_and_by_what_it_mentions():
    check = spec(kind="raises", exception="ValueError", mentions=("(2,)", "(3,)"))
    good = raised("ShapeError ValueError Exception", "expected (2,), got (3,)")
    assert word(check, good, good) == "ok"
    assert word(check, good, raised("ValueError Exception", "expected (2,)")) == "wrong value"
    assert word(check, good, raised("TypeError Exception", "(2,) (3,)")) == "wrong value"
    assert word(check, good, raised("")) == "wrong value"


@pytest.mark.parametrize(
    "types",
    [
        "TypeError ValueError Exception",
        "TypeError Exception ValueError Exception",
        "ValueError",
        "ValueError Exception Exception",
        "A B C D ValueError Exception",
        " ".join(name for name, value in vars(builtins).items() if isinstance(value, type)),
    ],
)
def test_an_answer_that_names_more_than_one_class_with_its_bases_is_none(types: str):
    check = spec(kind="raises", exception="ValueError")
    assert word(check, raised("ValueError Exception"), raised(types)) == "wrong value"


@pytest.mark.parametrize(
    "types",
    [
        "Own ValueError Exception",
        "UnicodeError ValueError Exception",
        "AxisError ValueError IndexError LookupError Exception",
    ],
)
def test_a_class_of_its_own_with_its_bases_is_one(types: str):
    assert (
        word(spec(kind="raises", exception="ValueError"), raised("ValueError Exception"), raised(types))
        == "ok"
    )


def test_a_message_that_names_everything_is_no_answer():
    check = spec(kind="raises", exception="ValueError", mentions=("7",))
    key = raised("ValueError Exception", "expected 7")
    everything = raised("ValueError Exception", " ".join(map(str, range(1000))))
    assert word(check, key, everything) == "wrong value"


def refused(**cases: str) -> Answer:
    texts = {f"types {case}": types for case, types in cases.items()}
    return Answer("it", "refuses", {}, texts | {f"message {case}": "no" for case in cases})


def test_every_case_is_refused_or_none_counts():
    check = spec(kind="refuses", exception="ValueError", mentions=("no",))
    key = refused(a="ValueError Exception", b="ShapeError ValueError Exception")
    assert word(check, key, key) == "ok"
    assert word(check, key, refused(a="ValueError Exception", b="")) == "wrong value"
    assert word(check, key, refused(a="ValueError Exception", b="TypeError Exception")) == "wrong value"
    assert word(check, key, refused(a="ValueError Exception", c="ValueError Exception")) == "wrong value"
    assert word(spec(kind="refuses", exception="ValueError", mentions=("x",)), key, key) == "wrong value"


def gradients(*grads, output=1.0) -> Answer:
    arrays = {"output": np.float64(output)} | {f"grad.{i}": np.asarray(g) for i, g in enumerate(grads)}
    return Answer("it", "gradients", arrays)


def test_every_gradient_is_compared_with_the_keys():
    check = spec(kind="gradients", rtol=1e-6)
    key = gradients([1.0, 0.0], [[2.0]])
    assert word(check, key, gradients([1.0, 1e-12], [[2.0]])) == "ok"
    assert word(check, key, gradients([1.0, 1e-3], [[2.0]])) == "wrong value"
    assert word(check, key, gradients([1.0, 0.0])) == "no answer"
    assert word(check, key, gradients([1.0, 0.0], [2.0])) == "wrong shape"
    assert word(check, key, gradients([1.0, 0.0], [[np.nan]])) == "not finite"
    assert word(check, key, gradients([1.0, 0.0], [[2.0]], output=3.0)) == "wrong value"


def test_accuracy_comes_from_labels_that_only_the_grader_has():
    def labels(split, classes):
        assert (split, classes) == ("grader", (3, 8))
        return np.array([0, 1, 1, 0])

    check = spec(kind="predicts", split="grader", classes=(3, 8), at_least=0.75)

    def predictions(*labels, dtype=np.int64):
        return Answer("it", "predicts", {"labels": np.array(labels, dtype)})

    key = predictions(0, 1, 1, 0)
    assert word(check, key, predictions(0, 1, 0, 0), labels) == "ok"
    assert word(check, key, predictions(0, 0, 0, 0), labels) == "wrong value"
    assert word(check, key, predictions(0, 1, 1), labels) == "wrong shape"
    assert word(check, key, predictions(0, 1, 1, 0, dtype=np.float64), labels) == "wrong kind of number"


@pytest.mark.parametrize("said", [raised("ValueError Exception"), refused(a="ValueError Exception")])
def test_a_function_that_raises_on_good_input_too_refuses_nothing(said: Answer):
    said = replace(said, check="bad")
    good, bad = spec("good"), spec("bad", kind=said.kind, exception="ValueError", statement=1)
    both, always = answers(value("good", 1.0), said), answers(said, raised=[0])
    words = [[c.word for c in judge(cell(good, bad), both, got, no_labels).checks] for got in (both, always)]
    assert words == [["ok", "ok"], ["raised an error", "raised an error"]]
    assert judge(cell(good, bad), both, always, no_labels).points == 0
    wrong = answers(value("good", 2.0), said)
    assert judge(cell(good, bad), both, wrong, no_labels).points == 0.5


@pytest.mark.parametrize(("good", "points"), [(1, 1), (2, 3)])
def test_a_function_that_raises_on_most_of_good_input_refuses_nothing(good: int, points: int):
    names = ["first", "second", "third"]
    bad = spec("bad", kind="raises", exception="ValueError", statement=3)
    checks = cell(*(spec(name, statement=n) for n, name in enumerate(names)), bad, points=4)
    said = Answer("bad", "raises", {}, {"types": "ValueError Exception", "message": ""})
    right = [value(name, 1.0) for name in names]
    got = answers(*right[:good], said, raised=[*range(good, 3)])
    assert judge(checks, answers(*right, said), got, no_labels).points == points


def test_an_answer_from_a_statement_that_raised_does_not_count():
    right = value("it", 1.0)
    verdict = judge(cell(spec()), answers(right), answers(right, raised=[0]), no_labels)
    assert (verdict.points, verdict.checks[0].word) == (0, "raised an error")

"""For the grader a check judges nothing and prints nothing: it hands over what came."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_autograd import Network, OnData, Tensor, mean_square, mul, sgd

from autograder.checks import check, given, training_trace


@pytest.fixture
def answers():
    recorded = []
    check.record_to(recorded.append)
    yield recorded
    check.record_to(None)


def test_every_check_runs_without_its_expectations_and_prints_nothing(answers, capsys):
    check.equal("equal", 1.0)
    check.value("value", [1, 2])
    check.raises("raises", lambda: {}["key"])
    check.refuses("refuses", {"a": lambda: {}["key"]})
    check.gradients("gradients", mul, *(Tensor(np.ones(2), requires_grad=True) for _ in "ab"))
    check.trace("trace", training_trace({}, None, None, []))
    check.predicts("predicts", [1, 2, 3])
    assert [(a.check, a.kind) for a in answers] == [
        ("equal", "value"),
        ("value", "value"),
        ("raises", "raises"),
        ("refuses", "refuses"),
        ("gradients", "gradients"),
        ("trace", "trace"),
        ("predicts", "predicts"),
    ]
    assert capsys.readouterr().out == ""


def test_a_wrong_value_raises_nothing(answers):
    check.equal("wrong", 1.0, 2.0)
    assert answers[0].arrays["value"] == 1.0


def test_an_answer_stays_as_it_was_when_it_was_given(answers):
    array = np.zeros(3)
    check.value("array", array)
    array += 1
    assert not answers[0].arrays["value"].any()


def test_several_arrays_are_one_answer_and_texts_stay_texts(answers):
    check.value("parts", {"a": Tensor([1.0]), "b": "text", "c": None})
    assert set(answers[0].arrays) == {"a"}
    assert answers[0].text == {"b": "'text'", "c": "None"}


def test_an_exception_is_recorded_by_its_classes_and_message(answers):
    check.raises("raises", lambda: [][1])
    assert answers[0].text == {
        "types": "IndexError LookupError Exception",
        "message": "list index out of range",
    }


def test_several_refusals_are_one_answer_a_class_and_a_message_for_each_case(answers):
    check.refuses("refuses", {"past the end": lambda: [][1], "nothing": lambda: None})
    assert answers[0].text == {
        "types past the end": "IndexError LookupError Exception",
        "message past the end": "list index out of range",
        "types nothing": "",
        "message nothing": "",
    }


def test_a_long_message_is_cut(answers):
    check.raises("raises", lambda: {}["x" * 10_000])
    assert len(answers[0].text["message"]) == 500


def test_nothing_raised_is_recorded_as_no_class(answers):
    check.raises("raises", lambda: None)
    assert answers[0].text == {"types": "", "message": ""}


def test_a_stub_is_not_recorded_as_the_runtime_error_that_python_takes_it_for(answers):
    def stub():
        raise NotImplementedError

    check.raises("raises", stub)
    assert answers[0].text["types"] == "NotImplementedError"


def test_a_missing_gradient_is_recorded_as_nan(answers):
    a, b = (Tensor(np.ones((2, 3)), requires_grad=True) for _ in "ab")
    check.gradients("cut", lambda a, b: mul(a, Tensor(b.data)), a, b)
    arrays = answers[0].arrays
    assert np.isfinite(arrays["grad.0"]).all()
    assert np.isnan(arrays["grad.1"]).all()
    assert arrays["output"].shape == (2, 3)


def test_the_cotangent_comes_from_the_graders_seed(answers):
    def record(seed):
        given.supply(seed=seed)
        check.gradients("mul", mul, *(Tensor(np.ones(2), requires_grad=True) for _ in "ab"))
        return answers[-1].arrays["grad.0"]

    try:
        np.testing.assert_array_equal(record(1), record(1))
        assert (record(1) != record(2)).all()
    finally:
        given.supply()


def test_a_trace_is_recorded_parameter_by_parameter(answers):
    network = OnData()
    x = Tensor(np.ones((4, 3), np.float32))
    trace = training_trace(network, lambda x: mean_square(network(x)), sgd(network), [(x,)] * 3)
    check.trace("trace", trace)
    arrays = answers[0].arrays
    assert list(arrays) == [
        "loss",
        *(f"{what}.{p}" for what in ("grad", "weight") for p in dict(Network().named_parameters())),
    ]
    assert arrays["loss"].shape == (3,)
    assert arrays["grad.w2"].shape == (3, 5, 2)
    assert arrays["weight.w2"].shape == (4, 5, 2)
    assert np.isnan(arrays["grad.w1"]).all()


def test_scores_are_recorded_as_the_classes_that_they_predict(answers):
    check.predicts("scores", Tensor(np.array([[0.1, 0.9], [0.8, 0.2]])))
    np.testing.assert_array_equal(answers[0].arrays["labels"], [1, 0])

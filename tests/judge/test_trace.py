"""A training trace counts the gradients that flow and the weights that move, and names the dead."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from judge_cells import answers, cell, no_labels, spec

from autograder.checks.answers import Answer
from autograder.judge import BrokenKey, CheckVerdict, judge

STEPS, LR = 3, 0.1
X = np.random.default_rng(1).normal(size=(STEPS, 8, 4)).astype(np.float32)
Y = np.random.default_rng(2).normal(size=(STEPS, 8, 2)).astype(np.float32)
START = {
    "first.weight": np.random.default_rng(3).normal(size=(4, 5)).astype(np.float32),
    "first.bias": np.zeros(5, np.float32),
    "last.weight": np.random.default_rng(4).normal(size=(5, 2)).astype(np.float32),
    "last.bias": np.zeros(2, np.float32),
}


def train(cut=(), rule=lambda step, name, grad: grad, step_size=LR) -> Answer:
    """The trace of two linear layers with a tanh; the parameters in `cut` get no gradient."""
    weights = {name: w.copy() for name, w in START.items()}
    record: dict[str, list[np.ndarray]] = {f"weight.{name}": [w.copy()] for name, w in weights.items()}
    for step, (x, y) in enumerate(zip(X, Y, strict=True)):
        hidden = np.tanh(x @ weights["first.weight"] + weights["first.bias"])
        error = hidden @ weights["last.weight"] + weights["last.bias"] - y
        record.setdefault("loss", []).append(np.mean(error**2))
        g = 2 * error / error.size
        g_hidden = (g @ weights["last.weight"].T) * (1 - hidden**2)
        grads = {
            "first.weight": x.T @ g_hidden,
            "first.bias": g_hidden.sum(axis=0),
            "last.weight": hidden.T @ g,
            "last.bias": g.sum(axis=0),
        }
        for name, grad in grads.items():
            grad = np.full_like(grad, np.nan) if name in cut else rule(step, name, grad)
            record.setdefault(f"grad.{name}", []).append(grad)
            if name not in cut:
                weights[name] -= np.float32(step_size) * grad
            record[f"weight.{name}"].append(weights[name].copy())
    return Answer("it", "trace", {name: np.array(steps) for name, steps in record.items()})


KEY = train()


def verdict(got: Answer, key: Answer = KEY):
    check = spec(kind="trace", rtol=1e-4)
    return judge(cell(check, points=3), answers(key), answers(got), no_labels).checks[0]


def flowing(found: CheckVerdict) -> str:
    return found.summary.split("gradients flowing ")[1].split(";")[0]


def updated(found: CheckVerdict) -> str:
    return found.summary.split("weights updated ")[1].split(";")[0]


def test_the_same_training_written_otherwise_earns_everything():
    assert verdict(train()).points == 3
    noisy = train(rule=lambda step, name, grad: grad * np.float32(1 + 1e-6))
    assert (verdict(noisy).word, verdict(noisy).points) == ("ok", 3)
    assert verdict(noisy).summary == "gradients flowing 4/4; weights updated 4/4"


def test_a_layer_that_is_cut_off_shows_exactly_its_own_parameters():
    found = verdict(train(cut=("first.weight", "first.bias")))
    assert found.points == pytest.approx(1)
    assert found.summary == "gradients flowing 2/4; weights updated 2/4; dead: first.weight, first.bias"


def test_a_gradient_of_zeros_is_dead_too():
    zeros = train(rule=lambda step, name, grad: grad * (name != "first.bias"))
    assert verdict(zeros).summary.endswith("dead: first.bias")


def test_a_wrong_gradient_is_not_called_dead():
    doubled = train(rule=lambda step, name, grad: grad * (2 if name == "last.bias" else 1))
    found = verdict(doubled)
    assert flowing(found) == "3/4"
    assert found.summary.endswith("wrong gradient: last.bias")


def test_gradients_that_go_wrong_only_after_the_first_step_are_found():
    accumulated = train(rule=lambda step, name, grad: grad * (1 + step))
    assert flowing(verdict(accumulated)) == "0/4"


def test_an_optimizer_that_steps_too_far_loses_the_updates_and_keeps_the_gradients():
    found = verdict(train(step_size=2 * LR))
    assert found.points == pytest.approx(1)
    assert found.summary == "gradients flowing 4/4; weights updated 0/4; loss wrong"


def test_training_from_other_weights_than_the_graders_earns_nothing_for_them():
    elsewhere = train()
    for name in START:
        elsewhere.arrays[f"weight.{name}"] += 1
    found = verdict(elsewhere)
    assert (flowing(found), updated(found)) == ("0/4", "0/4")


def test_a_gradient_that_is_zero_by_mathematics_is_not_counted():
    key = train(rule=lambda step, name, grad: grad * (1e-9 if name == "first.bias" else 1))
    got = train(rule=lambda step, name, grad: grad * (-3e-9 if name == "first.bias" else 1))
    assert flowing(verdict(got, key)) == "3/3"


def test_the_noise_of_a_gradient_far_below_the_others_costs_nothing():
    key = train(rule=lambda step, name, grad: grad * (1e-5 if name == "first.bias" else 1))
    got = train(rule=lambda step, name, grad: grad * (1.001e-5 if name == "first.bias" else 1))
    found = verdict(got, key)
    assert (flowing(found), updated(found)) == ("4/4", "4/4")


def test_a_step_is_compared_no_finer_than_its_weight_is_rounded():
    key, got = train(), train()
    for name in (f"weight.{name}" for name in START):
        key.arrays[name] += np.float32(100)
        got.arrays[name] = key.arrays[name].copy()
        got.arrays[name][1] = np.nextafter(got.arrays[name][1], np.inf)
    assert updated(verdict(got, key)) == "4/4"


def test_a_reference_in_which_nothing_learns_is_the_authors_error():
    with pytest.raises(BrokenKey, match="no parameter has a gradient"):
        verdict(train(), key=train(cut=tuple(START)))


arrays = hnp.arrays(
    st.sampled_from([np.float32, np.int64, np.bool_]), hnp.array_shapes(min_dims=0, max_dims=3, max_side=3)
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(KEY.arrays)), arrays))
def test_no_trace_whatever_breaks_the_judge(found):
    answer = Answer("it", "trace", {**KEY.arrays, **found}, {})
    assert 0 <= verdict(answer).points <= 3


def adam(noise: float, lr: float = 0.1) -> Answer:
    """Adam's way of a weight with a gradient of 1, and of one whose gradient is zero but for noise."""
    grads = np.array([[1.0, noise], [1.0, noise], [1.0, -noise]])
    ways = np.cumsum(-lr * np.sign(grads), axis=0)
    arrays = {"loss": np.ones(3), "grad.w": grads, "weight.w": np.concatenate([np.zeros((1, 2)), ways])}
    return Answer("it", "trace", arrays)


def test_what_rounding_noise_alone_moves_may_go_anywhere():
    """Adam makes a full step of any noise."""
    assert verdict(adam(-3e-9), adam(1e-9)).points == 3
    assert verdict(adam(0.0), adam(1e-9)).points == 3
    assert updated(verdict(adam(1e-9, lr=0.2), adam(1e-9))) == "0/1"
    assert updated(verdict(adam(1e-3), adam(-1e-3))) == "0/1"


def test_the_smaller_a_gradient_the_more_of_a_step_may_be_noise():
    """Two right GPTs differed by 1.5e-3 of a step of Adam at an element of 8e-6, by 2e-4 at one of 8e-4."""

    def with_last_step(size: float, change: float) -> str:
        key, got = adam(size), adam(size)
        got.arrays["weight.w"][-1, 1] += change * 0.1
        return updated(verdict(got, key))

    for size, right, wrong in ((8e-6, 1.5e-3, 0.2), (8e-4, 2e-4, 5e-3), (1.0, 5e-5, 3e-4)):
        assert with_last_step(size, right) == "1/1"
        assert with_last_step(size, wrong) == "0/1"


def test_a_parameter_that_the_author_exempts_is_not_counted():
    def with_idle(answer: Answer, grad: float) -> Answer:
        way = np.cumsum([0.0, grad, grad, grad])
        arrays = {"grad.idle": np.full(3, grad or np.nan), "weight.idle": way}
        return Answer("it", "trace", answer.arrays | arrays)

    def judged(got: Answer, *exempt: str) -> str:
        check, key = spec(kind="trace", rtol=1e-4, exempt=exempt), with_idle(KEY, 1.0)
        return judge(cell(check), answers(key), answers(got), no_labels).checks[0].summary

    cut = with_idle(train(), 0.0)
    assert judged(cut) == "gradients flowing 4/5; weights updated 4/5; dead: idle"
    assert judged(cut, "idle") == "gradients flowing 4/4; weights updated 4/4"

"""The doctor says what is true numerically, what autograd said, and what the graph does not reach."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_autograd import Forgotten, Gated, Network, OnData, Tensor, apply, mul, softmax

from autograder import doctor

X = Tensor(np.random.default_rng(3).standard_normal((4, 3)).astype(np.float32))


def test_a_healthy_layer_has_nothing_wrong():
    diagnosis = doctor(Network(), X)
    assert diagnosis.wrong == diagnosis.cut == ()
    assert diagnosis.sentences == (
        "Numerically, the output moves with input, w1, b1, w2, b2.",
        "Autograd gives the true gradient of input, w1, b1, w2, b2.",
    )


def test_a_layer_on_data_is_cut_off_by_name():
    diagnosis = doctor(OnData(), X)
    assert diagnosis.cut == diagnosis.wrong == ("input", "w1", "b1")
    numerically, autograd, graph = diagnosis.sentences
    assert numerically == "Numerically, the output moves with input, w1, b1, w2, b2."
    assert autograd == "Autograd gives the true gradient of w2, b2, and no gradient of input, w1, b1."
    assert graph.startswith(
        "The graph from the output does not reach input, w1, b1: a value left it at tiny_autograd.py, line "
    )


def test_a_partial_cut_shows_a_false_gradient_beside_the_parameter_not_reached():
    diagnosis = doctor(Gated(), X)
    assert diagnosis.cut == ("w1",)
    assert diagnosis.wrong == ("input", "w1")
    assert "a wrong one of input" in diagnosis.sentences[1]


def test_a_forgotten_requires_grad_is_named_as_that():
    diagnosis = doctor(Forgotten(), X)
    assert diagnosis.cut == () and diagnosis.wrong == ("w1", "b1")
    assert diagnosis.sentences[-1] == "requires_grad is False for w1, b1: make it with requires_grad=True."


def test_a_rule_of_zeros_is_found_although_the_sum_of_a_softmax_is_constant():
    diagnosis = doctor(lambda x: softmax(x, lambda p, g: 0 * g), X)
    assert diagnosis.wrong == ("input",) and diagnosis.cut == ()
    assert "The graph does reach input, and no value was seen to leave it" in diagnosis.sentences[-1]


class Guarded(OnData):
    """A layer that refuses an output without a history, as tinytorch's Module does."""

    def __call__(self, x: Tensor) -> Tensor:
        hidden = self.hidden(x)
        if hidden.grad_fn is None and (x.requires_grad or self.w1.requires_grad):
            raise RuntimeError("Guarded: the output has no grad_fn")
        return hidden


def test_a_guard_that_raises_is_told_and_the_numbers_still_stand():
    diagnosis = doctor(Guarded(), X)
    assert "the output moves with input, w1, b1, and not with w2, b2." in diagnosis.sentences[0]
    assert diagnosis.sentences[1].endswith("it raised RuntimeError: Guarded: the output has no grad_fn.")
    assert diagnosis.cut == ("input", "w1", "b1")


def broken(x: Tensor) -> Tensor:
    raise ValueError("shapes (4, 3) and (5,)")


def random(x: Tensor) -> Tensor:
    return Tensor(x.data * np.random.default_rng().standard_normal(x.data.shape))


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [
        (broken, "The layer does not run on this input: ValueError: shapes (4, 3) and (5,)."),
        (random, "The layer's output differs from call to call"),
        (lambda x: Tensor(x.data.astype(np.float32)), "The layer makes float32 of float64"),
    ],
)
def test_what_cannot_be_examined_is_said(layer, sentence):
    assert doctor(layer, X).sentences[0].startswith(sentence)


@pytest.mark.parametrize("network", [Network, Guarded])
def test_the_patient_leaves_as_it_came(network):
    layer = network()
    layer.w1.grad = gradient = Tensor(np.ones((3, 5)))
    arrays = {name: p.data for name, p in layer.named_parameters()}
    copies = {name: array.copy() for name, array in arrays.items()}
    doctor(layer, X)
    for name, parameter in layer.named_parameters():
        assert parameter.data is arrays[name] and parameter.requires_grad
        np.testing.assert_array_equal(parameter.data, copies[name])
    assert layer.w1.grad is gradient and X.grad is None


def test_even_an_interrupt_leaves_the_parameters_in_float32():
    layer, calls = Network(), []

    def interrupted(x):
        calls.append(x)
        if len(calls) > 5:
            raise KeyboardInterrupt
        return Network.__call__(layer, x)

    interrupted.named_parameters = layer.named_parameters
    with pytest.raises(KeyboardInterrupt):
        doctor(interrupted, X)
    assert layer.w1.data.dtype == np.float32 and layer.w1.requires_grad


def test_integers_are_passed_on_and_several_inputs_are_told_apart():
    def lookup(table: Tensor, ids: Tensor) -> Tensor:
        def rule(g):
            out = np.zeros_like(table.data)
            out[ids.data] = g  # wrong: a repeated id must add up
            return (out,)

        return apply(table.data[ids.data], rule, table)

    diagnosis = doctor(lookup, (X, Tensor(np.array([1, 1, 2]))))
    assert diagnosis.wrong == ("input 0",)
    assert [row[0] for row in diagnosis.table.rows] == ["input 0"]


@pytest.mark.parametrize("plain", [np.ones(3, np.float32), np.float32(2), 2.0, 2, "a word", None])
def test_what_is_no_tensor_goes_in_as_it_is_and_the_tensors_beside_it_are_examined(plain):
    came = []

    def squared(x: Tensor, other: object) -> Tensor:
        came.append(other)
        return mul(x, x)

    diagnosis = doctor(squared, (X, plain))
    assert all(other is plain for other in came) and came
    assert diagnosis.wrong == () and [row[0] for row in diagnosis.table.rows] == ["input 0"]


@pytest.mark.parametrize(
    ("x", "got"),
    [
        (np.ones(3), "float64 ndarray"),
        (("a", None), "str, NoneType"),
        (Tensor(np.ones(2, np.int64)), "int64 Tensor"),
        ((), "nothing"),
    ],
)
def test_where_there_is_nothing_to_examine_it_says_what_to_give(x, got):
    [sentence] = doctor(lambda *inputs: inputs[0], x).sentences
    assert sentence.startswith("There is nothing to examine: expected a Tensor of floating-point")
    assert sentence.endswith(f"; got {got}. Make the input such a Tensor.")


def test_a_diagnosis_is_text_in_a_terminal_and_tables_in_jupyter():
    diagnosis = doctor(OnData(), X)
    assert str(diagnosis).splitlines()[:3] == list(diagnosis.sentences)
    assert diagnosis._repr_html_().count("<table>") == 2

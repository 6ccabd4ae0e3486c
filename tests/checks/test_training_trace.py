"""The training trace: same weights, same batches, same arrays; dead parameters by name."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_autograd import Forgotten, Gated, Network, OnData, Tensor, add_bias, matmul, mean_square, sgd

from autograder.checks import CheckFailed, check, training_trace
from autograder.checks.trace import Trace

RNG = np.random.default_rng(2)
BATCHES = [(Tensor(RNG.standard_normal((4, 3)).astype(np.float32)),) for _ in range(3)]


def trace_of(network: Network) -> Trace:
    return training_trace(network, lambda x: mean_square(network(x)), sgd(network), BATCHES)


def test_a_whole_network_flows_and_moves(capsys):
    trace = trace_of(Network())
    assert trace.flowing == trace.moving == ["w1", "b1", "w2", "b2"]
    check.trace("learns", trace)
    assert capsys.readouterr().out.startswith("ok    learns\n3 training steps: loss ")


def test_two_runs_agree_to_the_last_bit():
    first, second = trace_of(Network()).arrays(), trace_of(Network()).arrays()
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_each_weight_is_the_one_before_less_its_step():
    trace = trace_of(Network())
    step = np.diff(trace.weights["w1"], axis=0)
    np.testing.assert_allclose(step, -0.1 * trace.gradients["w1"], rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    ("network", "count", "dead"),
    [(OnData, "2/4", "w1, b1"), (Forgotten, "2/4", "w1, b1"), (Gated, "3/4", "w1")],
)
def test_the_founding_bugs_are_counted_and_named(network, count, dead):
    with pytest.raises(
        CheckFailed, match=rf"gradients flowing {count}; none, zero or not finite for {dead}\n"
    ):
        check.trace("learns", trace_of(network()))


def test_weights_that_the_update_leaves_out_are_named():
    network = Network()

    def only_the_last_layer():
        network.w2.data -= 0.1 * network.w2.grad.data
        network.b2.data -= 0.1 * network.b2.grad.data

    trace = training_trace(network, lambda x: mean_square(network(x)), only_the_last_layer, BATCHES)
    with pytest.raises(CheckFailed, match="weights updated 2/4; unchanged or not finite: w1, b1"):
        check.trace("learns", trace)


def test_an_update_that_stumbles_over_a_missing_gradient_does_not_cost_the_trace():
    network = OnData()

    def every_parameter():
        for parameter in (network.w1, network.b1, network.w2, network.b2):
            parameter.data -= 0.1 * parameter.grad.data

    trace = training_trace(network, lambda x: mean_square(network(x)), every_parameter, BATCHES)
    assert trace.missing == ("w1", "b1")
    assert trace.moving == []


def test_an_update_that_raises_for_another_reason_is_an_error():
    network = Network()
    with pytest.raises(ZeroDivisionError):
        training_trace(network, lambda x: mean_square(network(x)), lambda: 1 / 0, BATCHES)


def test_gradients_do_not_pile_up_from_batch_to_batch():
    network = Network()
    trace = training_trace(network, lambda x: mean_square(network(x)), lambda: None, [BATCHES[0]] * 2)
    np.testing.assert_array_equal(trace.gradients["w2"][0], trace.gradients["w2"][1])


def test_a_dict_of_tensors_updated_by_hand_will_do_even_with_new_tensors():
    p = {"w": Tensor(np.ones((3, 2)), requires_grad=True), "b": Tensor(np.zeros(2), requires_grad=True)}

    def update():
        for name, tensor in list(p.items()):
            p[name] = Tensor(tensor.data - 0.1 * tensor.grad.data, requires_grad=True)

    trace = training_trace(p, lambda x: mean_square(add_bias(matmul(x, p["w"]), p["b"])), update, BATCHES)
    assert trace.moving == trace.flowing == ["w", "b"]
    np.testing.assert_allclose(np.diff(trace.weights["w"], axis=0), -0.1 * trace.gradients["w"])


def test_a_loss_cut_off_from_everything_is_a_trace_without_gradients():
    network = Network()
    trace = training_trace(network, lambda x: Tensor(mean_square(network(x)).data), sgd(network), BATCHES)
    assert trace.missing == ("w1", "b1", "w2", "b2")
    assert np.isfinite(trace.losses).all()


def test_a_loss_with_several_elements_is_refused():
    network = Network()
    with pytest.raises(TypeError, match=r"one element; got shape \(4, 2\)"):
        training_trace(network, network, sgd(network), BATCHES)


def test_a_gradient_of_zeros_throughout_does_not_flow():
    network = Network()
    network.b1.data[:], network.b2.data[:] = -100, 1  # every relu is off
    assert trace_of(network).flowing == ["b2"]


def test_a_trace_without_parameters_does_not_pass():
    with pytest.raises(CheckFailed, match="there are no parameters"):
        check.trace("learns", training_trace({}, lambda: None, lambda: None, []))


def test_what_is_exempt_by_mathematics_is_not_counted_and_a_misspelt_name_exempts_nothing(capsys):
    check.trace("learns", trace_of(OnData()), exempt=["w1", "b1"])
    with pytest.raises(CheckFailed, match="gradients flowing 2/3; none, zero or not finite for w1\n"):
        check.trace("learns", trace_of(OnData()), exempt=["b1"])
    with pytest.raises(ValueError, match="no parameter is called w3; there is w1, b1, w2, b2"):
        check.trace("learns", trace_of(Network()), exempt=["w3"])

"""The learning checks assert, count, and name what does not learn."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_autograd import Forgotten, Network, OnData, Tensor, mean_square, sgd

from autograder.checks import (
    CheckFailed,
    Finding,
    accuracy,
    gradient_flow,
    learning_report,
    loss_decrease,
    snapshot,
    weight_updates,
)

X = Tensor(np.random.default_rng(1).standard_normal((6, 3)).astype(np.float32))


def loss_of(network: Network) -> Tensor:
    return mean_square(network(X))


def trained(network: Network, steps: int = 5) -> tuple[dict[str, np.ndarray], list[float]]:
    """The weights before, and the losses."""
    before, losses = snapshot(network), []
    for _ in range(steps):
        loss = loss_of(network)
        losses.append(float(loss.data))
        for _, parameter in network.named_parameters():
            parameter.grad = None
        loss.backward()
        sgd(network)()
    return before, losses


def test_all_gradients_flow_in_a_network_that_is_whole():
    network = Network()
    finding = gradient_flow(network, loss_of(network))
    assert finding.holds and finding.result == "4/4"


def test_a_layer_on_data_is_counted_and_named():
    network = OnData()
    with pytest.raises(CheckFailed) as failed:
        gradient_flow(network, loss_of(network))
    assert "gradients flowing 2/4" in str(failed.value)
    assert "w1, b1: not reached from the loss; a value left the graph" in str(failed.value)


def test_a_forgotten_requires_grad_is_told_apart():
    network = Forgotten()
    with pytest.raises(CheckFailed, match=r"2/4[\s\S]*w1, b1: requires_grad is False"):
        gradient_flow(network, loss_of(network))


def test_a_gradient_left_over_from_before_does_not_count():
    network = OnData()
    network.w1.grad = Tensor(np.ones((3, 5)))
    with pytest.raises(CheckFailed, match="2/4"):
        gradient_flow(network, loss_of(network))


def test_a_gradient_of_zeros_or_nan_does_not_flow():
    network = Network()
    network.b1.data[:], network.b2.data[:] = -100, 1  # every relu is off
    with pytest.raises(CheckFailed, match=r"1/4[\s\S]*w1, b1, w2: all zeros"):
        gradient_flow(network, loss_of(network))
    network.b1.data[:] = np.nan
    with pytest.raises(CheckFailed, match="not finite"):
        gradient_flow(network, loss_of(network))


def test_a_loss_without_any_history_is_zero_of_n():
    network = Network()
    with pytest.raises(CheckFailed, match="gradients flowing 0/4"):
        gradient_flow(network, Tensor(loss_of(network).data))


def test_what_is_exempt_by_mathematics_is_not_counted():
    network = OnData()
    assert gradient_flow(network, loss_of(network), exempt=["w1", "b1"]).result == "2/2"
    with pytest.raises(CheckFailed, match=r"2/3[\s\S]*b1: not reached from the loss"):
        gradient_flow(network, loss_of(network), exempt=["w1"])
    before, _ = trained(network)
    assert weight_updates(before, network, exempt=["w1", "b1"]).result == "2/2"
    with pytest.raises(ValueError, match="no parameter is called w9; there is w1, b1, w2, b2"):
        weight_updates(before, network, exempt=["w9"])


def test_parameters_may_be_a_dict_or_a_list():
    network = Network()
    assert gradient_flow(dict(network.named_parameters()), loss_of(network)).result == "4/4"
    assert gradient_flow([p for _, p in network.named_parameters()], loss_of(network)).result == "4/4"


def test_weights_that_did_not_move_are_named():
    network = OnData()
    before, _ = trained(network)
    with pytest.raises(CheckFailed, match=r"weights updated 2/4[\s\S]*w1, b1: did not move"):
        weight_updates(before, network)


def test_weights_that_all_moved_pass():
    network = Network()
    before, _ = trained(network)
    assert weight_updates(before, network).result == "4/4"
    assert weight_updates(before, snapshot(network)).result == "4/4"


def test_weights_that_left_for_infinity_are_not_updated():
    before = {"w": np.ones(2)}
    with pytest.raises(CheckFailed, match="w: not finite"):
        weight_updates(before, {"w": np.array([np.inf, 1.0])})


def test_other_parameters_than_before_are_an_error():
    with pytest.raises(ValueError, match="before are"):
        weight_updates({"a": np.ones(1)}, {"b": np.ones(1)})


def test_a_parameter_of_another_shape_than_before_is_named_with_both_shapes():
    before, after = {"w": np.ones(2), "b": np.ones(2)}, {"w": np.ones(2), "b": np.ones(3)}
    with pytest.raises(ValueError, match=r"b has shape \(2,\) before and \(3,\) after: take the snapshot"):
        weight_updates(before, after)


@pytest.mark.parametrize("loss", [1.0, np.float32(1), np.ones(()), None])
def test_a_loss_that_is_no_tensor_is_told_what_to_pass(loss):
    got = rf"a loss is a Tensor of one element; got a {type(loss).__name__}: .*not loss\.item\(\)"
    with pytest.raises(TypeError, match=got):
        gradient_flow(Network(), loss)


def test_a_loss_must_fall_far_enough():
    assert loss_decrease([2.0, 1.0], at_least=0.5).result == "2.000 -> 1.000"
    with pytest.raises(CheckFailed, match=r"fell by 45.0%"):
        loss_decrease([2.0, 1.1], at_least=0.5)


def test_a_loss_must_stay_finite():
    with pytest.raises(CheckFailed, match="not finite"):
        loss_decrease([2.0, float("nan"), 0.1], at_least=0.5)


def test_accuracy_takes_labels_or_scores():
    assert accuracy([0, 1, 1, 0], [0, 1, 1, 1], at_least=0.75).result == "0.750"
    scores = Tensor(np.array([[0.9, 0.1], [0.2, 0.8]]))
    assert accuracy(scores, Tensor(np.array([0, 1])), at_least=1.0).holds
    with pytest.raises(CheckFailed, match="1 of 4 are wrong"):
        accuracy([0, 1, 1, 0], [0, 1, 1, 1], at_least=0.76)


@pytest.mark.parametrize("predictions", [np.array([0.4, 0.6]), np.zeros((2, 1)), "ab", np.zeros((2, 2, 2))])
def test_predictions_of_another_form_are_refused(predictions):
    with pytest.raises(TypeError, match="expected integer labels"):
        accuracy(predictions, [0, 1], at_least=0.5)


def test_a_prediction_for_each_label():
    with pytest.raises(ValueError, match="got 3 for 2 labels"):
        accuracy([0, 1, 1], [0, 1], at_least=0.5)


def test_nothing_at_all_does_not_pass_for_learning():
    with pytest.raises(ValueError, match="got 0 for 0 labels"):
        accuracy(np.zeros(0, int), np.zeros(0, int), at_least=0.5)
    with pytest.raises(ValueError, match="no parameters to count"):
        gradient_flow([], loss_of(Network()))
    with pytest.raises(ValueError, match="no parameters to count"):
        weight_updates({}, {})


def report(network: Network, at_least: float = 0.5, more=()):
    before, losses = trained(network)
    return learning_report(
        "A tiny network",
        parameters=network,
        loss=loss_of(network),
        before=before,
        losses=losses,
        fall=0.1,
        predictions=[0, 1],
        labels=[0, 1],
        at_least=at_least,
        more=more,
    )


def test_the_report_shows_all_four_findings():
    lines = str(report(Network())).splitlines()
    assert lines[0] == "A tiny network"
    assert [line.split("  ")[0] for line in lines[3:]] == [
        "gradients flowing",
        "weights updated",
        "loss",
        "accuracy",
    ]
    assert all(line.endswith("ok") for line in lines[3:])


def test_one_failure_fails_the_report_which_still_shows_the_others():
    with pytest.raises(CheckFailed) as failed:
        report(OnData())
    lines = str(failed.value).splitlines()
    assert [line.split()[-1] for line in lines[3:7]] == ["fails", "fails", "ok", "ok"]
    assert lines[7].startswith("gradients flowing: w1, b1: not reached")
    assert lines[8].startswith("weights updated: w1, b1: did not move")


def test_a_network_s_own_properties_stand_in_its_report_and_can_fail_it():
    holds = Finding("causality", "0 of 4 earlier places changed", "0")
    assert str(report(Network(), more=[holds])).splitlines()[-1].startswith("causality          0 of 4")
    leaks = Finding("causality", "3 of 4 earlier places changed", "0", "Is every block causal?")
    with pytest.raises(CheckFailed, match=r"causality: Is every block causal\?"):
        report(Network(), more=[leaks])

"""Optimizers, schedules and clipping: steps by hand, what is left alone, states, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tinytorch
from tinytorch import Tensor, nn, optim, tensor
from tinytorch.core.optimizers import BLOCK
from tinytorch.optim import lr_scheduler

MAKERS: dict[str, Callable[[Any], optim.Optimizer]] = {
    "SGD": lambda ps: optim.SGD(ps, lr=0.1),
    "SGD with momentum": lambda ps: optim.SGD(ps, lr=0.1, momentum=0.9, nesterov=True),
    "RMSprop": lambda ps: optim.RMSprop(ps, lr=0.1, momentum=0.9, centered=True),
    "Adam": lambda ps: optim.Adam(ps, lr=0.1, weight_decay=0.1),
    "AdamW": lambda ps: optim.AdamW(ps, lr=0.1),
}


def parameter(*values: float, dtype: str = "float32") -> nn.Parameter:
    return nn.Parameter(np.array(values, dtype))


def give(p: Tensor, *gradient: float) -> None:
    p.grad = Tensor(np.array(gradient, p.dtype))


def test_two_steps_of_sgd_with_momentum_by_hand():
    p = parameter(1.0)
    sgd = optim.SGD([p], lr=0.1, momentum=0.5)
    give(p, 2.0)
    sgd.step()
    assert p.item() == pytest.approx(0.8)  # 1 - 0.1 * 2
    sgd.step()
    assert p.item() == pytest.approx(0.5)  # 0.8 - 0.1 * (0.5 * 2 + 2)


@pytest.mark.parametrize("gradient", [1e-3, 1.0, 1e3])
def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient(gradient: float):
    p = parameter(1.0)
    give(p, gradient)
    optim.Adam([p], lr=0.01).step()
    assert p.item() == pytest.approx(0.99, rel=1e-5)


def test_adamw_shrinks_the_weight_and_adam_the_gradient_s_way():
    decoupled, mixed = parameter(1.0), parameter(1.0)
    give(decoupled, 0.0)
    give(mixed, 0.0)
    optim.AdamW([decoupled], lr=0.1, weight_decay=0.5).step()
    optim.Adam([mixed], lr=0.1, weight_decay=0.5).step()
    assert decoupled.item() == pytest.approx(0.95)  # 1 - 0.1 * 0.5
    assert mixed.item() == pytest.approx(0.9)  # a step of the whole rate


@pytest.mark.parametrize("name", MAKERS)
def test_a_parameter_without_a_gradient_is_left_alone_and_its_count_too(name: str):
    moved, still = parameter(1.0), parameter(1.0)
    optimizer = MAKERS[name]([moved, still])
    give(moved, 1.0)
    optimizer.step()
    assert moved.item() != 1.0 and still.item() == 1.0 and still not in optimizer.state
    give(still, 1.0)
    optimizer.step()
    assert optimizer.state[moved]["step"] == 2 and optimizer.state[still]["step"] == 1


@pytest.mark.parametrize("name", MAKERS)
def test_a_step_changes_the_array_itself_in_its_dtype(name: str):
    for dtype in ("float32", "float64"):
        p = parameter(1.0, -2.0, dtype=dtype)
        array, optimizer = p.data, MAKERS[name]([p])
        give(p, 1.0, 0.5)
        optimizer.step()
        assert p.data is array and p.dtype == dtype
        buffers = [x for x in optimizer.state[p].values() if isinstance(x, np.ndarray)]
        assert {x.dtype for x in buffers} <= {np.dtype(dtype)}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("transposed", [False, True])
def test_a_large_parameter_moves_as_its_elements_would(name: str, transposed: bool):
    values = np.random.default_rng(0).standard_normal((3, BLOCK))
    large = nn.Parameter(values.T.copy().T if transposed else values.copy())
    small = [nn.Parameter(values[:, i].copy()) for i in (0, 1, BLOCK - 1)]
    optimizers = MAKERS[name]([large]), MAKERS[name](small)
    for _ in range(3):
        for p in (large, *small):
            p.grad = Tensor(np.cos(p.data))
        for optimizer in optimizers:
            optimizer.step()
    np.testing.assert_allclose(large.data[:, [0, 1, -1]], np.stack([p.data for p in small], 1), rtol=1e-12)


def test_no_state_is_shared_between_parameters():
    adam = optim.Adam(ps := [parameter(1.0), parameter(1.0)])
    for p, g in zip(ps, (1.0, -3.0), strict=True):
        give(p, g)
    adam.step()
    averages = [adam.state[p]["exp_avg"] for p in ps]
    assert not np.shares_memory(*averages) and averages[0] != averages[1]


@pytest.mark.parametrize("name", MAKERS)
def test_a_state_that_is_saved_and_loaded_goes_on_as_if_nothing_had_been(name: str):
    def step(p: Tensor, optimizer: optim.Optimizer, times: int) -> None:
        for _ in range(times):
            p.grad = Tensor(np.sin(p.data))
            optimizer.step()

    whole = parameter(1.0, -2.0, 3.0, dtype="float64")
    first = MAKERS[name]([whole])
    step(whole, first, 3)
    resumed = nn.Parameter(whole.data.copy())
    second = MAKERS[name]([resumed])
    second.load_state_dict(first.state_dict())
    step(whole, first, 3)
    step(resumed, second, 3)
    np.testing.assert_array_equal(whole.data, resumed.data)


@pytest.mark.parametrize("loaded", [False, True])
def test_dampening_spares_the_first_step_alone(loaded: bool):
    p = parameter(0.0)
    sgd = optim.SGD([p], lr=1.0, momentum=0.5, dampening=0.75)
    give(p, 1.0)
    sgd.step()
    assert p.item() == -1.0
    if loaded:  # a state of PyTorch's counts no steps
        state = sgd.state_dict()
        state["state"][0].pop("step")
        sgd.load_state_dict(state)
    sgd.step()
    assert p.item() == -1.75  # the buffer is 0.5 * 1 + 0.25 * 1


def test_groups_have_settings_of_their_own_and_take_the_others():
    fast, slow = parameter(1.0), parameter(1.0)
    sgd = optim.SGD([{"params": [fast], "lr": 1.0}, {"params": slow}], lr=0.1)
    for p in (fast, slow):
        give(p, 1.0)
    sgd.step()
    assert fast.item() == 0.0 and slow.item() == pytest.approx(0.9)


def test_zero_grad_forgets_or_zeroes():
    p = parameter(1.0)
    sgd = optim.SGD(iter([p]), lr=0.1)
    give(p, 1.0)
    sgd.zero_grad(set_to_none=False)
    assert p.grad is not None and p.grad.item() == 0
    sgd.zero_grad()
    assert p.grad is None


def test_a_closure_computes_the_loss_that_step_returns():
    p = parameter(3.0)
    sgd = optim.SGD([p], lr=0.1)

    def closure() -> Tensor:
        sgd.zero_grad()
        loss = (p * p).sum()
        loss.backward()
        return loss

    assert sgd.step(closure).item() == 9.0 and p.item() == pytest.approx(2.4)


REFUSED = {
    "a negative rate": (lambda: optim.SGD([parameter(1.0)], lr=-0.1), "lr is a number, 0 or more, got -0.1"),
    "betas": (lambda: optim.Adam([parameter(1.0)], betas=(0.9, 1.0)), "Adam: betas are two numbers"),
    "one beta": (lambda: optim.Adam([parameter(1.0)], betas=0.9), r"two numbers, .* got 0.9"),
    "a rate in words": (lambda: optim.SGD([parameter(1.0)], lr="0.1"), r"SGD: lr is a number, .* got '0.1'"),
    "a module": (lambda: optim.SGD(nn.Linear(1, 1)), r"got Linear: write model.parameters\(\)"),
    "a group of nothing": (lambda: optim.SGD([{"lr": 0.1}]), 'each group is a dict with "params"'),
    "no parameters": (lambda: optim.SGD([]), "no parameters to optimize"),
    "one Tensor": (lambda: optim.SGD(parameter(1.0)), r"this is one Tensor: write \[parameter\]"),
    "no Tensor": (lambda: optim.SGD([1.0]), "changes Tensors, got float"),
    "a result": (lambda: optim.SGD([parameter(1.0) * 2]), "was made by Mul"),
    "one twice": (lambda: optim.SGD([p := parameter(1.0), p]), "stands twice"),
    "nesterov alone": (lambda: optim.SGD([parameter(1.0)], nesterov=True), "nesterov needs a momentum"),
    "groups of others": (
        lambda: optim.SGD([parameter(1.0)]).load_state_dict({"state": {}, "param_groups": []}),
        r"of groups of \[\] parameters, and the optimizer has \[1\]",
    ),
    "a schedule of nothing": (lambda: lr_scheduler.StepLR(3, 2), "belongs to an Optimizer, got int"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused_in_words(name: str):
    make, said = REFUSED[name]
    with pytest.raises((ValueError, TypeError), match=said):
        make()


def test_an_optimizer_is_printed_as_pytorch_prints_it():
    lines = repr(optim.SGD([parameter(1.0)], lr=0.1)).splitlines()
    assert lines[:4] == ["SGD (", "Parameter Group 0", "    dampening: 0", "    lr: 0.1"] and lines[-1] == ")"


def rates(make: Callable[[optim.Optimizer], Any], steps: int = 4) -> list[float]:
    """The rate at the start and after each step, from a first rate of 1."""
    sgd = optim.SGD([parameter(1.0)], lr=1.0)
    schedule, found = make(sgd), [sgd.param_groups[0]["lr"]]
    for _ in range(steps):
        schedule.step()
        found.append(sgd.param_groups[0]["lr"])
    assert schedule.get_last_lr() == found[-1:] and schedule.last_epoch == steps
    return found


SCHEDULES = {
    "StepLR": (lambda o: lr_scheduler.StepLR(o, 2, gamma=0.1), [1, 1, 0.1, 0.1, 0.01]),
    "MultiStepLR": (lambda o: lr_scheduler.MultiStepLR(o, [1, 3]), [1, 0.1, 0.1, 0.01, 0.01]),
    "ExponentialLR": (lambda o: lr_scheduler.ExponentialLR(o, 0.5), [1, 0.5, 0.25, 0.125, 0.0625]),
    "LambdaLR": (
        lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 1 / (1 + epoch)),
        [1, 1 / 2, 1 / 3, 0.25, 0.2],
    ),
    "LinearLR": (lambda o: lr_scheduler.LinearLR(o, 0.1, total_iters=3), [0.1, 0.4, 0.7, 1, 1]),
    "ConstantLR": (lambda o: lr_scheduler.ConstantLR(o, 0.5, total_iters=3), [0.5, 0.5, 0.5, 1, 1]),
    "CosineAnnealingLR": (
        lambda o: lr_scheduler.CosineAnnealingLR(o, 4),
        [1, (2 + math.sqrt(2)) / 4, 0.5, (2 - math.sqrt(2)) / 4, 0],
    ),
    "SequentialLR": (
        lambda o: lr_scheduler.SequentialLR(
            o, [lr_scheduler.LinearLR(o, 0.5, total_iters=2), lr_scheduler.ExponentialLR(o, 0.1)], [2]
        ),
        [0.5, 0.75, 1, 0.1, 0.01],
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_has_the_rates_worked_out_by_hand(name: str):
    make, expected = SCHEDULES[name]
    assert rates(make) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_goes_on_from_its_state(name: str):
    make, expected = SCHEDULES[name]
    sgd = optim.SGD([parameter(1.0)], lr=1.0)
    first = make(sgd)
    first.step()
    other = optim.SGD([parameter(1.0)], lr=1.0)
    second = make(other)
    other.load_state_dict(sgd.state_dict())
    second.load_state_dict(first.state_dict())
    for _ in range(3):
        second.step()
    assert other.param_groups[0]["lr"] == pytest.approx(expected[4], abs=1e-15)


def test_schedules_can_be_chained():
    def both(o: optim.Optimizer) -> Any:
        first, second = lr_scheduler.ExponentialLR(o, 0.5), lr_scheduler.StepLR(o, 2, 0.1)
        step = second.step
        second.step = lambda: (first.step(), step())  # type: ignore[method-assign, assignment, func-returns-value]
        return second

    assert rates(both) == pytest.approx([1, 0.5, 0.025, 0.0125, 0.000625])


def test_clipping_scales_all_gradients_by_one_factor_and_returns_the_norm():
    a, b = parameter(0.0, 0.0), parameter(0.0)
    give(a, 3.0, 0.0)
    give(b, 4.0)
    norm = nn.utils.clip_grad_norm_([a, b, parameter(1.0)], 1.0)
    assert norm.item() == 5.0
    assert a.grad.tolist() == pytest.approx([0.6, 0.0]) and b.grad.item() == pytest.approx(0.8)
    assert nn.utils.clip_grad_norm_([a, b], 10.0).item() == pytest.approx(1.0)
    assert b.grad.item() == pytest.approx(0.8)  # within the bound nothing changes
    assert a.grad.dtype == np.float32


def test_clipping_takes_other_norms_one_tensor_and_none():
    p = parameter(0.0, 0.0)
    assert nn.utils.clip_grad_norm_(p, 1.0).item() == 0.0
    give(p, 3.0, -4.0)
    assert nn.utils.clip_grad_norm_(p, 100.0, norm_type=1).item() == 7.0
    assert nn.utils.clip_grad_norm_(p, 2.0, norm_type=math.inf).item() == 4.0
    assert p.grad.tolist() == pytest.approx([1.5, -2.0])
    nn.utils.clip_grad_value_(p, 1.0)
    assert p.grad.tolist() == [1.0, -1.0]
    give(p, math.nan, 1.0)
    with pytest.raises(RuntimeError, match="norm of the gradients is nan"):
        nn.utils.clip_grad_norm_(p, 1.0, error_if_nonfinite=True)


def test_a_tensor_that_is_no_parameter_is_optimized_too():
    x = tensor([1.0], requires_grad=True)
    (x * 2).sum().backward()
    optim.SGD([x], lr=0.25).step()
    assert x.item() == 0.5 and tinytorch.is_grad_enabled()


@pytest.mark.parametrize("name", MAKERS)
def test_a_step_between_forward_and_backward_is_noticed(name: str):
    p = parameter(1.0, 2.0)
    optimizer = MAKERS[name]([p])
    loss = (p * p).sum()
    give(p, 1.0, 1.0)
    optimizer.step()
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()

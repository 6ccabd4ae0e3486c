"""Optimizers, schedules and clipping that no notebook teaches: given, terse, made as 06 makes its own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import numpy as np

from tinytorch.core.optimizers import (
    Group,
    LRScheduler,
    Optimizer,
    approach,
    descend,
    with_gradients,
    with_momentum,
)
from tinytorch.core.tensor import Tensor


class RMSprop(Optimizer):
    """Each step divided by the root of a running mean of squared gradients. Hinton (2012).

    alpha: how much of the mean stays at each step. centered: the variance in the place of the square.
    """

    def __init__(
        self, params: Any, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8, weight_decay: float = 0,
        momentum: float = 0, centered: bool = False, *, maximize: bool = False,
    ):
        super().__init__(params, dict(
            lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay, momentum=momentum, centered=centered,
            maximize=maximize,
        ))

    def buffers(self, group: Group) -> tuple[str, ...]:
        more = {"momentum_buffer": group["momentum"], "grad_avg": group["centered"]}
        return "square_avg", *(name for name, wanted in more.items() if wanted)

    def update(self, p: np.ndarray, g: np.ndarray, state: dict[str, Any], group: Group) -> None:
        g, square = self.decayed(p, g, group), state["square_avg"]
        approach(square, g * g, group["alpha"])
        if group["centered"]:
            mean = state["grad_avg"]
            approach(mean, g, group["alpha"])
            square = square - mean * mean
        step = g / (np.sqrt(square) + group["eps"])
        if group["momentum"]:
            step = with_momentum(step, state["momentum_buffer"], True, group["momentum"])
        descend(p, step, group["lr"])


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Move every element of the gradients into [-clip_value, clip_value], in place."""
    for g in with_gradients(parameters):
        np.clip(g, -clip_value, clip_value, out=g)


class StepLR(LRScheduler):
    """Times gamma after every `step_size` epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        return lr if begins or self.last_epoch % self.step_size else lr * self.gamma


class MultiStepLR(LRScheduler):
    """Times gamma at each of the epochs `milestones`."""

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ):
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        return lr if begins else lr * self.gamma ** self.milestones.count(self.last_epoch)


class ExponentialLR(LRScheduler):
    """Times gamma after every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1):
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        return lr if begins else lr * self.gamma


class LambdaLR(LRScheduler):
    """The first rate times `lr_lambda(epoch)`; a list of functions holds one for each group."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1):
        several = isinstance(lr_lambda, (list, tuple))
        self.lr_lambdas = list(lr_lambda) if several else [lr_lambda] * len(optimizer.param_groups)
        if len(self.lr_lambdas) != len(optimizer.param_groups):
            count = len(optimizer.param_groups)
            raise ValueError(f"LambdaLR: {count} groups need as many functions, got {len(self.lr_lambdas)}")
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        return self.base_lrs[i] * self.lr_lambdas[i](self.last_epoch)

    def state_dict(self) -> dict[str, Any]:
        return {name: x for name, x in super().state_dict().items() if name != "lr_lambdas"}


class LinearLR(LRScheduler):
    """From `start_factor` to `end_factor` of the rate, evenly in `total_iters` epochs: a warm-up."""

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1 / 3, end_factor: float = 1.0,
        total_iters: int = 5, last_epoch: int = -1,
    ):
        if not 0 < start_factor <= 1 or not 0 <= end_factor <= 1:
            raise ValueError(f"LinearLR: factors lie between 0 and 1, got {start_factor} and {end_factor}")
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        """What the first rate is multiplied by."""
        return self.start_factor + (self.end_factor - self.start_factor) * epoch / self.total_iters

    def rate(self, lr: float, i: int, begins: bool) -> float:
        if self.last_epoch == 0:
            return lr * self.start_factor
        if begins or self.last_epoch > self.total_iters:
            return lr
        return lr * self.factor(self.last_epoch) / self.factor(self.last_epoch - 1)


class ConstantLR(LRScheduler):
    """Times `factor` for the first `total_iters` epochs."""

    def __init__(
        self, optimizer: Optimizer, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1
    ):
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        if self.last_epoch == 0:
            return lr * self.factor
        return lr / self.factor if self.last_epoch == self.total_iters and not begins else lr


class SequentialLR(LRScheduler):
    """One schedule after the other: number i begins at epoch `milestones[i - 1]`, from the first rate."""

    def __init__(
        self, optimizer: Optimizer, schedulers: list[LRScheduler], milestones: list[int], last_epoch: int = -1
    ):
        if len(milestones) != len(schedulers) - 1 or any(s.optimizer is not optimizer for s in schedulers):
            raise ValueError(
                f"SequentialLR takes schedules of one optimizer and a milestone between each two: got "
                f"{len(schedulers)} schedules and {len(milestones)} milestones"
            )
        self.optimizer, self.schedulers, self.milestones = optimizer, schedulers, milestones
        self.last_epoch = last_epoch
        self.advance(begins=True)

    def advance(self, begins: bool = False) -> None:
        """To the next epoch, with the schedule whose turn it is."""
        self.last_epoch += 1
        scheduler = self.schedulers[bisect_right(self.milestones, self.last_epoch)]
        if begins or self.last_epoch in self.milestones:
            for group in self.optimizer.param_groups:
                group["lr"] = group["initial_lr"]
            scheduler.last_epoch = -1
            scheduler.advance(begins=True)
        else:
            scheduler.advance()
        self.last_lr = scheduler.last_lr

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "schedulers": [s.state_dict() for s in self.schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        for scheduler, state in zip(self.schedulers, state_dict["schedulers"], strict=True):
            scheduler.load_state_dict(state)
        super().load_state_dict({name: x for name, x in state_dict.items() if name != "schedulers"})

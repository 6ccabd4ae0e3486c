"""Optimizers, schedules and clipping that no notebook teaches: given, terse, made as 06 makes its own."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import numpy as np

from tinytorch.core import optimizers as core
from tinytorch.core.optimizers import (
    Group,
    LRScheduler,
    Optimizer,
    approach,
    descend,
    with_gradients,
    with_momentum,
)
from tinytorch.core.tensor import Tensor, cat


class RMSprop(Optimizer):
    """Each step divided by the root of a running mean of squared gradients. Hinton (2012).

    alpha: how much of the mean stays at each step. centered: the variance in the place of the square.
    foreach, capturable and differentiable say how PyTorch computes it, and change nothing here.
    """

    def __init__(
        self, params: Any, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8, weight_decay: float = 0,
        momentum: float = 0, centered: bool = False, *, maximize: bool = False,
        foreach: bool | None = None, capturable: bool = False, differentiable: bool = False,
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


class OneCycleLR(LRScheduler):
    """From max_lr / div_factor up to max_lr, then down to that / final_div_factor. Smith (2018).

    The momentum, or Adam's first beta, goes the other way, if `cycle_momentum`.
    """

    def __init__(
        self, optimizer: Optimizer, max_lr: Any, total_steps: int | None = None, epochs: int | None = None,
        steps_per_epoch: int | None = None, pct_start: float = 0.3, anneal_strategy: str = "cos",
        cycle_momentum: bool = True, base_momentum: float = 0.85, max_momentum: float = 0.95,
        div_factor: float = 25.0, final_div_factor: float = 1e4, three_phase: bool = False,
        last_epoch: int = -1,
    ):
        if total_steps is None and (epochs is None or steps_per_epoch is None):
            raise ValueError("OneCycleLR takes total_steps, or epochs and steps_per_epoch")
        if three_phase or anneal_strategy not in ("cos", "linear"):
            raise ValueError("OneCycleLR has two phases here, with anneal_strategy 'cos' or 'linear'")
        self.total_steps = total_steps or (epochs or 0) * (steps_per_epoch or 0)
        several = isinstance(max_lr, (list, tuple))
        self.max_lrs = list(max_lr) if several else [max_lr] * len(optimizer.param_groups)
        self.pct_start, self.anneal_strategy, self.cycle_momentum = pct_start, anneal_strategy, cycle_momentum
        self.base_momentum, self.max_momentum = base_momentum, max_momentum
        self.div_factor, self.final_div_factor = div_factor, final_div_factor
        for group, peak in zip(optimizer.param_groups, self.max_lrs, strict=True):
            group["lr"] = group["initial_lr"] = peak / div_factor
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        if self.last_epoch > self.total_steps:
            raise ValueError(f"OneCycleLR: step {self.last_epoch} of {self.total_steps}, which count from 0")
        low, peak = self.max_lrs[i] / self.div_factor, self.max_lrs[i]
        end = low / self.final_div_factor
        if self.cycle_momentum:
            group, high = self.optimizer.param_groups[i], self.max_momentum
            value = self.at(high, self.base_momentum, high)
            if "betas" in group:
                group["betas"] = (value, *group["betas"][1:])
            else:
                group["momentum"] = value
        return self.at(low, peak, end)

    def at(self, first: float, middle: float, last: float) -> float:
        """Between the first value and the middle one, or on the way to the last."""
        top = self.pct_start * self.total_steps - 1
        step = self.last_epoch
        start, end, share = first, middle, step / top if top else 1.0
        if step > top:
            start, end, share = middle, last, (step - top) / (self.total_steps - 1 - top)
        mixed = share if self.anneal_strategy == "linear" else (1 - math.cos(math.pi * share)) / 2
        return start + (end - start) * mixed


class CosineAnnealingWarmRestarts(LRScheduler):
    """From the first rate to `eta_min` along half a wave of T_0 epochs, and again, each T_mult as long."""

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ):
        self.T_0, self.T_mult, self.eta_min = T_0, T_mult, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        epoch, length = self.last_epoch, self.T_0
        while epoch >= length:
            epoch, length = epoch - length, length * self.T_mult
        return self.eta_min + (self.base_lrs[i] - self.eta_min) * (1 + math.cos(math.pi * epoch / length)) / 2


class PolynomialLR(LRScheduler):
    """Down to 0 in `total_iters` epochs, as (1 - epoch / total_iters) ** power."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1):
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def rate(self, lr: float, i: int, begins: bool) -> float:
        if begins or self.last_epoch > self.total_iters:
            return lr
        now, before = (1 - (self.last_epoch - back) / self.total_iters for back in (0, 1))
        return lr * (now / before) ** self.power


class MultiplicativeLR(LambdaLR):
    """Times `lr_lambda(epoch)` at each epoch."""

    def rate(self, lr: float, i: int, begins: bool) -> float:
        return lr if begins else lr * self.lr_lambdas[i](self.last_epoch)


class ReduceLROnPlateau:
    """Times `factor` when what `step` is told has not got better for more than `patience` epochs."""

    def __init__(
        self, optimizer: Optimizer, mode: str = "min", factor: float = 0.1, patience: int = 10,
        threshold: float = 1e-4, threshold_mode: str = "rel", cooldown: int = 0, min_lr: float = 0.0,
        eps: float = 1e-8,
    ):
        if mode not in ("min", "max") or threshold_mode not in ("rel", "abs") or not factor < 1:
            raise ValueError("ReduceLROnPlateau: mode min or max, threshold_mode rel or abs, factor below 1")
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.threshold_mode, self.cooldown = threshold, threshold_mode, cooldown
        self.min_lr, self.eps = min_lr, eps
        self.best: float | None = None
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0
        self.last_lr = [group["lr"] for group in optimizer.param_groups]

    def better(self, now: float) -> bool:
        """Whether it is better than the best so far, by more than the threshold."""
        if self.best is None:
            return True
        sign, size = (1 if self.mode == "min" else -1), abs(self.best) if self.threshold_mode == "rel" else 1
        return sign * now < sign * self.best - self.threshold * size

    def step(self, metrics: Any) -> None:
        """An epoch is over, and this is its number."""
        now = float(metrics)
        self.last_epoch += 1
        if self.better(now):
            self.best, self.num_bad_epochs = now, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter, self.num_bad_epochs = self.cooldown_counter - 1, 0
        if self.num_bad_epochs > self.patience:
            for group in self.optimizer.param_groups:
                lower = max(group["lr"] * self.factor, self.min_lr)
                group["lr"] = lower if group["lr"] - lower > self.eps else group["lr"]
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self.last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def get_last_lr(self) -> list[float]:
        """The rate of each group."""
        return self.last_lr

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        return {name: x for name, x in vars(self).items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there."""
        vars(self).update(state_dict)


class Adagrad(Optimizer):
    """Each step divided by the root of the sum of all squared gradients. Duchi and others (2011)."""

    def __init__(
        self, params: Any, lr: float = 1e-2, lr_decay: float = 0, weight_decay: float = 0,
        initial_accumulator_value: float = 0, eps: float = 1e-10, *, maximize: bool = False,
    ):
        super().__init__(params, dict(
            lr=lr, lr_decay=lr_decay, eps=eps, weight_decay=weight_decay, maximize=maximize,
            initial_accumulator_value=initial_accumulator_value,
        ))

    def buffers(self, group: Group) -> tuple[str, ...]:
        return ("sum",)

    def update(self, p: np.ndarray, g: np.ndarray, state: dict[str, Any], group: Group) -> None:
        g, total, t = self.decayed(p, g, group), state["sum"], state["step"]
        if t == 1:
            total += group["initial_accumulator_value"]
        total += g * g
        descend(p, g / (np.sqrt(total) + group["eps"]), group["lr"] / (1 + (t - 1) * group["lr_decay"]))


class Adadelta(Optimizer):
    """The gradient times the root of a mean of squared steps over one of squared gradients. Zeiler (2012)."""

    def __init__(
        self, params: Any, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0, *,
        maximize: bool = False,
    ):
        super().__init__(params, dict(lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize))

    def buffers(self, group: Group) -> tuple[str, ...]:
        return "square_avg", "acc_delta"

    def update(self, p: np.ndarray, g: np.ndarray, state: dict[str, Any], group: Group) -> None:
        g, square, steps = self.decayed(p, g, group), state["square_avg"], state["acc_delta"]
        approach(square, g * g, group["rho"])
        step = np.sqrt(steps + group["eps"]) / np.sqrt(square + group["eps"]) * g
        approach(steps, step * step, group["rho"])
        descend(p, step, group["lr"])


class Adamax(Optimizer):
    """Adam with the largest gradient so far, which fades, in the place of the root of the squares."""

    def __init__(
        self, params: Any, lr: float = 2e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, *, maximize: bool = False,
    ):
        super().__init__(params, dict(
            lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize,
        ))

    def buffers(self, group: Group) -> tuple[str, ...]:
        return "exp_avg", "exp_inf"

    def update(self, p: np.ndarray, g: np.ndarray, state: dict[str, Any], group: Group) -> None:
        g, mean, largest = self.decayed(p, g, group), state["exp_avg"], state["exp_inf"]
        beta1, beta2 = group["betas"]
        approach(mean, g, beta1)
        np.maximum(beta2 * largest, np.abs(g) + group["eps"], out=largest)
        descend(p, mean / largest, group["lr"] / (1 - beta1 ** state["step"]))


class Adam(core.Adam):
    """Adam as 06 builds it. amsgrad: divided by the largest mean of squares so far.

    foreach, fused, capturable and differentiable say how PyTorch computes it, and change nothing here.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, amsgrad: bool = False, *, maximize: bool = False,
        foreach: bool | None = None, capturable: bool = False, differentiable: bool = False,
        fused: bool | None = None,
    ):
        Optimizer.__init__(self, params, dict(
            lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad, maximize=maximize,
        ))

    def buffers(self, group: Group) -> tuple[str, ...]:
        return *super().buffers(group), *(("max_exp_avg_sq",) if group.get("amsgrad") else ())

    def update(self, p: np.ndarray, g: np.ndarray, state: dict[str, Any], group: Group) -> None:
        if not group.get("amsgrad"):
            return super().update(p, g, state, group)
        g, (beta1, beta2), t = self.decayed(p, g, group), group["betas"], state["step"]
        mean, square, largest = state["exp_avg"], state["exp_avg_sq"], state["max_exp_avg_sq"]
        approach(mean, g, beta1)
        approach(square, g * g, beta2)
        np.maximum(largest, square, out=largest)
        root = np.sqrt(largest) / math.sqrt(1 - beta2**t) + group["eps"]
        descend(p, mean / root, group["lr"] / (1 - beta1**t))


class AdamW(Adam, core.AdamW):
    """AdamW as 06 builds it, and what `Adam` takes besides."""

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 1e-2, amsgrad: bool = False, **settings: Any,
    ):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **settings)


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters one behind the other, with their history."""
    return cat([p.flatten() for p in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Write the parts of the vector into the parameters, in their order."""
    start = 0
    for p in parameters:
        p.data = vec.data[start : start + p.numel()].reshape(p.shape)
        start += p.numel()

"""The training trace: what a few training steps do, parameter by parameter. No luck, no threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.table import Table
from autograder.checks.tensors import Parameters, array_of, named, require_names, snapshot


@dataclass(frozen=True)
class Trace:
    """Some training steps.

    losses: (steps,).
    gradients: by name, (steps, *shape), nan where a gradient was missing.
    weights: by name, (steps + 1, *shape), from the initial ones on.
    missing: the names of those without a gradient at some step.
    """

    losses: np.ndarray
    gradients: dict[str, np.ndarray]
    weights: dict[str, np.ndarray]
    missing: tuple[str, ...]

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything under one roof: "loss", "grad.<name>", "weight.<name>"."""
        gradients = {f"grad.{name}": array for name, array in self.gradients.items()}
        weights = {f"weight.{name}": array for name, array in self.weights.items()}
        return {"loss": self.losses, **gradients, **weights}

    @property
    def flowing(self) -> list[str]:
        """Parameters with a finite gradient at every step that is not zero throughout."""
        return [name for name, g in self.gradients.items() if np.isfinite(g).all() and g.any()]

    @property
    def moving(self) -> list[str]:
        """Parameters with finite weights, the last ones different from the first."""
        return [name for name, w in self.weights.items() if np.isfinite(w).all() and (w[0] != w[-1]).any()]

    def problem(self, exempt: Sequence[str] = ()) -> str:
        """One sentence on what does not learn; empty if everything does, but for those exempt."""
        names = [name for name in require_names(self.weights, exempt) if name not in exempt]
        n = len(names)
        if not n:
            return "there are no parameters"
        flowing, moving = self.flowing, self.moving
        dead = [name for name in names if name not in flowing]
        if dead:
            return f"gradients flowing {n - len(dead)}/{n}; none, zero or not finite for {', '.join(dead)}"
        still = [name for name in names if name not in moving]
        if still:
            return f"weights updated {n - len(still)}/{n}; unchanged or not finite: {', '.join(still)}"
        if not np.isfinite(self.losses).all():
            return f"the loss is not finite: {self.losses}"
        return ""

    def table(self) -> Table:
        """A row for each parameter: how long its first gradient is, how far it moved."""
        rows = [
            (
                name,
                self.weights[name].shape[1:],
                "none" if name in self.missing else float(np.linalg.norm(self.gradients[name][0])),
                float(np.linalg.norm(self.weights[name][-1] - self.weights[name][0])),
            )
            for name in self.weights
        ]
        first, last = (self.losses[0], self.losses[-1]) if len(self.losses) else (np.nan, np.nan)
        title = f"{len(self.losses)} training steps: loss {first:.4g} -> {last:.4g}"
        return Table(("parameter", "shape", "first gradient", "moved"), rows, title)

    def __str__(self) -> str:
        return str(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def training_trace(
    parameters: Parameters,
    loss_of: Callable[..., Any],
    update: Callable[[], Any],
    batches: Iterable[Sequence[Any]],
) -> Trace:
    """Take one training step a batch, and keep every loss, gradient and weight.

    parameters: a Module, or a dict of names to tensors; their values are the initial weights.
    loss_of: `loss_of(*batch)` is the loss, a tensor with one element.
    update: moves the weights, as `optimizer.step` does. Where a gradient is None it may raise: that gradient
        is what the trace will tell.
    batches: tuples, the arguments of `loss_of`. Gradients are cleared before each of them.
    """
    losses: list[float] = []
    gradients: list[dict[str, np.ndarray | None]] = []
    weights = [snapshot(parameters)]
    for batch in batches:
        losses.append(_backward(parameters, loss_of(*batch)))
        gradients.append(_gradients(parameters))
        try:
            update()
        except Exception:
            if all(gradient is not None for gradient in gradients[-1].values()):
                raise
        weights.append(snapshot(parameters))
    names = list(weights[0])
    return Trace(
        np.array(losses),
        {name: _stack([g[name] for g in gradients], weights[0][name]) for name in names},
        {name: np.stack([w[name] for w in weights]) for name in names},
        tuple(name for name in names if any(g[name] is None for g in gradients)),
    )


def _backward(parameters: Parameters, loss: Any) -> float:
    """Clear the gradients, walk back from the loss, return its value."""
    value = array_of(loss)
    if value is None or value.size != 1:
        got = type(loss).__name__ if value is None else f"shape {value.shape}"
        raise TypeError(f"the loss must be a tensor with one element; got {got}")
    for parameter in named(parameters).values():
        parameter.grad = None
    if loss.grad_fn is not None:  # otherwise the loss is cut off from every parameter, and the trace says so
        loss.backward()
    return float(value.item())


def _gradients(parameters: Parameters) -> dict[str, np.ndarray | None]:
    return {
        name: None if parameter.grad is None else np.array(array_of(parameter.grad))
        for name, parameter in named(parameters).items()
    }


def _stack(gradients: list[np.ndarray | None], weight: np.ndarray) -> np.ndarray:
    return np.stack([np.full_like(weight, np.nan) if g is None else g for g in gradients])

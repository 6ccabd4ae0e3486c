"""The standard gradient check: float64, central differences, a random cotangent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.differences import Slopes, largest, measure
from autograder.checks.failure import CheckFailed
from autograder.checks.table import Table
from autograder.checks.tensors import array_of


def gradient_check(f: Callable[..., Any], *inputs: Any, rtol: float = 1e-6) -> Table:
    """`backward` through `f(*inputs)` agrees with central differences: the table, or CheckFailed.

    f: tensors -> tensor, deterministic. inputs: float64 tensors that require gradients.
    rtol: the largest error allowed, relative to the largest slope.
    """
    rng = np.random.default_rng(0)
    _, cotangent, gradients = autograd_gradients(f, inputs, rng)
    table, problem = compare_gradients(f, inputs, cotangent, gradients, rng, rtol)
    if problem:
        raise CheckFailed(f"{problem}\n{table}")
    return table


def autograd_gradients(
    f: Callable[..., Any], inputs: Sequence[Any], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray | None]]:
    """The output of `f(*inputs)`, the cotangent drawn for it, and what `backward` leaves in each `.grad`."""
    for i, x in enumerate(inputs):
        _demand_float64(i, x)
        x.grad = None
    output = f(*inputs)
    if not hasattr(output, "grad_fn"):
        raise TypeError(f"f must return a tensor; it returned a {type(output).__name__}")
    values = np.array(output.data)
    cotangent = np.asarray(rng.standard_normal(values.shape))
    if output.grad_fn is not None:
        output.backward(type(output)(cotangent.copy()))  # a rule may write into it
    gradients = [None if x.grad is None else np.array(array_of(x.grad)) for x in inputs]
    return values, cotangent, gradients


def compare_gradients(
    f: Callable[..., Any],
    inputs: Sequence[Any],
    cotangent: np.ndarray,
    gradients: Sequence[np.ndarray | None],
    rng: np.random.Generator,
    rtol: float,
) -> tuple[Table, str]:
    """A row for each input, and one sentence on the first wrong gradient; empty if all are right."""

    def evaluate() -> np.ndarray:
        return f(*inputs).data

    slopes = [
        measure(f"input {i}", evaluate, x.data, gradient, cotangent, rng)
        for i, (x, gradient) in enumerate(zip(inputs, gradients, strict=True))
    ]
    problems = [s.problem(rtol) for s in slopes if s.problem(rtol)]
    return slopes_table(slopes), problems[0] if problems else ""


def slopes_table(slopes: Sequence[Slopes]) -> Table:
    """True slopes beside autograd's, the largest of each array, and the error relative to it."""
    rows = [
        (s.name, s.shape, largest(s.numeric), "none" if s.autograd is None else largest(s.autograd), s.error)
        for s in slopes
    ]
    worst = max((s.error for s in slopes), default=0.0)
    title = f"gradients against central differences: worst relative error {worst:.1e}"
    return Table(("of", "shape", "largest slope", "by autograd", "error"), rows, title)


def _demand_float64(i: int, x: Any) -> None:
    data = array_of(x)
    if data is None or data.dtype != np.float64 or not getattr(x, "requires_grad", False):
        what = type(x).__name__ if data is None else f"{data.dtype} {type(x).__name__}"
        raise TypeError(
            f"a gradient check needs float64 tensors with requires_grad=True; input {i} is a {what}"
            f" with requires_grad={getattr(x, 'requires_grad', None)}"
        )

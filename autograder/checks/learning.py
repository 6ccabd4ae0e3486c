"""The learning checks: does the network learn? Each raises CheckFailed unless it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from autograder.checks.failure import CheckFailed
from autograder.checks.table import Table
from autograder.checks.tensors import Parameters, array_of, named, reached, require_names, snapshot

EXEMPT = "exempt"
ADVICE = {
    "not reached from the loss": "a value left the graph on the way; look for .data and for new Tensors",
    "requires_grad is False": "make it with requires_grad=True",
    "no gradient arrived": "a rule on the way gives none",
    "all zeros": "look for a rule that gives zeros, and for units that are all off",
    "did not move": "has it a gradient, and is it among the parameters that the update moves?",
    "not finite": "try a smaller learning rate; look for log(0), 0/0 and exp of large numbers",
}


@dataclass(frozen=True)
class Finding:
    """What one learning check found, and what was wanted; `help` says what to try if it does not hold."""

    topic: str
    result: str
    wanted: str
    help: str = ""
    table: Table | None = None

    @property
    def holds(self) -> bool:
        return not self.help

    def __str__(self) -> str:
        line = f"{self.topic} {self.result} (wanted {self.wanted})"
        return "\n".join(str(part) for part in (line, self.help, self.table) if part)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        table = self.table._repr_html_() if self.table else ""
        return f"<p>{escape(self.topic)} {escape(self.result)} (wanted {escape(self.wanted)})</p>{table}"


class LearningFailed(CheckFailed):
    """A learning check that does not hold; `finding` has the details."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def gradient_flow(parameters: Parameters, loss: Any, *, exempt: Sequence[str] = ()) -> Finding:
    """Every parameter gets a finite gradient, not all zeros, from `loss`: k of n, with a table.

    Use it in place of `loss.backward()`: it clears the gradients, walks the graph, then calls `backward`.
    exempt: parameters whose gradient is zero by mathematics, as of the bias of attention's keys; not counted.
    """
    if not hasattr(loss, "grad_fn"):
        raise TypeError(
            f"a loss is a Tensor of one element; got a {type(loss).__name__}: "
            "pass the loss itself, not loss.item() or loss.data"
        )
    tensors = named(parameters)
    seen = reached(loss)
    for tensor in tensors.values():
        tensor.grad = None
    if loss.grad_fn is not None:
        loss.backward()
    states = {
        name: _gradient_state(tensor, id(tensor) in seen) if name not in exempt else EXEMPT
        for name, tensor in require_names(tensors, exempt).items()
    }
    rows = [(name, t.data.shape, _norm(t.grad), states[name]) for name, t in tensors.items()]
    return _judge_each("gradients flowing", states, Table(("parameter", "shape", "gradient norm", ""), rows))


def weight_updates(before: Parameters, after: Parameters, *, exempt: Sequence[str] = ()) -> Finding:
    """Training moved every parameter, and none to infinity: k of n, with a table.

    before: the `snapshot` taken before training. after: the Module, the dict of tensors, or another snapshot.
    exempt: as in `gradient_flow`.
    """
    start, end = snapshot(before), snapshot(after)
    if start.keys() != end.keys():
        raise ValueError(f"the parameters before are {list(start)}, those after are {list(end)}")
    for name in start:
        if start[name].shape != end[name].shape:
            raise ValueError(
                f"{name} has shape {start[name].shape} before and {end[name].shape} after: "
                "take the snapshot from the network that you train"
            )
    states = {
        name: _update_state(start[name], end[name]) if name not in exempt else EXEMPT
        for name in require_names(start, exempt)
    }
    moved = {name: float(np.linalg.norm(end[name] - start[name])) for name in start}
    rows = [(name, end[name].shape, moved[name], states[name]) for name in start]
    return _judge_each("weights updated", states, Table(("parameter", "shape", "moved", ""), rows))


def loss_decrease(losses: Sequence[float], *, at_least: float) -> Finding:
    """The last loss lies below the first by the fraction `at_least` or more."""
    values = [float(loss) for loss in losses]
    if len(values) < 2:
        raise ValueError(f"a decrease needs at least two losses; got {len(values)}")
    first, last = values[0], values[-1]
    fall = (first - last) / abs(first) if first else 0.0
    help = ""
    if not np.isfinite(values).all():
        help = f"A loss is not finite: {ADVICE['not finite']}."
    elif fall < at_least:
        help = f"The loss fell by {fall:.1%}: look at the gradients first, then at learning rate and steps."
    return _judge("loss", f"{first:.3f} -> {last:.3f}", f"a fall by {at_least:.0%} or more", help)


def accuracy(predictions: Any, labels: Any, *, at_least: float) -> Finding:
    """At least the fraction `at_least` of the predictions is right.

    predictions: labels (N,), or scores (N, classes) of which the largest counts. labels: integers (N,).
    """
    guessed, true = classes_of(predictions), classes_of(labels)
    if guessed.shape != true.shape or not len(true):
        raise ValueError(f"expected a prediction for each label; got {len(guessed)} for {len(true)} labels")
    right = float(np.mean(guessed == true))
    help = ""
    if right < at_least:
        wrong = np.sum(guessed != true)
        help = f"{wrong} of {len(true)} are wrong: did the loss fall? Are the labels paired?"
    return _judge("accuracy", f"{right:.3f}", f"{at_least:.3f} or more", help)


def classes_of(predictions: Any) -> np.ndarray:
    """Predicted classes (N,) int64, from labels (N,) or from scores (N, classes)."""
    array = array_of(predictions if not isinstance(predictions, list | tuple) else np.asarray(predictions))
    if array is not None and array.ndim == 2 and array.dtype.kind == "f" and array.shape[1] > 1:
        return np.argmax(array, axis=1).astype(np.int64)
    if array is not None and array.ndim == 1 and array.dtype.kind in "biu":
        return array.astype(np.int64)
    got = type(predictions).__name__ if array is None else f"{array.dtype} of shape {array.shape}"
    raise TypeError(f"expected integer labels (N,) or floating-point scores (N, classes); got {got}")


def _judge_each(topic: str, states: dict[str, str], table: Table) -> Finding:
    """k of n parameters are "ok"; the others are named, with advice for what ails them."""
    if not states:
        raise ValueError(f"{topic}: there are no parameters to count; got an empty model, dict or list")
    ailing: dict[str, list[str]] = {}
    for name, state in states.items():
        if state != "ok":
            ailing.setdefault(state, []).append(name)
    ailing.pop(EXEMPT, None)
    help = " ".join(f"{', '.join(names)}: {state}; {ADVICE[state]}." for state, names in ailing.items())
    counted = [state for state in states.values() if state != EXEMPT]
    right, n = counted.count("ok"), len(counted)
    return _judge(topic, f"{right}/{n}", f"{n}/{n}", help, table)


def _judge(topic: str, result: str, wanted: str, help: str, table: Table | None = None) -> Finding:
    finding = Finding(topic, result, wanted, help, table)
    if not finding.holds:
        raise LearningFailed(finding)
    return finding


def _gradient_state(tensor: Any, is_reached: bool) -> str:
    if tensor.grad is None:
        if not tensor.requires_grad:
            return "requires_grad is False"
        return "no gradient arrived" if is_reached else "not reached from the loss"
    gradient = array_of(tensor.grad)
    assert gradient is not None
    if not np.isfinite(gradient).all():
        return "not finite"
    return "ok" if gradient.any() else "all zeros"


def _norm(gradient: Any) -> float | str:
    array = array_of(gradient)
    return "none" if array is None else float(np.linalg.norm(array))


def _update_state(start: np.ndarray, end: np.ndarray) -> str:
    if not np.isfinite(end).all():
        return "not finite"
    return "ok" if (start != end).any() else "did not move"

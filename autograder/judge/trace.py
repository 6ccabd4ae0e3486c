"""A training trace against the key's: which gradients flow, which weights move, how the loss falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

import numpy as np

from autograder.checks.answers import Answer
from autograder.judge.agreement import compared, largest, scales
from autograder.judge.verdict import BrokenKey, Word, Worth

# Beside the largest gradient of the network this is the rounding noise of a gradient that is zero by
# mathematics (the key-projection bias of attention): such a parameter is not counted. Adam divides by the
# size of a gradient: it makes a full step of noise alone, and a tenth of one beside ten times as much.
NOISE = 1e-6


def judge_trace(want: Answer, got: Answer, rtol: float, exempt: Sequence[str] = ()) -> Worth:
    """One third of the points each for the gradients (k of n), the weight updates (k of n) and the loss.

    From the first step at which some weight does not move as the key's does, the two networks differ and
    so must their gradients, right or wrong: later steps prove nothing and are not compared. A network of
    which one layer is cut off thus shows exactly the parameters that are.
    """
    want_grads, got_grads = _named("grad.", want), _named("grad.", got)
    want_weights, got_weights = _named("weight.", want), _named("weight.", got)
    size = scales(want_grads)
    noise = NOISE * max(size.values(), default=0.0)
    names = [name for name, grad in want_grads.items() if largest(grad) > noise and name not in exempt]
    if not names:
        raise BrokenKey(f"in the reference's trace {want.check!r} no parameter has a gradient")

    stride = scales({name: np.diff(want_weights[name], axis=0) for name in names})
    moves = {
        name: _moves(
            want_weights[name],
            got_weights.get(name),
            rtol * stride[name],
            stride[name] * _drift(want_grads[name], noise),
        )
        for name in names
    }
    same_start = all(_same_start(want_weights[name], got_weights.get(name), rtol) for name in names)
    moved_right = [set(step) == {"ok"} for step in zip(*moves.values(), strict=True)]
    comparable = 1 + len(list(takewhile(bool, moved_right))) if same_start else 0

    flows = {name: _steps(want_grads[name], got_grads.get(name), rtol * size[name]) for name in names}
    return _worth(
        gradients={name: _first_wrong(steps[:comparable]) for name, steps in flows.items()},
        updates={name: _first_wrong(steps[:comparable]) for name, steps in moves.items()},
        loss=compared(want.arrays["loss"], got.arrays.get("loss"), rtol=rtol),
        dead=[name for name in names if _is_dead(got_grads.get(name))],
    )


def _worth(gradients: dict[str, Word], updates: dict[str, Word], loss: Word, dead: list[str]) -> Worth:
    counts = {"gradients": _count(gradients), "weights": _count(updates), "loss": (int(loss == "ok"), 1)}
    perfect = all(right == total for right, total in counts.values())
    wrong = [name for name, word in gradients.items() if word != "ok" and name not in dead]
    summary = [
        "gradients flowing {}/{}".format(*counts["gradients"]),
        "weights updated {}/{}".format(*counts["weights"]),
        *(["loss wrong"] if loss != "ok" and not wrong and not dead else []),
        *([f"dead: {', '.join(dead)}"] if dead else []),
        *([f"wrong gradient: {', '.join(wrong)}"] if wrong else []),
    ]
    return Worth(
        word="ok" if perfect else "wrong value",
        fraction=1.0 if perfect else sum(right / total for right, total in counts.values()) / len(counts),
        summary="; ".join(summary),
    )


def _named(prefix: str, answer: Answer) -> dict[str, np.ndarray]:
    return {k.removeprefix(prefix): array for k, array in answer.arrays.items() if k.startswith(prefix)}


def _steps(want: np.ndarray, got: np.ndarray | None, atol: float) -> list[Word]:
    """One word a step, for a gradient or for the change of a weight."""
    if got is None or _is_absent(got):
        return ["no answer"] * len(want)
    if got.shape != want.shape:
        return ["wrong shape"] * len(want)
    return [compared(w, g, atol=atol) for w, g in zip(want, got, strict=True)]


def _moves(want: np.ndarray, got: np.ndarray | None, atol: float, drift: np.ndarray) -> list[Word]:
    """drift: how far noise may have moved each element in each step; inf, if only noise moves it."""
    # A small step on a large weight is known only as well as the weight is rounded.
    rounding = 4 * np.finfo(want.dtype).eps * largest(want)
    right, change = np.diff(want, axis=0), _change(got)
    if change is not None and change.shape == right.shape:
        with np.errstate(invalid="ignore", over="ignore"):
            is_near = np.isfinite(change) & (np.abs(change - right) <= drift)
        change = np.where(is_near, right, change)
    return _steps(right, change, atol + rounding)


def _drift(grads: np.ndarray, noise: float) -> np.ndarray:
    """By step, the share of it that noise may make: as it is beside the smallest gradient until then.

    inf where that is noise itself, and in a step without a gradient.
    """
    with np.errstate(divide="ignore"):
        share = noise / np.abs(grads)
    share[share >= 1] = np.inf
    before = np.maximum.accumulate(np.where(grads == 0, 0, share))
    return np.maximum(share, before)


def _change(weights: np.ndarray | None) -> np.ndarray | None:
    if weights is None or weights.dtype.kind != "f" or not weights.ndim:
        return None
    with np.errstate(invalid="ignore", over="ignore"):
        return np.diff(weights, axis=0)


def _same_start(want: np.ndarray, got: np.ndarray | None, rtol: float) -> bool:
    if got is None or got.shape != want.shape:
        return False
    return compared(want[0], got[0], atol=rtol * largest(want[0])) == "ok"


def _first_wrong(steps: list[Word]) -> Word:
    """No comparable step at all is a wrong value: nothing was shown to be right."""
    return next((word for word in steps if word != "ok"), "ok" if steps else "wrong value")


def _count(words: Mapping[str, Word]) -> tuple[int, int]:
    return sum(word == "ok" for word in words.values()), len(words)


def _is_dead(grad: np.ndarray | None) -> bool:
    return grad is None or _is_absent(grad) or not np.any(grad)


def _is_absent(grad: np.ndarray) -> bool:
    """A gradient that was None is recorded as NaN throughout."""
    return grad.dtype.kind == "f" and bool(np.isnan(grad).all())

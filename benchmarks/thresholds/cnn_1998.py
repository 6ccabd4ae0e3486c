"""The thresholds of milestone 1998. Run: python -m benchmarks.thresholds.cnn_1998"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from autograder.course import Course
from autograder.datasets import load
from benchmarks.thresholds.study import ROOT, SEEDS, definitions, report

MILESTONE = definitions(Course(ROOT).assignment("cnn").path)
THRESHOLD = 0.93  # of the strangers' digits, as in the test of `fit` and in the learning report
MOVED = 0.7  # of the grader's digits, each moved by a pixel, as in the test of `Anywhere`
WAYS = {
    "linear": "linear",
    "MLP": "mlp",
    "CNN, convolutions frozen": "frozen",
    "CNN": "CNN",
    "Anywhere": "Anywhere",
}
TRAINING = {"by writer": "train by writer", "by chance": "train"}
STEPS = np.array([(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1) if down or across])


@cache
def trained(way: str, split: str, seed: int) -> Any:
    return MILESTONE["trained"](MILESTONE[WAYS[way]], *load(TRAINING[split]), seed)


def other(way: str, seed: int) -> Any:
    """A CNN that is not trained, or trained on labels in a random order."""
    MILESTONE["manual_seed"](seed)
    model = MILESTONE["CNN"]()
    if way == "shuffled labels":
        images, labels = load("train by writer")
        MILESTONE["fit"](model, images, np.random.default_rng(seed).permutation(labels))
    return model


def at_length(way: str, seed: int) -> float:
    """A network without convolutions after 100 epochs, so that it is not for want of training."""
    MILESTONE["manual_seed"](seed)
    model = MILESTONE[WAYS[way]]()
    MILESTONE["fit"](model, *load("train by writer"), epochs=100)
    return float(MILESTONE["right"](model, *load("held-out by writer")))


def strangers(way: str, seed: int) -> float:
    model = trained(way, "by writer", seed) if way in WAYS else other(way, seed)
    return float(MILESTONE["right"](model, *load("held-out by writer")))


def known(way: str, seed: int) -> float:
    return float(MILESTONE["right"](trained(way, "by chance", seed), *load("held-out")))


@cache
def moved(way: str, seed: int) -> float:
    """The strangers' digits, moved by a pixel: the mean of the eight ways."""
    island = MILESTONE["island"](trained(way, "by writer", seed), *load("held-out by writer"), 1)
    return float(MILESTONE["neighbours"](island))


def graders_moved(way: str, seed: int) -> float:
    """The grader's digits, each moved in a way of its own, as one seed of the grader may draw them."""
    images, labels = load("grader")
    moves = STEPS[np.random.default_rng(seed).integers(len(STEPS), size=len(images))]
    seen = MILESTONE["shifted"](images[:, None], moves)[:, 0]
    return float(MILESTONE["right"](trained(way, "by writer", seed), seen, labels))


def reach(of: Callable[[int], float]) -> str:
    """Lowest and highest of all seeds."""
    found = [of(seed) for seed in SEEDS]
    return f"{min(found):.1%} to {max(found):.1%}"


def table() -> str:
    """All networks on both divisions, and moved."""
    lines = [
        "",
        f"lowest and highest, seeds {SEEDS.start} to {SEEDS.stop - 1}; moved: mean of the eight ways",
        "",
    ]
    lines.append(f"{'':26}{'by chance':>18}{'by writer':>18}{'strangers, moved':>18}")
    for way in WAYS:
        found = [reach(partial(of, way)) for of in (known, strangers, moved)]
        lines.append(f"{way:26}" + "".join(f"{text:>18}" for text in found))
    return "\n".join(lines)


def ways(of: Callable[[str, int], float], *names: str) -> dict[str, Callable[[int], float]]:
    return {name: partial(of, name) for name in names}


if __name__ == "__main__":
    first = report(
        "1998 CNN, digits of strangers",
        THRESHOLD,
        reference=ways(strangers, "CNN"),
        controls=ways(strangers, "linear", "MLP", "CNN, convolutions frozen", "untrained", "shuffled labels")
        | {f"{way}, 100 epochs": partial(at_length, way) for way in ("linear", "MLP")},
    )
    second = report(
        "1998 Anywhere, the grader's digits, each moved by a pixel",
        MOVED,
        reference=ways(graders_moved, "Anywhere"),
        controls=ways(graders_moved, "linear", "MLP", "CNN, convolutions frozen", "CNN"),
    )
    print("\n".join([first, "", second, table()]))

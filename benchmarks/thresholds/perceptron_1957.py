"""The threshold of milestone 1957. Run: python -m benchmarks.thresholds.perceptron_1957"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.course import Course
from autograder.datasets import load
from benchmarks.thresholds.study import ROOT, definitions, report

ASSIGNMENT = Course(ROOT).assignment("perceptron")
MILESTONE = definitions(ASSIGNMENT.path)
(THRESHOLD,) = {
    check.at_least for cell in ASSIGNMENT.test_cells for check in cell.checks if check.kind == "predicts"
}


def accuracy(w: Any, b: Any, split: str) -> float:
    """On the digits 3 and 8 of one split."""
    images, labels = load(split, MILESTONE["CLASSES"])
    x = MILESTONE["from_numpy"](images.reshape(len(images), -1))
    return float(np.mean(MILESTONE["classify"](x, w, b).numpy() == labels))


def worse_of_both(w: Any, b: Any) -> float:
    return min(accuracy(w, b, "held-out"), accuracy(w, b, "grader"))


def better_of_both(w: Any, b: Any) -> float:
    return max(accuracy(w, b, "held-out"), accuracy(w, b, "grader"))


def descend(seed: int, targets: Any = None, **settings: Any) -> tuple[Any, Any]:
    targets = MILESTONE["t_train"] if targets is None else targets
    parameters, _, _ = MILESTONE["descend"](MILESTONE["x_train"], targets, seed, **settings)
    return parameters["w"], parameters["b"]


def shuffled(seed: int) -> Any:
    return MILESTONE["Tensor"](np.random.default_rng(seed).permutation(MILESTONE["t_train"].numpy()))


if __name__ == "__main__":
    rosenblatt = MILESTONE["rosenblatt"]
    text = report(
        "1957 perceptron, 3 or 8 (reference: worse of held-out and grader; controls: better of the two)",
        THRESHOLD,
        reference={
            "gradient descent": lambda seed: worse_of_both(*descend(seed)),
            "Rosenblatt's rule": lambda seed: worse_of_both(
                *rosenblatt(MILESTONE["x_train"], MILESTONE["t_train"], seed)[:2]
            ),
        },
        controls={
            "untrained": lambda seed: better_of_both(*descend(seed, steps=0)),
            "descent, shuffled labels": lambda seed: better_of_both(*descend(seed, shuffled(seed))),
            "Rosenblatt's rule, shuffled labels": lambda seed: better_of_both(
                *rosenblatt(MILESTONE["x_train"], shuffled(seed), seed)[:2]
            ),
        },
    )
    print(text)

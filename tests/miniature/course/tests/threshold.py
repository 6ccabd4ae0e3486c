"""The miniature milestone's threshold, by the rule of the real ones. PYTHONPATH: course and project."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course import Course
from autograder.datasets import load
from benchmarks.thresholds.study import definitions, report

if __name__ == "__main__":
    milestone = Course(Path(sys.argv[1])).assignment("strokes")
    names = definitions(milestone.path)
    (threshold,) = {c.at_least for cell in milestone.test_cells for c in cell.checks if c.kind == "predicts"}
    images, labels = load("grader", names["CLASSES"])

    def accuracy(seed: int, steps: int, targets: Any = names["y_train"]) -> float:
        names["y_train"], net = targets, names["Strokes"](names["Generator"](seed))
        names["train"](net, steps)
        return float(np.mean((net(names["signals_of"](images)).data[:, 0] > 0.5) == labels))

    def shuffled(seed: int) -> Any:
        return names["Tensor"](np.random.default_rng(seed).permutation(reference_targets.data))

    reference_targets = names["y_train"]
    print(
        report(
            "1900 strokes, 0 or 1",
            threshold,
            {"reference": lambda seed: accuracy(seed, 80, reference_targets)},
            {
                "untrained": lambda seed: accuracy(seed, 0, reference_targets),
                "shuffled labels": lambda seed: accuracy(seed, 80, shuffled(seed)),
            },
        )
    )

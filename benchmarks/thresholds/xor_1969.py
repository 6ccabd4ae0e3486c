"""The threshold of milestone 1969, and why it is not enough. Run: python -m benchmarks.thresholds.xor_1969"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from autograder.course import Course
from benchmarks.thresholds.study import ROOT, SEEDS, definitions, report

MILESTONE = definitions(Course(ROOT).assignment("xor").path)
THRESHOLD = 1.0  # of the four points, as in the learning report
WIDTHS = (2, 4, 8, 16)
BENDS = ("Tanh", "ReLU", "Sigmoid", "Softmax", "Identity")


def accuracy(scores: Any) -> float:
    return float(MILESTONE["count_right"](scores)) / 4


def with_tensors(name: str, seed: int, **settings: Any) -> float:
    """At the end of the training of the milestone's `network`, or of `frozen`."""
    parameters = MILESTONE["new_network"](seed, settings.pop("width", MILESTONE["WIDTH"]))
    MILESTONE["descend"](MILESTONE[name], parameters, **settings)
    return accuracy(MILESTONE[name](MILESTONE["x"], parameters))


def with_modules(seed: int, bend: str = "Tanh") -> float:
    nn, optim = MILESTONE["nn"], MILESTONE["optim"]
    MILESTONE["manual_seed"](seed)
    module = nn.Softmax(dim=-1) if bend == "Softmax" else getattr(nn, bend)()
    model = MILESTONE["build"](MILESTONE["WIDTH"], module)
    optimizer = optim.SGD(model.parameters(), lr=MILESTONE["LR"])
    for _ in range(MILESTONE["STEPS"]):
        MILESTONE["step"](model, optimizer, MILESTONE["x"], MILESTONE["column"])
    return accuracy(model(MILESTONE["x"]).reshape(4))


def best_of_a_line(seed: int) -> float:
    """At the best of all steps, not at the last."""
    _, rights = MILESTONE["descend"](MILESTONE["line"], MILESTONE["new_line"](seed))
    return max(rights) / 4


def dead(name: str, seed: int) -> str:
    """What the milestone's `dead` says of a network: the parameters without a gradient."""
    parameters = MILESTONE["new_network"](seed)
    found = MILESTONE["dead"](MILESTONE[name], parameters, MILESTONE["x"], MILESTONE["t"])
    return " ".join(found) or "none"


def solved(accuracy_of: Callable[[int], float]) -> str:
    return f"{sum(accuracy_of(seed) == THRESHOLD for seed in SEEDS)} of {len(SEEDS)}"


def without_hidden_learning() -> str:
    """The frozen layer reaches the threshold: what accuracy says of it, and what its gradients say."""
    lines = ["", "a hidden layer that is frozen at its start: seeds solved; parameters without gradient", ""]
    for name in ("network", "frozen"):
        verdicts = sorted({dead(name, seed) for seed in SEEDS})
        found = solved(partial(with_tensors, name))
        lines.append(f"{name:8} {found:>10}   {', '.join(verdicts)} on every seed")
    return "\n".join(lines)


def choices() -> str:
    """How many seeds are solved with other widths, and with other bends."""
    lines = ["", "seeds solved by width: all learns, hidden layer frozen", ""]
    for width in WIDTHS:
        counts = [solved(partial(with_tensors, name, width=width)) for name in ("network", "frozen")]
        lines.append(f"{width:<8} {counts[0]:>10} {counts[1]:>10}")
    lines += ["", "seeds solved by bend", ""]
    lines += [f"{bend:8} {solved(partial(with_modules, bend=bend)):>10}" for bend in BENDS]
    return "\n".join(lines)


if __name__ == "__main__":
    # Labels are not shuffled: of the six ways to deal two ones to four points, one is XOR.
    text = report(
        "1969 XOR, all four points (a line: at its best step)",
        THRESHOLD,
        reference={
            "hidden layer, tensors alone": lambda seed: with_tensors("network", seed),
            "hidden layer, nn and optim": with_modules,
        },
        controls={
            "untrained": lambda seed: with_tensors("network", seed, steps=0),
            "a line": best_of_a_line,
            "two layers without a bend": lambda seed: with_modules(seed, "Identity"),
        },
    )
    print("\n".join([text, without_hidden_learning(), choices()]))

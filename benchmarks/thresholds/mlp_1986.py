"""The thresholds of milestone 1986, and what they tell. Run: python -m benchmarks.thresholds.mlp_1986"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.course import Course
from autograder.datasets import load
from benchmarks.thresholds.study import ROOT, SEEDS, definitions, report

MILESTONE = definitions(Course(ROOT).assignment("mlp").path)
PAIRS, DIGITS = 0.85, 0.9
EVERYTHING, LAST = slice(None), slice(2, None)  # of the layers: what the optimizer is given
COMPARER, READER, LINE = [128, MILESTONE["WIDTH"], 2], [64, 32, 10], [64, 10]


def labelled(split: str) -> tuple[Any, Any]:
    """Rows of pixels and their labels, the grader's too."""
    rows, _ = MILESTONE["rows"](split)
    return rows, MILESTONE["from_numpy"](load(split).labels)


def pairs(
    seed: int,
    sizes: list[int] = COMPARER,
    only: slice = EVERYTHING,
    epochs: int = MILESTONE["EPOCHS"],
) -> Any:
    """A network for pairs."""
    return MILESTONE["learn"](MILESTONE["pairs"], MILESTONE["same"], sizes, seed, epochs, only=only)[0]


def shuffled_pairs(seed: int) -> Any:
    labels = MILESTONE["mixed"](MILESTONE["same"], seed)
    return MILESTONE["learn"](MILESTONE["pairs"], labels, COMPARER, seed, MILESTONE["EPOCHS"])[0]


def digits(
    seed: int,
    sizes: list[int] = READER,
    only: slice = EVERYTHING,
    split: str = "train",
    epochs: int = MILESTONE["DIGIT_EPOCHS"],
    shuffled: bool = False,
) -> Any:
    """A network for digits."""
    x, y = MILESTONE["rows"](split)
    y = MILESTONE["mixed"](y, seed) if shuffled else y
    return MILESTONE["learn"](x, y, sizes, seed, epochs, MILESTONE["DIGIT_LR"], only=only)[0]


def accuracy_on(*splits: str, chosen: Callable[..., float] = min) -> Callable[[Any], float]:
    """Of a model, the lowest (or highest) accuracy on these splits."""
    data = [labelled(split) for split in splits]
    return lambda model: chosen(MILESTONE["right"](model(x), y) for x, y in data)


def pairs_report() -> str:
    """Both held-out and grader's pairs: a network has to pass on both, a control on neither."""
    lowest, highest = (accuracy_on("held-out pairs", "grader pairs", chosen=which) for which in (min, max))
    return report(
        "1986 same or different, held-out and grader's pairs (the worse of the two; of a control the better)",
        PAIRS,
        reference={"128-64-2": lambda seed: lowest(pairs(seed))},
        controls={
            "untrained": lambda seed: highest(pairs(seed, epochs=0)),
            "linear, 128-2": lambda seed: highest(pairs(seed, [128, 2])),
            "hidden layer frozen": lambda seed: highest(pairs(seed, only=LAST)),
            "labels shuffled": lambda seed: highest(shuffled_pairs(seed)),
        },
    )


def digits_report() -> str:
    lowest, highest = (accuracy_on("held-out", "grader", chosen=which) for which in (min, max))
    return report(
        "1986 ten digits, held-out and grader's (the worse of the two; of a control the better)",
        DIGITS,
        reference={"64-32-10": lambda seed: lowest(digits(seed))},
        controls={
            "untrained": lambda seed: highest(digits(seed, epochs=0)),
            "labels shuffled": lambda seed: highest(digits(seed, shuffled=True)),
        },
    )


def unnoticed() -> str:
    """What the accuracy on ten digits does not notice, and what other people's hands cost."""
    lines = ["", "ten digits, lowest and highest accuracy in percent: held out by chance, and by writer", ""]
    ways: dict[str, dict[str, Any]] = {
        "64-32-10": {},
        "64-10": {"sizes": LINE},
        "64-32-10, frozen": {"only": LAST},
        "64-512-10, frozen": {"sizes": [64, 512, 10], "only": LAST},
    }
    for name, how in ways.items():
        cells = []
        for train, held in (("train", "held-out"), ("train by writer", "held-out by writer")):
            accuracy = accuracy_on(held)
            found = [accuracy(digits(seed, split=train, **how)) for seed in SEEDS]
            cells.append(f"{100 * min(found):.1f} to {100 * max(found):.1f}")
        lines.append(f"{name:20} {cells[0]:>16} {cells[1]:>16}")
    return "\n".join(lines)


def symmetry() -> str:
    """How many starts of the network of 1986 arrive, and when."""
    sweeps = [MILESTONE["learn_symmetry"](seed)[1] for seed in SEEDS]
    done = sorted(each for each in sweeps if each is not None)
    arrived = f"{len(done)} of {len(SEEDS)} seeds within 3000 sweeps"
    return f"\nsymmetry, 6-2-1: {arrived}: {', '.join(map(str, done))}"


if __name__ == "__main__":
    print("\n\n".join([pairs_report(), digits_report()]))
    print("\n".join([unnoticed(), symmetry()]))

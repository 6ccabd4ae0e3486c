"""Make digits.npz and digits_grader.npz: `python make_splits.py digits.csv.gz`. See README.md."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

SEED = 1998
SIZES = {"held-out": 300, "grader": 300}  # the rest, 1,197, is for training


def split(labels: np.ndarray) -> dict[str, np.ndarray]:
    """Row numbers of each split, sorted: as many of every digit in each as its share of the whole allows."""
    rng = np.random.default_rng(SEED)
    order = rng.permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]  # digit by digit, each digit's rows shuffled
    # Every sixth row of that order, roughly: an even spacing gives each digit its share, to within one.
    places = np.linspace(0, len(labels), sum(SIZES.values()), endpoint=False).astype(int)
    chosen = order[places]
    parts = {"held-out": chosen[0::2], "grader": chosen[1::2], "train": np.delete(order, places)}
    return {name: np.sort(rows).astype(np.uint16) for name, rows in parts.items()}


def main(source: Path) -> None:
    table = np.loadtxt(source, delimiter=",", dtype=np.uint8)  # 64 pixels and the digit, a row each
    images, labels = table[:, :64].reshape(-1, 8, 8), table[:, 64]
    parts = {
        name: {f"{name} images": images[rows], f"{name} labels": labels[rows], f"{name} rows": rows}
        for name, rows in split(labels).items()
    }
    folder = Path(__file__).parent
    np.savez_compressed(folder / "digits.npz", **parts["train"], **parts["held-out"])
    np.savez_compressed(folder / "digits_grader.npz", **parts["grader"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

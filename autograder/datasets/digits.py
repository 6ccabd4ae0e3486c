"""1,797 handwritten digits in three fixed splits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

FOLDER = Path(__file__).parent
FILES = {"train": "digits.npz", "held-out": "digits.npz", "grader": "digits_grader.npz"}


class Split(NamedTuple):
    """images: (N, 8, 8) float32 in [0, 1]. labels: (N,) int64; None where the grader keeps them."""

    images: np.ndarray
    labels: Any


def load(split: str, classes: Sequence[int] | None = None) -> Split:
    """The images and labels of "train", "held-out" or "grader", always in the same order.

    classes: only these digits; a label is then a position in `classes`.
    Raises ValueError for another split, FileNotFoundError for the grader's where it is not shipped.
    """
    if split not in FILES:
        raise ValueError(f"expected a split among {', '.join(FILES)}; got {split!r}")
    path = FOLDER / FILES[split]
    if not path.exists():
        raise FileNotFoundError(f"the {split} split is not part of a student's installation ({path.name})")
    with np.load(path, allow_pickle=False) as arrays:
        images, labels = arrays[f"{split} images"], arrays[f"{split} labels"]
    images, labels = images.astype(np.float32) / 16, labels.astype(np.int64)
    if classes is None:
        return Split(images, labels)
    positions = np.array([list(classes).index(label) if label in classes else -1 for label in labels])
    return Split(images[positions >= 0], positions[positions >= 0])


def array_name(split: str, classes: Sequence[int] | None = None) -> str:
    """The name under which a grader supplies the images of `load(split, classes)` to `given`."""
    name = f"digits/{split}"
    return name if classes is None else f"{name}/{','.join(map(str, classes))}"

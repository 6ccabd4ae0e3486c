"""1,797 handwritten digits in fixed splits: by chance, by writer, and in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

FOLDER = Path(__file__).parent
FILES = {"train": "digits.npz", "held-out": "digits.npz", "grader": "digits_grader.npz"}
BY_WRITER, PAIRS = " by writer", " pairs"
SPLITS = tuple(name + kind for kind in ("", BY_WRITER, PAIRS) for name in FILES)
OTHER_WRITERS = 1415  # from this row of the source on; the border between two forms, see README.md
COUNT = {"train": 12_000, "held-out": 1_000, "grader": 1_000}  # of pairs


class Split(NamedTuple):
    """images: (N, 8, 8) float32 in [0, 1]; of pairs (N, 8, 16). labels: (N,) int64; None if hidden."""

    images: np.ndarray
    labels: Any


def load(split: str, classes: Sequence[int] | None = None) -> Split:
    """The images and labels of a split, always in the same order.

    split: "train", "held-out" or "grader"; the same with " by writer", where other people wrote what
    is held out than what is trained on; or with " pairs", two digits side by side, (N, 8, 16), with
    label 1 where they are the same digit.
    classes: only these digits; a label is then a position in `classes`.
    Raises ValueError for another split, FileNotFoundError for the grader's where it is not shipped.
    """
    if split not in SPLITS:
        raise ValueError(f"expected a split among {', '.join(SPLITS)}; got {split!r}")
    if split.endswith(PAIRS):
        return _pairs(load(split.removesuffix(PAIRS), classes), COUNT[split.removesuffix(PAIRS)])
    images, labels = _by_writer(split) if split.endswith(BY_WRITER) else _read(split)[:2]
    images, labels = images.astype(np.float32) / 16, labels.astype(np.int64)
    if classes is None:
        return Split(images, labels)
    positions = np.array([list(classes).index(label) if label in classes else -1 for label in labels])
    return Split(images[positions >= 0], positions[positions >= 0])


def array_name(split: str, classes: Sequence[int] | None = None) -> str:
    """The name under which a grader supplies the images of `load(split, classes)` to `given`."""
    name = f"digits/{split}"
    return name if classes is None else f"{name}/{','.join(map(str, classes))}"


def is_graders(split: str) -> bool:
    """Whether the labels of this split are the grader's alone."""
    return split.startswith("grader")


def _read(name: str) -> list[np.ndarray]:
    """Images, labels and row numbers in the source, as they are stored."""
    path = FOLDER / FILES[name]
    if not path.exists():
        raise FileNotFoundError(f"the {name} split is not part of a student's installation ({path.name})")
    with np.load(path, allow_pickle=False) as arrays:
        return [arrays[f"{name} {part}"] for part in ("images", "labels", "rows")]


def _by_writer(split: str) -> tuple[np.ndarray, np.ndarray]:
    """What the split by chance gives everybody is divided again, and so is what the grader keeps."""
    name = split.removesuffix(BY_WRITER)
    parts = [_read("grader")] if is_graders(name) else [_read("train"), _read("held-out")]
    images, labels, rows = map(np.concatenate, zip(*parts, strict=True))
    order = np.argsort(rows)
    order = order[(rows[order] < OTHER_WRITERS) == (name == "train")]
    return images[order], labels[order]


def _pairs(digits: Split, count: int) -> Split:
    """So many pairs, about half of them of the same digit.

    The labels themselves are the seed: the code alone does not tell which of the grader's are the same.
    """
    images, labels = digits
    rng = np.random.default_rng(int.from_bytes(sha256(labels.tobytes()).digest(), "big"))
    left, same, fraction = rng.integers(len(labels), size=count), rng.random(count) < 0.5, rng.random(count)
    order = np.argsort(labels, kind="stable")  # digit by digit
    begin, end = (np.searchsorted(labels[order], labels[left], side=side) for side in ("left", "right"))
    size = end - begin  # of the images of the left one's digit
    others = end + (fraction * (len(labels) - size)).astype(int)
    another = np.argsort(order)[left] + 1 + (fraction * (size - 1)).astype(int) - begin
    right = order[np.where(same, begin + another % size, others % len(labels))]
    return Split(np.concatenate([images[left], images[right]], axis=2), same.astype(np.int64))

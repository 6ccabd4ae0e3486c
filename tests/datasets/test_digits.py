"""The digits: three fixed splits of 1,797 images, and the grader's is in no wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from autograder import datasets
from autograder.datasets import load

FOLDER = Path(datasets.__file__).parent
SPLITS = {"train": 1197, "held-out": 300, "grader": 300}


@pytest.mark.parametrize(
    ("file", "digest"),
    [
        ("digits.npz", "0824db1315cc74ec44a597f8eccbbbae164d1a49e1712b092e6ed7bba9c89491"),
        ("digits_grader.npz", "0515cadd93c18dc54ec3e25f4dfac5e95f2faf04e092645d7b5c31087f4879b7"),
    ],
)
def test_the_files_never_change(file, digest):
    """Thresholds were measured on these splits."""
    assert sha256((FOLDER / file).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(("split", "size"), SPLITS.items())
def test_a_split_has_its_size_its_scale_and_every_digit_alike(split, size):
    images, labels = load(split)
    assert images.shape == (size, 8, 8) and images.dtype == np.float32
    assert images.min() == 0 and images.max() == 1
    assert labels.shape == (size,) and labels.dtype == np.int64
    share = np.bincount(labels, minlength=10) / size
    assert (np.abs(share - 0.1) < 0.005).all()


def test_no_image_is_in_two_splits_and_none_is_missing():
    images = [image.tobytes() for split in SPLITS for image in load(split).images]
    assert len(images) == len(set(images)) == 1797


def test_chosen_classes_are_labelled_by_their_position():
    everything, chosen = load("train"), load("train", classes=(8, 3))
    kept = np.isin(everything.labels, (3, 8))
    np.testing.assert_array_equal(chosen.images, everything.images[kept])
    np.testing.assert_array_equal(chosen.labels, (everything.labels[kept] == 3).astype(int))


def test_an_unknown_split_lists_those_that_exist():
    with pytest.raises(ValueError, match="expected a split among train, held-out, grader; got 'test'"):
        load("test")


def test_the_wheel_holds_the_students_data_and_not_the_graders(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=FOLDER.parent,
        check=True,
        capture_output=True,
    )
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert {"autograder/datasets/digits.npz", "autograder/datasets/prideprejudice.txt.bz2"} <= set(names)
    assert not [name for name in names if "grader.npz" in name]


def test_without_the_graders_file_its_split_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.digits, "FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match="the grader split is not part of a student's installation"):
        load("grader")

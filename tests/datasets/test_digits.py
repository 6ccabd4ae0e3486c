"""The digits: fixed splits of 1,797 images, and the grader's are in no wheel."""

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
        ("digits.npz", "96bf6bfaf90176be7e2e201149a0d55578422534214e88ae6ce9774951a0713e"),
        ("digits_grader.npz", "ceaf68df281846f94af3da5be4de653e6c821909e0cfb1cc27f63af13089897b"),
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


def test_by_writer_no_image_of_other_people_is_trained_on_and_the_graders_stay_the_graders():
    sizes = {"train by writer": 1175, "held-out by writer": 322, "grader by writer": 60}
    parts = {split: {image.tobytes() for image in load(split).images} for split in sizes}
    assert {split: len(images) for split, images in parts.items()} == sizes
    grader = {image.tobytes() for image in load("grader").images}
    assert parts["grader by writer"] < grader
    assert not grader & (parts["train by writer"] | parts["held-out by writer"])
    assert not parts["train by writer"] & parts["held-out by writer"]


def test_an_image_keeps_its_label_when_the_splits_are_made_by_writer():
    known = {image.tobytes(): label for split in SPLITS for image, label in zip(*load(split), strict=True)}
    for split in "train by writer", "held-out by writer", "grader by writer":
        images, labels = load(split)
        assert [known[image.tobytes()] for image in images] == labels.tolist()


@pytest.mark.parametrize(("split", "count"), [("train", 12_000), ("held-out", 1_000), ("grader", 1_000)])
def test_a_pair_says_whether_two_images_of_its_split_show_the_same_digit(split, count):
    known = {image.tobytes(): label for image, label in zip(*load(split), strict=True)}
    images, labels = load(f"{split} pairs")
    assert images.shape == (count, 8, 16) and images.dtype == np.float32 and labels.dtype == np.int64
    left, right = ([known[image.tobytes()] for image in half] for half in np.split(images, 2, axis=2))
    np.testing.assert_array_equal(np.equal(left, right), labels == 1)
    assert not (images[:, :, :8] == images[:, :, 8:]).all(axis=(1, 2)).any()
    assert abs(labels.mean() - 0.5) < 0.03


def test_which_pairs_are_the_same_cannot_be_computed_from_other_labels():
    """The code is everybody's; the grader's labels are not."""
    images, labels = load("grader")
    guessed = datasets.digits._pairs(datasets.Split(images, (labels + 1) % 10), 1_000).labels
    assert np.mean(guessed == load("grader pairs").labels) < 0.56


def test_chosen_classes_are_labelled_by_their_position():
    everything, chosen = load("train"), load("train", classes=(8, 3))
    kept = np.isin(everything.labels, (3, 8))
    np.testing.assert_array_equal(chosen.images, everything.images[kept])
    np.testing.assert_array_equal(chosen.labels, (everything.labels[kept] == 3).astype(int))


def test_an_unknown_split_lists_those_that_exist():
    with pytest.raises(ValueError, match=r"expected a split among train, held-out, .*; got 'test'"):
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
    for split in "grader", "grader by writer", "grader pairs":
        with pytest.raises(
            FileNotFoundError, match="the grader split is not part of a student's installation"
        ):
            load(split)

"""MNIST, Fashion-MNIST and CIFAR-10 are read from local files, and a bad file is named in one sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from small_files import CIFAR, IMAGES, LABELS, idx, write_cifar, write_cifar_archive, write_mnist

from tinytorch.utils.data import CIFAR10, MNIST, DataLoader, FashionMNIST, read_idx

DEBIAN = Path("/usr/share/datasets/fashion-mnist")


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("folder", ["MNIST/raw", "MNIST", "raw", "."])
def test_mnist_is_found_in_torchvisions_folders_and_in_the_folder_itself(
    tmp_path: Path, folder: str, packed: bool
):
    write_mnist(tmp_path / folder, packed)
    train, test = MNIST(tmp_path), MNIST(str(tmp_path), train=False, download=True)
    assert (len(train), len(test)) == (12, 6)
    image, label = train[3]
    np.testing.assert_array_equal(image.data, np.float32(IMAGES[3:4]) / 255)
    assert label == LABELS[3] and image.dtype == np.float32


def test_a_batch_of_images_is_the_items_stacked(tmp_path: Path):
    write_mnist(tmp_path)
    plain, shifted = MNIST(tmp_path), MNIST(tmp_path, transform=lambda image: image + 1, target_transform=str)
    x, y = next(iter(DataLoader(plain, 5)))
    assert x.shape == (5, 1, 28, 28) and y.tolist() == LABELS[:5].tolist()
    x_again, names = next(iter(DataLoader(shifted, 5)))
    np.testing.assert_array_equal(x_again.data, x.data + 1)
    assert names == [str(i) for i in range(5)]


@pytest.mark.parametrize("folder", ["cifar-10-batches-bin", "."])
def test_cifar_is_read_from_its_binary_files(tmp_path: Path, folder: str):
    write_cifar(tmp_path / folder)
    train, test = CIFAR10(tmp_path), CIFAR10(tmp_path, train=False)
    assert (len(train), len(test)) == (10, 2)
    image, label = test[1]
    np.testing.assert_array_equal(image.data, np.float32(CIFAR[11, 1:]).reshape(3, 32, 32) / 255)
    assert label == CIFAR[11, 0] and train.classes[label] == "automobile"


def test_cifar_is_read_out_of_the_archive(tmp_path: Path):
    write_cifar_archive(tmp_path)
    np.testing.assert_array_equal(CIFAR10(tmp_path).images.data.reshape(10, 3072), CIFAR[:10, 1:])


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's dataset-fashion-mnist is not installed: make data")
def test_debians_fashion_mnist_is_found_and_read():
    train, test = FashionMNIST(), FashionMNIST(train=False)
    assert (len(train), len(test)) == (60_000, 10_000)
    assert np.bincount(train.targets.data).tolist() == [6_000] * 10
    assert train.classes[train[0][1]] == "Ankle boot"


def test_idx_files_of_any_number_of_sizes_are_read(tmp_path: Path):
    for shape in ((5,), (2, 3), (2, 3, 4, 5)):
        array = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
        (tmp_path / "a").write_bytes(idx(array))
        np.testing.assert_array_equal(read_idx(tmp_path / "a"), array)


WHOLE, HEAD = idx(IMAGES), "train-images-idx3-ubyte"
BAD_IMAGES = {
    "cut off": (HEAD, WHOLE[:-1], "promises 12 x 28 x 28 = 9,408 bytes, 9,407 are there"),
    "too long": (HEAD, WHOLE + b"x", "9,409 are there"),
    "cut off in its header": (HEAD, WHOLE[:9], "0 are there"),
    "empty": (HEAD, b"", "this one begins with nothing, it is empty"),
    "a web page": (HEAD, b"<!DOCTYPE html>", "begins with 00 00 08; this one begins with 3c 21 44 4f"),
    "of floats": (HEAD, b"\0\0\x0d\x01" + bytes(8), "this one begins with 00 00 0d 01"),
    "absurd sizes": (HEAD, b"\0\0\x08\x03" + b"\xff" * 12, "0 are there"),
    "labels": (HEAD, idx(LABELS), "expected images, of 3 sizes, its sizes are (12,): swapped?"),
    "a gz cut off": (HEAD + ".gz", gzip.compress(WHOLE)[:-30], "expected a whole gzip file"),
    "no gz": (HEAD + ".gz", WHOLE, "expected a whole gzip file"),
    "a gz with a changed byte": (
        HEAD + ".gz",
        gzip.compress(WHOLE)[:-8] + bytes(8),
        "expected a whole gzip file",
    ),
}


@pytest.mark.parametrize("what", BAD_IMAGES)
def test_a_bad_file_of_images_is_named_with_what_was_expected_and_what_is_there(tmp_path: Path, what: str):
    name, raw, sentence = BAD_IMAGES[what]
    write_mnist(tmp_path)
    (tmp_path / HEAD).unlink()
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ValueError) as refusal:
        MNIST(tmp_path)
    assert str(refusal.value).startswith(str(tmp_path / name)) and sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (LABELS[:7], "expected 12 labels, one an image of train-images-idx3-ubyte, 7 are there"),
        (LABELS + 3, "expected labels from 0 to 9, found 12"),
        (IMAGES, "expected labels, of 1 sizes, its sizes are (12, 28, 28): swapped?"),
    ],
)
def test_labels_that_do_not_fit_are_refused(tmp_path: Path, labels: np.ndarray, sentence: str):
    write_mnist(tmp_path)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(labels))
    with pytest.raises(ValueError) as refusal:
        MNIST(tmp_path)
    assert sentence in str(refusal.value) and "train-labels-idx1-ubyte" in str(refusal.value)


def test_a_missing_file_says_what_was_looked_for_and_what_is_there(tmp_path: Path):
    with pytest.raises(
        FileNotFoundError, match=r"MNIST expected train-images-idx3-ubyte or .*; it holds nothing"
    ):
        MNIST(tmp_path)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(
        FileNotFoundError, match=r"it holds notes.txt\. Nothing is downloaded: put the files there"
    ):
        MNIST(tmp_path)
    with pytest.raises(FileNotFoundError, match="there is no such folder"):
        CIFAR10(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (CIFAR[:2].tobytes()[:-1], "images of 3,073 bytes each, 6,145 bytes are there"),
        (b"", "0 bytes are there"),
        (bytes([10]) + bytes(3072), "expected classes from 0 to 9, found 10"),
    ],
)
def test_a_bad_file_of_cifar_is_named(tmp_path: Path, raw: bytes, sentence: str):
    write_cifar(tmp_path)
    (tmp_path / "data_batch_3.bin").write_bytes(raw)
    with pytest.raises(ValueError) as refusal:
        CIFAR10(tmp_path)
    assert "data_batch_3.bin: " in str(refusal.value) and sentence in str(refusal.value)


def test_a_bad_archive_of_cifar_is_named(tmp_path: Path):
    write_cifar_archive(tmp_path)
    path = tmp_path / "cifar-10-binary.tar.gz"
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(
        ValueError, match=r"cifar-10-binary.tar.gz: expected an archive with data_batch_1.bin"
    ):
        CIFAR10(tmp_path)

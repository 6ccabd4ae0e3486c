"""Transforms take one image or a batch, draw for each image anew, and keep shape and dtype."""

from __future__ import annotations

import numpy as np
import pytest

from tinytorch import Generator, Tensor, rand
from tinytorch.utils.data import (
    Compose,
    Normalize,
    RandomHorizontalFlip,
    RandomShift,
    ToTensor,
    channel_statistics,
)

BATCH = rand(6, 2, 5, 7, generator=Generator(0))
TRANSFORMS = [
    Normalize([0.5, 0.2], [1, 2]),
    RandomShift(2, Generator(0)),
    RandomHorizontalFlip(0.5, Generator(0)),
    Compose([RandomShift(1), ToTensor(), Normalize([0, 0], [1, 1])]),
]


@pytest.mark.parametrize("transform", TRANSFORMS, ids=repr)
@pytest.mark.parametrize("images", [BATCH, BATCH[0], BATCH.double()], ids=["batch", "image", "float64"])
def test_shape_and_dtype_are_kept_and_the_input_is_not_changed(transform, images: Tensor):
    before = images.data.copy()
    moved = transform(images)
    assert (moved.shape, moved.dtype) == (images.shape, images.dtype)
    np.testing.assert_array_equal(images.data, before)


def test_statistics_of_the_images_normalize_them_to_mean_0_and_deviation_1():
    normal = Normalize(*channel_statistics(BATCH))(BATCH).data
    np.testing.assert_allclose(normal.mean((0, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(normal.std((0, 2, 3)), 1, atol=1e-6)


def test_a_shift_moves_the_whole_image_and_brings_in_zeros():
    shift, moves = RandomShift(1, Generator(3)), set()
    for image in shift(Tensor(np.ones((200, 1, 4, 4), np.float32))).data:
        rows, columns = image[0].any(1), image[0].any(0)
        assert image.sum() == rows.sum() * columns.sum()
        moves.add((*rows, *columns))
    assert len(moves) == 9


def test_a_flip_mirrors_whole_images_and_about_half_of_them():
    flipped = RandomHorizontalFlip(0.5, Generator(0))(rand(400, 1, 1, 2, generator=Generator(1)))
    original = rand(400, 1, 1, 2, generator=Generator(1))
    mirrored = (flipped.data == original.data[..., ::-1]).all((1, 2, 3))
    assert ((flipped.data == original.data).all((1, 2, 3)) ^ mirrored).all() and 150 < mirrored.sum() < 250


def test_bytes_become_channels_first_in_0_to_1():
    grey, colours = np.full((2, 3), 255, np.uint8), np.zeros((2, 3, 4), np.uint8)
    assert ToTensor()(grey).shape == (1, 2, 3) and ToTensor()(grey).data.max() == 1
    assert ToTensor()(colours).shape == (4, 2, 3)


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        (lambda: Normalize([0.5], [0.1])(BATCH), "has 1 channels, the images have shape (6, 2, 5, 7)"),
        (lambda: Normalize([0.5], [0.0]), "a std above 0"),
        (lambda: Normalize([0.5, 1], [1]), "for each channel"),
    ],
)
def test_bad_input_is_refused_in_words(mistake, sentence: str):
    with pytest.raises(ValueError) as refusal:
        mistake()
    assert sentence in str(refusal.value)

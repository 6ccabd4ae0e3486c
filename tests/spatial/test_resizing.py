"""Images in another size and at places between pixels, beside loops that say what each pixel is."""

from __future__ import annotations

import numpy as np
import pytest

import tinytorch as torch
import tinytorch.nn.functional as F
from autograder.checks import gradient_check
from tinytorch import nn

RANDOM = np.random.default_rng(3)
X = RANDOM.standard_normal((2, 4, 5, 3))
T = torch.from_numpy(X)


def leaf() -> torch.Tensor:
    return torch.tensor(X, requires_grad=True)


def pixel(image: np.ndarray, y: float, x: float, border: bool) -> np.ndarray:
    """What lies at (y, x) between the four neighbours; beyond the edge 0, or the pixel at the edge."""
    height, width = image.shape[-2:]
    if border:
        y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    found = np.zeros(image.shape[:-2])
    for i in (int(np.floor(y)), int(np.floor(y)) + 1):
        for j in (int(np.floor(x)), int(np.floor(x)) + 1):
            if 0 <= i < height and 0 <= j < width:
                found += image[..., i, j] * (1 - abs(y - i)) * (1 - abs(x - j))
    return found


@pytest.mark.parametrize("corners", [True, False])
@pytest.mark.parametrize("size", [(7, 2), (1, 6), (5, 3)])
def test_a_bilinear_pixel_lies_between_its_neighbours(size: tuple[int, int], corners: bool):
    found = F.interpolate(T, size=size, mode="bilinear", align_corners=corners).numpy()
    for i in range(size[0]):
        for j in range(size[1]):
            y, x = (
                k * (n - 1) / max(m - 1, 1) if corners else (k + 0.5) * n / m - 0.5
                for k, n, m in ((i, 5, size[0]), (j, 3, size[1]))
            )
            assert np.allclose(found[..., i, j], pixel(X, y, x, border=True))


def test_a_bicubic_pixel_is_made_of_four_a_side():
    image = torch.from_numpy(RANDOM.standard_normal((1, 1, 6, 6)))
    found = F.interpolate(image, size=11, mode="bicubic", align_corners=True)
    assert found[..., ::2, ::2].allclose(image)
    half = torch.tensor([-3, 19, 19, -3]).double() / 32  # half-way between two pixels, of a = -0.75
    assert found[..., 4, 5].allclose(image[..., 2, 1:5] @ half)
    assert F.interpolate(torch.ones(1, 1, 3, 4), scale_factor=2.5, mode="bicubic").allclose(torch.ones(1))


def test_a_scale_may_be_given_in_place_of_a_size():
    up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
    assert up(T).equal(F.interpolate(T, (10, 6), mode="bilinear"))
    assert F.interpolate(T[:, :, 0], scale_factor=2, mode="linear").allclose(up(T[:, :, :1])[:, :, 0])
    with pytest.raises(ValueError, match=r"expected 'nearest' or one of .*, got 'area'"):
        F.interpolate(T, size=3, mode="area")
    with pytest.raises(ValueError, match=r"interpolate: 5 pixels by 0.1 are none"):
        F.interpolate(T, scale_factor=0.1)
    with pytest.raises(ValueError, match="is linear, images are bilinear"):
        F.interpolate(T, size=3, mode="linear")


@pytest.mark.parametrize("corners", [True, False])
@pytest.mark.parametrize("beyond", ["zeros", "border"])
def test_a_sampled_pixel_lies_at_the_place_that_the_grid_says(corners: bool, beyond: str):
    grid = RANDOM.uniform(-1.4, 1.4, (2, 2, 3, 2))
    found = F.grid_sample(T, torch.from_numpy(grid), padding_mode=beyond, align_corners=corners).numpy()
    for n, i, j in np.ndindex(2, 2, 3):
        x, y = (
            (at + 1) * (m - 1) / 2 if corners else ((at + 1) * m - 1) / 2
            for at, m in zip(grid[n, i, j], (3, 5), strict=True)
        )
        assert np.allclose(found[n, :, i, j], pixel(X[n], y, x, beyond == "border"))


@pytest.mark.parametrize("corners", [True, False])
def test_an_affine_grid_says_where_each_pixel_looks(corners: bool):
    same = torch.tensor([[1.0, 0, 0], [0, 1, 0]]).double().expand(2, 2, 3)
    flipped = torch.tensor([[-1.0, 0, 0], [0, 1, 0]]).double().expand(2, 2, 3)
    for theta, wanted in ((same, T), (flipped, T.flip(-1))):
        grid = F.affine_grid(theta, T.shape, align_corners=corners)
        assert F.grid_sample(T, grid, align_corners=corners).allclose(wanted)
    with pytest.raises(ValueError, match=r"theta expected \(2, 2, 3\) for 2 images, got \(1, 2, 3\)"):
        F.affine_grid(same[:1], T.shape)


def test_sizes_and_places_take_gradients():
    theta = torch.from_numpy(RANDOM.normal([[1, 0, 0], [0, 1, 0]], 0.1, (2, 2, 3))).requires_grad_()
    gradient_check(lambda x, t: F.grid_sample(x, F.affine_grid(t, x.shape)), leaf(), theta, rtol=1e-5)
    gradient_check(lambda x: F.interpolate(x, size=(3, 4), mode="bilinear"), leaf(), rtol=1e-6)


def test_an_image_comes_in_windows_and_back_again():
    settings = dict(kernel_size=(3, 2), dilation=(1, 2), padding=(1, 0), stride=(2, 1))
    found = F.unfold(T, **settings).numpy()  # (2, 4 * 6, 3 * 1)
    framed = np.pad(X, [(0, 0), (0, 0), (1, 1), (0, 0)])
    wanted = np.stack([framed[:, :, 2 * i : 2 * i + 3, 0:3:2].reshape(2, -1) for i in range(3)], -1)
    assert np.array_equal(found, wanted)
    many = F.fold(
        F.unfold(torch.ones(1, 4, 5, 3).double(), **settings), (5, 3), **settings
    )  # how often each is seen
    assert F.fold(F.unfold(T, **settings), (5, 3), **settings).allclose(T * many)
    gradient_check(lambda x: F.fold(F.unfold(x, 2), (5, 3), 2), leaf(), rtol=1e-6)
    with pytest.raises(ValueError, match=r"fold: expected \(N, C \* 2 \* 2, 8\), got \(2, 4, 5, 3\)"):
        F.fold(T, (5, 3), 2)


def test_shuffled_pixels_are_the_channels():
    found = F.pixel_shuffle(T, 2).numpy()  # (2, 1, 10, 6)
    for c, i, j in np.ndindex(4, 5, 3):
        assert (found[:, 0, 2 * i + c // 2, 2 * j + c % 2] == X[:, c, i, j]).all()
    assert nn.PixelUnshuffle(2)(nn.PixelShuffle(2)(T)).equal(T)
    with pytest.raises(ValueError, match="4 channels make no squares of 3 x 3"):
        F.pixel_shuffle(T, 3)
    with pytest.raises(ValueError, match=r"\(5, 3\) is not of squares of 2 x 2"):
        F.pixel_unshuffle(T, 2)


@pytest.mark.parametrize(
    ("mode", "numpys"), [("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")]
)
def test_a_padding_of_the_images_own_pixels_is_numpys(mode: str, numpys: str):
    found = F.pad(T, (2, 1, 0, 3), mode=mode)
    assert np.array_equal(found.numpy(), np.pad(X, [(0, 0), (0, 0), (0, 3), (2, 1)], numpys))
    gradient_check(lambda x: F.pad(x, (2, 1, 0, 3), mode=mode), leaf(), rtol=1e-6)


def test_counts_below_0_take_pixels_away():
    assert F.pad(T, (-1, 2, -2, -1), value=7.0).equal(F.pad(T[:, :, 2:4, 1:], (0, 2), value=7.0))
    assert F.pad(T, (-1, 0), mode="replicate").equal(T[..., 1:])
    assert nn.ReflectionPad2d(1)(T).equal(F.pad(T, (1, 1, 1, 1), mode="reflect"))
    assert nn.ReplicationPad2d((1, 0, 2, 0))(T).equal(F.pad(T, (1, 0, 2, 0), mode="replicate"))


def test_an_adaptive_maximum_is_that_of_its_part():
    found = nn.AdaptiveMaxPool2d((2, None))(T).numpy()
    assert np.array_equal(found, np.stack([X[:, :, :3].max(2), X[:, :, 2:].max(2)], 2))


ALONE = [
    nn.Conv2d(4, 2, 2, dtype=torch.float64),
    nn.ConvTranspose2d(4, 2, 2, dtype=torch.float64),
    *(nn.MaxPool2d(2), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(2), nn.AdaptiveMaxPool2d(2)),
    *(lambda x: F.conv2d(x, torch.ones(2, 4, 2, 2, dtype=torch.float64)), lambda x: F.max_pool2d(x, 2)),
]


@pytest.mark.parametrize("layer", ALONE)
def test_one_image_is_a_batch_of_one(layer):
    assert layer(T[1]).equal(layer(T[1:])[0])
    assert F.avg_pool2d(input=T[1], kernel_size=2).equal(F.avg_pool2d(T, 2)[1])

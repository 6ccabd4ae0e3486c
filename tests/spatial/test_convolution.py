"""Convolution: the definition's seven loops, the adjoint of im2col, blocks, memory, and refusals in words."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from tinytorch import Tensor, manual_seed, nn, no_grad, optim, rand, randint, randn
from tinytorch.core import spatial
from tinytorch.core.spatial import Window, col2im, im2col

F = nn.functional
RNG = np.random.default_rng(9)


def loops(x: np.ndarray, weight: np.ndarray, window: Window) -> np.ndarray:
    """The definition, for images that are padded already."""
    (oh, ow), (sh, sw), (dh, dw) = window.places(*x.shape[2:]), window.stride, window.dilation
    out = np.zeros((len(x), len(weight), oh, ow))
    for n, o, row, column, c, i, j in np.ndindex(*out.shape, *weight.shape[1:]):
        out[n, o, row, column] += weight[o, c, i, j] * x[n, c, row * sh + i * dh, column * sw + j * dw]
    return out


WINDOWS = [
    Window((3, 2)),
    Window((2, 3), (2, 3)),
    Window((2, 2), (1, 2), (3, 2)),
    Window((1, 1), (2, 2)),
    Window((3, 3), (4, 4)),
]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_a_convolution_is_its_seven_loops(window: Window):
    x, weight = RNG.standard_normal((2, 3, 8, 7)), RNG.standard_normal((4, 3, *window.kernel))
    ours = F.conv2d(Tensor(x), Tensor(weight), stride=window.stride, dilation=window.dilation)
    np.testing.assert_allclose(ours.data, loops(x, weight, window), atol=1e-12)


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_col2im_is_the_adjoint_of_im2col(window: Window):
    x = RNG.standard_normal((2, 8, 7, 3))
    columns = im2col(x, window)
    assert np.shares_memory(columns, x)
    g = RNG.standard_normal(columns.shape)
    assert np.vdot(columns, g) == pytest.approx(np.vdot(x, col2im(g, window, x.shape)), rel=1e-12)


@pytest.mark.parametrize("block", [1, 300, 5_000, 1 << 30])
def test_the_size_of_a_block_changes_nothing(block: int, monkeypatch: pytest.MonkeyPatch):
    x, weight = rand(5, 3, 9, 8), rand(4, 3, 3, 3)
    found = []
    for size in (10**6, block):
        monkeypatch.setattr(spatial, "BLOCK", size)
        monkeypatch.setattr(spatial, "IN_ONE_GO", size)
        a, w = (Tensor(t.data.astype(np.float64), requires_grad=True) for t in (x, weight))
        for settings in ({"padding": 1}, {"stride": 2}):
            out = F.conv2d(a, w, **settings)
            (out * out).sum().backward()
            found.append(out.data)
        found += [a.grad.data, w.grad.data]
    for ours, expected in zip(found[4:], found[:4], strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-12)


def test_same_keeps_the_size_and_valid_adds_nothing():
    x = randn(2, 1, 7, 6)
    for kernel, dilation in ((1, 1), (2, 1), (3, 2), ((4, 3), (1, 2))):
        assert nn.Conv2d(1, 2, kernel, padding="same", dilation=dilation)(x).shape == (2, 2, 7, 6)
    assert nn.Conv2d(1, 2, 3, padding="valid")(x).shape == (2, 2, 5, 4)


def test_a_layer_begins_within_pytorchs_bound_and_reaches_it():
    manual_seed(0)
    layer = nn.Conv2d(8, 64, (3, 2), groups=2)
    bound = (4 * 3 * 2) ** -0.5
    for parameter in layer.parameters():
        assert 0.9 * bound < abs(parameter.data).max() <= bound
        assert parameter.dtype == np.float32


def test_every_array_of_a_step_is_float32():
    model = nn.Sequential(
        nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout2d(0.5),
        nn.Conv2d(4, 4, 2, groups=2), nn.AvgPool2d(1), nn.AdaptiveAvgPool2d((2, 1)),
        nn.Flatten(), nn.Linear(8, 2),
    )  # fmt: skip
    out = model(randn(3, 2, 9, 9))
    todo, seen = [out], set()
    while todo:
        t = todo.pop()
        seen.add(t.dtype)
        todo += t.grad_fn.inputs if t.grad_fn is not None else ()
    out.sum().backward()
    assert seen | {p.grad.dtype for p in model.parameters()} == {np.dtype("float32")}
    assert all(b.dtype == np.float32 for name, b in model.named_buffers() if "tracked" not in name)


def test_a_step_takes_at_most_100_megabytes_and_holds_nothing_afterwards():
    """W5: 64 images of 3 x 32 x 32; all columns at once would be 19 + 75 + 19 megabytes more."""
    model = nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(4096, 10),
    )  # fmt: skip
    x, y, optimizer = randn(64, 3, 32, 32), randint(0, 10, (64,)), optim.Adam(model.parameters())

    def step() -> None:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

    step()
    tracemalloc.start()
    try:
        step()
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        step()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (peak - before) / 1e6 < 100 and abs(after - before) < 1e5


def test_an_image_that_needs_no_gradient_gets_none():
    x, weight = rand(1, 1, 4, 4), rand(1, 1, 2, 2, requires_grad=True)
    F.conv2d(x, weight).sum().backward()
    assert x.grad is None and weight.grad is not None


X = rand(2, 4, 6, 6)
REFUSALS = [
    (
        lambda: nn.Conv2d(4, 2, 7)(X),
        "kernel_size=(7, 7), stride=(1, 1)): kernel_size (7, 7) reaches over (7, 7) pixels, expected at most",
    ),
    (
        lambda: F.conv2d(X, rand(2, 4, 7, 7)),
        "conv2d: kernel_size (7, 7) reaches over (7, 7) pixels, expected at most (6, 6), the image",
    ),
    (
        lambda: nn.Conv2d(4, 2, 3, dilation=3)(X),
        "dilation=(3, 3)): kernel_size (3, 3) reaches over (7, 7) pixels, expected at most (6, 6), the image",
    ),
    (
        lambda: nn.Conv2d(3, 2, 3)(X),
        "Conv2d(3, 2, kernel_size=(3, 3), stride=(1, 1)) expects 3 channels, got 4",
    ),
    (
        lambda: nn.Conv2d(1, 2, 3)(X[0]),
        "stride=(1, 1)) expects images (N, C, H, W), got 3 dimensions, (4, 6, 6); x.unsqueeze(0)",
    ),
    (lambda: F.conv2d(X[0, 0], rand(2, 4, 3, 3)), "conv2d: expected images (N, C, H, W), got 2 dimensions"),
    (
        lambda: F.conv2d(X, rand(2, 4, 3, 3), stride=0),
        "conv2d: stride expected an int from 1 on, or a pair of them, got 0",
    ),
    (
        lambda: nn.Conv2d(4, 2, 3, stride=0),
        "Conv2d: stride expected an int from 1 on, or a pair of them, got 0",
    ),
    (lambda: nn.Conv2d(4, 2, 0), "Conv2d: kernel_size expected an int from 1 on, or a pair of them, got 0"),
    (lambda: nn.Conv2d(4, 2, 3, padding=-1), "padding expected an int from 0 on, or a pair of them, got -1"),
    (lambda: nn.Conv2d(4, 2, 3, padding="full"), "padding expected an int from 0 on, or a pair of them, got"),
    (lambda: nn.Conv2d(4, 2, 3, 2, "same"), "Conv2d: padding 'same' expected stride 1, got (2, 2)"),
    (
        lambda: nn.Conv2d(4, 6, 3, groups=4),
        "Conv2d: groups expected to divide in_channels 4 and out_channels 6, got 4",
    ),
    (
        lambda: nn.Conv2d(3, 6, 3, groups=2),
        "Conv2d: groups expected to divide in_channels 3 and out_channels 6, got 2",
    ),
    (
        lambda: nn.Conv2d(4, 4, 3, groups=0),
        "Conv2d: groups expected to divide in_channels 4 and out_channels 4, got 0",
    ),
    (lambda: F.conv2d(X, rand(2, 4, 3)), "conv2d: weight expected (O, C / groups, kh, kw), got (2, 4, 3)"),
    (lambda: F.conv2d(X, rand(2, 3, 3, 3)), "expected 3 channels, got 4"),
    (lambda: F.conv2d(X, rand(2, 4, 3, 3), rand(3)), "bias expected (2,), one number an output, got (3,)"),
    (
        lambda: F.conv2d(X, rand(3, 4, 3, 3), groups=2),
        "groups expected to divide 4 channels and 3 outputs, got 2",
    ),
    (lambda: F.conv2d(X, rand(3, 4, 3, 3), stride=(1, 2, 3)), "or a pair of them, got (1, 2, 3)"),
]


@pytest.mark.parametrize(("mistake", "sentence"), REFUSALS, ids=[sentence for _, sentence in REFUSALS])
def test_what_does_not_fit_is_refused_with_layer_setting_expected_and_received(mistake, sentence: str):
    with pytest.raises(ValueError) as refusal:
        mistake()
    assert sentence in str(refusal.value)


def test_another_dtype_and_what_is_no_tensor_are_refused():
    layer = nn.Conv2d(4, 2, 3)
    with pytest.raises(
        TypeError, match=r"has float32 weights, and the input is float64: write x\.to\('float32'\)"
    ):
        layer(X.double())
    with pytest.raises(TypeError, match="takes a Tensor, got Data"):
        layer(X.data)


def test_nothing_is_recorded_under_no_grad():
    with no_grad():
        assert nn.Conv2d(4, 2, 3)(X).grad_fn is None


@pytest.mark.parametrize("images", [0, 1, 3])
def test_a_kernel_of_one_pixel_gives_the_same_however_the_image_lies_in_memory(images: int):
    x, weight, bias = rand(images, 4, 5, 3), rand(6, 4, 1, 1), rand(6)
    lying_otherwise = Tensor(np.ascontiguousarray(x.data.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2))
    found = []
    for image in (x, lying_otherwise):
        tensors = [Tensor(t.data.astype(np.float64), requires_grad=True) for t in (image, weight, bias)]
        out = F.conv2d(*tensors)
        (out * out).sum().backward()
        found.append([out, *(t.grad for t in tensors)])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one.data, other.data, rtol=1e-12)
    assert type(F.conv2d(x.requires_grad_(), weight).grad_fn) is spatial.Pointwise

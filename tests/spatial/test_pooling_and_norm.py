"""Max-pool's winner, means, batch norm's two modes, and whole channels dropped."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tinytorch import Tensor, manual_seed, nn, ones, rand, randn

F = nn.functional


def test_of_equal_pixels_the_first_in_reading_order_gets_the_whole_gradient():
    x = Tensor([[[[1.0, 2, 0, 0], [2, 2, 0, 0], [3, 0, 0, 1], [0, 3, 1, 1]]]], requires_grad=True)
    F.max_pool2d(x, 2).sum().backward()
    assert x.grad.data[0, 0].tolist() == [[0, 1, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1], [0, 0, 0, 0]]


def test_pixels_that_fill_no_window_get_no_gradient():
    x = rand(1, 1, 5, 5, requires_grad=True)
    F.max_pool2d(x, 2).sum().backward()
    assert not x.grad.data[0, 0, 4].any() and not x.grad.data[0, 0, :, 4].any() and x.grad.data.sum() == 4


def test_an_infinite_gradient_stays_with_the_winner():
    x = Tensor([[[[1.0, 2], [0, 0]]]], requires_grad=True)
    F.max_pool2d(x, 2).backward(Tensor([[[[math.inf]]]]))
    assert x.grad.data.ravel().tolist() == [0, math.inf, 0, 0]


def test_padding_never_wins():
    assert F.max_pool2d(-ones(1, 1, 4, 4), 3, padding=1).data.max() == -1


def test_overlapping_windows_add_up():
    x = Tensor(np.zeros((1, 1, 3, 3), np.float32), requires_grad=True)
    x.data[0, 0, 1, 1] = 1
    F.max_pool2d(x, 2, 1).sum().backward()
    assert x.grad.data[0, 0, 1, 1] == 4


def test_adaptive_pooling_covers_every_pixel_and_the_whole_image_is_its_mean():
    x = rand(2, 3, 7, 5)
    np.testing.assert_allclose(F.adaptive_avg_pool2d(x, 1).data[..., 0, 0], x.data.mean((2, 3)), rtol=1e-6)
    np.testing.assert_array_equal(F.adaptive_avg_pool2d(x, (None, 5)).data, x.data)
    assert F.adaptive_avg_pool2d(x, (9, 2)).shape == (2, 3, 9, 2)


def test_batch_norm_learns_running_statistics_in_training_alone():
    layer, x = nn.BatchNorm2d(3), randn(8, 3, 4, 4) * 2 + 1
    out = layer(x)
    np.testing.assert_allclose(out.data.mean((0, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(out.data.var((0, 2, 3)), 1, atol=1e-4)
    np.testing.assert_allclose(layer.running_mean.data, 0.1 * x.data.mean((0, 2, 3)), rtol=1e-5)
    np.testing.assert_allclose(layer.running_var.data, 0.9 + 0.1 * x.data.var((0, 2, 3), ddof=1), rtol=1e-5)
    kept = layer.eval().running_mean.tolist()
    alone = layer(x[:1])
    assert layer.running_mean.tolist() == kept and layer.num_batches_tracked.item() == 1
    np.testing.assert_allclose(layer(x).data[:1], alone.data, rtol=1e-6)


def test_without_momentum_the_running_mean_is_that_of_all_batches():
    layer = nn.BatchNorm1d(2, momentum=None)
    batches = [randn(5, 2) for _ in range(3)]
    for batch in batches:
        layer(batch)
    expected = np.mean([b.data.mean(0) for b in batches], axis=0)
    np.testing.assert_allclose(layer.running_mean.data, expected, rtol=1e-5)


def test_dropout2d_takes_whole_channels_and_keeps_the_mean():
    manual_seed(0)
    out = F.dropout2d(ones(200, 10, 2, 3), 0.25).data
    assert (out == out[:, :, :1, :1]).all()
    np.testing.assert_allclose(np.unique(out), [0, 4 / 3], rtol=1e-6)
    assert abs(out.mean() - 1) < 0.05
    layer = nn.Dropout2d(0.5).eval()
    assert layer(x := rand(1, 2, 3, 3)) is x


def test_pad_counts_from_the_last_dimension():
    out = F.pad(ones(1, 1, 2, 2), (1, 0, 0, 2), value=5.0)
    assert out.data[0, 0].tolist() == [[5, 1, 1], [5, 1, 1], [5, 5, 5], [5, 5, 5]]


X = rand(2, 3, 4, 4)
REFUSALS = [
    (
        lambda: nn.MaxPool2d(5)(X),
        "max_pool2d: kernel_size (5, 5) reaches over (5, 5) pixels, expected at most (4, 4), the image",
    ),
    (
        lambda: nn.AvgPool2d(7, padding=1)(X),
        "avg_pool2d: kernel_size (7, 7) reaches over (7, 7) pixels, expected at most (6, 6), the image",
    ),
    (
        lambda: nn.MaxPool2d(2, 0)(X),
        "max_pool2d: stride expected an int from 1 on, or a pair of them, got 0",
    ),
    (
        lambda: nn.AvgPool2d(2, 0)(X),
        "avg_pool2d: stride expected an int from 1 on, or a pair of them, got 0",
    ),
    (lambda: nn.MaxPool2d(2)(X[0, 0]), "max_pool2d: expected images (N, C, H, W), got 2 dimensions, (4, 4)"),
    (
        lambda: nn.MaxPool2d(2, padding=2)(X),
        "max_pool2d: padding expected at most half of kernel_size (2, 2), got 2",
    ),
    (lambda: nn.AvgPool2d(2)(X[0, 0]), "avg_pool2d: expected images (N, C, H, W), got 2 dimensions, (4, 4)"),
    (lambda: nn.AdaptiveAvgPool2d(0)(X), "adaptive_avg_pool2d: output_size expected an int from 1 on"),
    (lambda: nn.BatchNorm2d(4)(X), "track_running_stats=True) expects 4 channels, got 3, (2, 3, 4, 4)"),
    (
        lambda: nn.BatchNorm2d(3)(X[0]),
        "track_running_stats=True) expects images (N, C, H, W), got 3 dimensions, (3, 4, 4); x.unsqueeze(0)",
    ),
    (lambda: nn.BatchNorm1d(3)(X), "expects (N, C) or (N, C, L), got 4 dimensions"),
    (lambda: nn.BatchNorm1d(3)(rand(1, 3)), "training expected more than 1 value a channel, got (1, 3)"),
    (lambda: nn.Dropout2d(1.5), "Dropout2d: p is a chance, between 0 and 1, got 1.5"),
    (lambda: F.pad(X, (1,)), "pad: expected two counts for each of at most 4 dimensions, got (1,)"),
    (lambda: F.pad(X, (1, 1), mode="mirror"), "pad: mode expected 'constant' or one of"),
    (lambda: F.pad(X, (4, 0), mode="reflect"), "pad: (4, 0) is too much of 4, dim -1 of (2, 3, 4, 4), r"),
    (lambda: F.pad(X, (-3, -2)), "pad: (-3, -2) is too much of 4, dim -1 of (2, 3, 4, 4), constant"),
]


@pytest.mark.parametrize(("mistake", "sentence"), REFUSALS, ids=[sentence for _, sentence in REFUSALS])
def test_what_does_not_fit_is_refused_with_layer_setting_expected_and_received(mistake, sentence: str):
    with pytest.raises(ValueError) as refusal:
        mistake()
    assert sentence in str(refusal.value)

"""Gradient cases of module 09: strides, dilation, padding, groups, rectangles, remainders, one image."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, distinct, normal

from tinytorch import Tensor
from tinytorch.core import spatial
from tinytorch.extras import spatial as extras

RECTANGLE = (normal(2, 3, 6, 5), normal(4, 3, 3, 2), normal(4))

MEAN, VAR = normal(3), np.array([0.5, 2.0, 1.0])


def convolution(**settings) -> object:
    return lambda x, weight, bias=None: spatial.conv2d(x, weight, bias, **settings)


def normalized(training: bool) -> object:
    """Batch norm whose running statistics stay as they are, whatever is called."""

    def f(x, weight, bias):
        mean, var = (Tensor(numbers.astype(x.dtype)) for numbers in (MEAN, VAR))
        return spatial.batch_norm(x, mean, var, weight, bias, training, 0.0)

    return f


CASES = [
    Case(spatial.Convolve, "plain", convolution(), RECTANGLE),
    Case(spatial.Convolve, "without a bias", convolution(padding=1), RECTANGLE[:2]),
    Case(spatial.Convolve, "padding, larger down", convolution(padding=(2, 1)), RECTANGLE),
    Case(spatial.Convolve, "padding wider than the kernel", convolution(padding=4), RECTANGLE),
    Case(spatial.Convolve, "same, of an even kernel", convolution(padding="same"), RECTANGLE),
    Case(spatial.Convolve, "strides that leave a remainder", convolution(stride=(2, 3)), RECTANGLE),
    Case(spatial.Convolve, "stride wider than the kernel", convolution(stride=4, padding=1), RECTANGLE),
    Case(spatial.Convolve, "dilation", convolution(dilation=(2, 3), padding=2), RECTANGLE),
    Case(spatial.Convolve, "dilation and stride", convolution(dilation=2, stride=2, padding=1), RECTANGLE),
    Case(spatial.Convolve, "one image, square", convolution(), (normal(1, 2, 3, 3), normal(2, 2, 3, 3))),
    Case(spatial.Convolve, "few outputs", convolution(padding=1), (normal(2, 4, 4, 5), normal(2, 4, 3, 3))),
    Case(
        spatial.Convolve,
        "of one pixel",
        convolution(stride=(2, 1)),
        (normal(2, 3, 4, 2), normal(5, 3, 1, 1), normal(5)),
    ),
    Case(spatial.Pointwise, "plain", convolution(), (normal(2, 3, 4, 2), normal(5, 3, 1, 1), normal(5))),
    Case(spatial.Pointwise, "square, no bias", convolution(), (normal(1, 3, 3, 3), normal(3, 3, 1, 1))),
    Case(spatial.Pointwise, "of no images", convolution(), (normal(0, 3, 4, 2), normal(5, 3, 1, 1))),
    Case(
        spatial.Convolve,
        "many channels",
        convolution(padding=1),
        (normal(2, 9, 4, 3), normal(3, 9, 3, 3), normal(3)),
    ),
    Case(
        spatial.Convolve,
        "groups",
        convolution(groups=2, padding=1, stride=2),
        (normal(2, 4, 4, 5), normal(6, 2, 3, 2), normal(6)),
    ),
    Case(
        spatial.Convolve,
        "depthwise",
        convolution(groups=3),
        (normal(2, 3, 4, 4), normal(6, 1, 2, 2), normal(6)),
    ),
    Case(spatial.Convolve, "of no images", convolution(), (normal(0, 3, 6, 5), *RECTANGLE[1:])),
    Case(spatial.MaxPool, "a remainder", lambda x: spatial.max_pool2d(x, 2), (distinct(2, 3, 5, 7),)),
    Case(
        spatial.MaxPool,
        "overlapping, padded, dilated",
        lambda x: spatial.max_pool2d(x, 3, (1, 2), 1, (2, 1)),
        (distinct(2, 3, 8, 6),),
    ),
    Case(extras.AvgPool, "a remainder", lambda x: extras.avg_pool2d(x, (2, 3)), (normal(2, 3, 5, 7),)),
    Case(
        extras.AvgPool,
        "overlapping and padded",
        lambda x: extras.avg_pool2d(x, 3, (1, 2), 1),
        (normal(2, 3, 5, 6),),
    ),
    Case(
        extras.AvgPool,
        "beside an adaptive one",
        lambda x: extras.avg_pool2d(x, 1) + extras.adaptive_avg_pool2d(x, (5, 7)),
        (normal(2, 3, 5, 7),),
    ),
    Case(extras.Pad, "both sides", lambda x: extras.pad(x, (1, 2, 0, 3), value=2), (normal(2, 3, 4),)),
    Case(
        spatial.BatchNormalize, "by the batch", normalized(True), (normal(4, 3, 2, 5), normal(3), normal(3))
    ),
    Case(spatial.BatchNormalize, "of rows", normalized(True), (normal(6, 3), normal(3), normal(3))),
    Case(
        spatial.BatchNormalize,
        "by running statistics",
        normalized(False),
        (normal(1, 3, 2, 5), normal(3), normal(3)),
    ),
    Case(
        spatial.BatchNormalize,
        "without weight and bias",
        lambda x: spatial.batch_norm(x, None, None, training=True),
        (normal(4, 3, 2, 2),),
    ),
]

"""What 09_spatial brings, beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case
from drawing import between

WITHOUT: dict[str, str] = {}
EVAL = "nn.BatchNorm2d, in eval mode after a step of training"


def trained_then_not(nn: Any, filled: Any, x: Any = (4, 3, 2, 5)) -> Any:
    layer = filled(nn.BatchNorm2d(3))
    layer(x)
    layer.eval()
    return layer(x[:1])


def settings(text: str, **kwargs: Any) -> Case:
    return Case(
        f"nn.functional.conv2d, {text}",
        lambda F, x=(2, 4, 7, 6), w=(6, 4 // kwargs.get("groups", 1), 3, 2), b=(6,): F.conv2d(
            x, w, b, **kwargs
        ),
    )


CASES = [
    settings("plain"),
    settings("stride and padding", stride=(2, 3), padding=(1, 2)),
    settings("wide padding", padding=5),
    settings("dilation", dilation=(2, 3), padding=1),
    settings("same", padding="same"),
    settings("same, dilated", padding="same", dilation=2),
    settings("valid", padding="valid"),
    settings("groups", groups=2, stride=2),
    settings("everything", stride=2, padding=3, dilation=2, groups=2),
    Case(
        "nn.functional.conv2d, depthwise", lambda F, x=(2, 3, 5, 5), w=(6, 1, 2, 3): F.conv2d(x, w, groups=3)
    ),
    Case("nn.functional.conv2d, of one pixel", lambda F, x=(1, 5, 3, 4), w=(2, 5, 1, 1): F.conv2d(x, w)),
    Case(
        "nn.functional.conv2d, many channels",
        lambda F, x=(1, 9, 4, 4), w=(2, 9, 3, 3): F.conv2d(x, w, padding=1),
    ),
    Case("nn.functional.conv2d, no room, refused", lambda F, x=(1, 1, 2, 2), w=(1, 1, 3, 3): F.conv2d(x, w)),
    Case(
        "nn.functional.conv2d, other channels, refused",
        lambda F, x=(1, 2, 4, 4), w=(1, 3, 3, 3): F.conv2d(x, w),
    ),
    Case("nn.Conv2d", lambda nn, filled, x=(2, 3, 6, 5): filled(nn.Conv2d(3, 4, 3, padding=1))(x)),
    Case(
        "nn.Conv2d, all settings",
        lambda nn, filled, x=(2, 4, 7, 6): filled(nn.Conv2d(4, 2, (3, 2), 2, (1, 2), (1, 2), 2, bias=False))(
            x
        ),
    ),
    Case("nn.Conv2d, printed", lambda nn: repr(nn.Conv2d(4, 2, (3, 2), 2, "valid", 2, 2, False))),
    Case("nn.functional.max_pool2d", lambda F, x=(2, 3, 5, 7): F.max_pool2d(x, 2)),
    Case(
        "nn.functional.max_pool2d, overlapping",
        lambda F, x=(2, 3, 7, 6): F.max_pool2d(x, (3, 2), 1, (1, 0), (2, 1)),
    ),
    Case(
        "nn.functional.max_pool2d, ties", lambda F, x=(2, 3, 6, 6): F.max_pool2d((x * 1).clamp(min=0), 3, 2)
    ),
    Case("nn.MaxPool2d", lambda nn, x=(2, 3, 5, 7): nn.MaxPool2d(3, 2, padding=1)(x)),
    Case("nn.MaxPool2d, printed", lambda nn: repr(nn.MaxPool2d(2))),
    Case("nn.functional.avg_pool2d", lambda F, x=(2, 3, 5, 7): F.avg_pool2d(x, (2, 3), 1, (1, 0))),
    Case("nn.AvgPool2d", lambda nn, x=(2, 3, 5, 7): nn.AvgPool2d(2)(x)),
    Case("nn.functional.adaptive_avg_pool2d", lambda F, x=(2, 3, 5, 7): F.adaptive_avg_pool2d(x, (3, 4))),
    Case(
        "nn.functional.adaptive_avg_pool2d, larger",
        lambda F, x=(1, 2, 3, 2): F.adaptive_avg_pool2d(x, (5, None)),
    ),
    Case("nn.AdaptiveAvgPool2d", lambda nn, x=(2, 3, 5, 7): nn.AdaptiveAvgPool2d(1)(x)),
    Case(
        "nn.functional.batch_norm",
        lambda F, x=(4, 3, 2, 5), m=(3,), v=between(0.5, 2, 3), w=(3,), b=(3,): F.batch_norm(
            x, m.detach(), v.detach(), w, b
        ),
    ),
    Case(
        "nn.functional.batch_norm, training",
        lambda F, x=(4, 3, 2): F.batch_norm(x, None, None, training=True),
    ),
    Case("nn.BatchNorm2d", lambda nn, filled, x=(4, 3, 2, 5): filled(nn.BatchNorm2d(3))(x)),
    Case(
        "nn.BatchNorm2d, no momentum",
        lambda nn, filled, x=(4, 3, 2, 5): filled(nn.BatchNorm2d(3, momentum=None))(x),
    ),
    Case(
        "nn.BatchNorm2d, plain", lambda nn, x=(4, 3, 2, 5): nn.BatchNorm2d(3, 1e-3, affine=False).double()(x)
    ),
    Case(
        "nn.BatchNorm2d, no statistics",
        lambda nn, filled, x=(4, 3, 2, 2): filled(nn.BatchNorm2d(3, track_running_stats=False)).eval()(x),
    ),
    Case(EVAL, trained_then_not),
    Case("nn.BatchNorm2d, printed", lambda nn: repr(nn.BatchNorm2d(3))),
    Case("nn.BatchNorm1d", lambda nn, filled, x=(5, 3): filled(nn.BatchNorm1d(3))(x)),
    Case("nn.BatchNorm1d, of sequences", lambda nn, filled, x=(4, 3, 5): filled(nn.BatchNorm1d(3))(x)),
    Case("nn.functional.dropout2d", lambda F, x=(2, 3, 4, 4): F.dropout2d(x, 0.5, training=False)),
    Case("nn.functional.dropout2d, all", lambda F, x=(2, 3, 4, 4): F.dropout2d(x, 1.0)),
    Case("nn.Dropout2d", lambda nn, x=(2, 3, 4, 4): nn.Dropout2d(0.5).eval()(x)),
    Case("nn.functional.pad", lambda F, x=(2, 3, 4): F.pad(x, (1, 2, 0, 3), value=1.5)),
    Case("nn.functional.pad, of nothing", lambda F, x=(2, 3): F.pad(x, ())),
]

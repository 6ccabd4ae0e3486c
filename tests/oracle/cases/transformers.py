"""Module 13 beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case

OURS = "ours: PyTorch has no whole language models; tests/transformers"
WITHOUT = {
    f"models.{name}": OURS
    for name in (
        *("GPT", "GPTConfig", "MLP", "SwiGLU", "TransformerBlock", "count_multiplications"),
        *("count_parameters", "generate", "load_gpt2"),
    )
}
LN, RMS = "nn.functional.layer_norm", "nn.functional.rms_norm"


def small(nn: Any, **settings: Any) -> Any:
    return nn.LayerNorm(4, **settings)


CASES = [
    Case(LN, lambda F, x=(2, 3, 4), w=(4,), b=(4,): F.layer_norm(x, (4,), w, b)),
    Case(f"{LN}, without weights", lambda F, x=(2, 3, 4): F.layer_norm(x, (4,))),
    Case(f"{LN}, of two dimensions", lambda F, x=(2, 3, 4), w=(3, 4): F.layer_norm(x, [3, 4], w, eps=0.1)),
    Case(f"{LN}, of one row", lambda F, x=(4,), w=(4,), b=(4,): F.layer_norm(x, (4,), w, b)),
    Case(f"{LN}, of no row", lambda F, x=(0, 4), w=(4,), b=(4,): F.layer_norm(x, (4,), w, b)),
    Case(f"{LN}, another shape, refused", lambda F, x=(2, 3): F.layer_norm(x, (4,))),
    Case(RMS, lambda F, x=(2, 3, 4), w=(4,): F.rms_norm(x, (4,), w, eps=1e-5)),
    Case(f"{RMS}, without weights, its own eps", lambda F, x=(2, 3, 4): F.rms_norm(x, (3, 4))),
    Case("nn.LayerNorm", lambda nn, filled, x=(2, 3, 4): filled(small(nn))(x)),
    Case("nn.LayerNorm, without bias", lambda nn, filled, x=(2, 4): filled(small(nn, bias=False))(x)),
    Case("nn.LayerNorm, nothing learned", lambda nn, x=(2, 4): small(nn, elementwise_affine=False)(x)),
    Case(
        "nn.LayerNorm, of two dimensions",
        lambda nn, filled, x=(2, 3, 4): filled(nn.LayerNorm([3, 4], eps=0.1))(x),
    ),
    Case("nn.LayerNorm, its text", lambda nn: [repr(nn.LayerNorm((3, 4))), repr(nn.LayerNorm(3, bias=False))]),
    Case("nn.RMSNorm", lambda nn, filled, x=(2, 3, 4): filled(nn.RMSNorm(4))(x)),
    Case("nn.RMSNorm, with eps", lambda nn, filled, x=(2, 3, 4): filled(nn.RMSNorm([3, 4], eps=0.1))(x)),
    Case("nn.RMSNorm, its text", lambda nn: repr(nn.RMSNorm(4, eps=0.1))),
]

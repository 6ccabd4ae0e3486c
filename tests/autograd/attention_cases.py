"""Gradient cases of module 12."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, normal

from tinytorch import Tensor, from_numpy
from tinytorch.core import attention
from tinytorch.core.attention import scaled_dot_product_attention

SOME = from_numpy(np.array([[1, 0, 1, 1, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]]) > 0)  # row 1 may see nothing
PADDED = from_numpy(np.array([[1, 1, 1, 0, 0], [1, 0, 0, 0, 0]]) > 0).reshape(2, 1, 1, 5)
HIDDEN = np.where(SOME.data, 0.5, -np.inf)


def with_mask(mask: Tensor):
    return lambda q, k, v: scaled_dot_product_attention(q, k, v, mask)


def packed(x: Tensor, bias: Tensor | None = None) -> Tensor:
    settings = {"num_heads": 2, "is_causal": bias is None, "scale": 0.7}
    return attention.SelfAttention.apply(x, *([] if bias is None else [bias]), **settings)


Q, K, V = normal(2, 4, 3, 6), normal(2, 4, 5, 6), normal(2, 4, 5, 7)
CASES = [
    Case(attention.Attention, "cross", scaled_dot_product_attention, (Q, K, V)),
    Case(attention.Attention, "of matrices", scaled_dot_product_attention, (Q[0, 0], K[0, 0], V[0, 0])),
    Case(
        attention.Attention,
        "causal, to itself",
        lambda x: scaled_dot_product_attention(x, x, x, is_causal=True),
        (normal(2, 5, 4),),
    ),
    Case(
        attention.Attention,
        "causal, more keys, scaled",
        lambda q, k, v: scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.7),
        (Q, K, V),
    ),
    Case(attention.Attention, "a row without keys", with_mask(SOME), (Q, K, V)),
    Case(attention.Attention, "a mask of padding", with_mask(PADDED), (Q, K, V)),
    Case(
        attention.Attention,
        "a mask that learns",
        lambda q, k, v, mask: scaled_dot_product_attention(q, k, v, mask),
        (Q, K, V, normal(4, 3, 1)),
    ),
    Case(
        attention.Attention,
        "grouped queries",
        lambda q, k, v: scaled_dot_product_attention(q, k, v, enable_gqa=True),
        (Q, K[:, :2], V[:, :2]),
    ),
    Case(
        attention.Attention,
        "keys that broadcast",
        scaled_dot_product_attention,
        (Q, K[:, :1], V[:1]),
    ),
    Case(attention.SelfAttention, "causal", packed, (normal(2, 4, 18),)),
    Case(attention.SelfAttention, "a mask that learns", packed, (normal(2, 4, 18), normal(4, 4))),
]

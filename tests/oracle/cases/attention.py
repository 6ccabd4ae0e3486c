"""Module 12 beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case
from drawing import bools, ints

Q, K, V = (2, 4, 3, 6), (2, 4, 5, 6), (2, 4, 5, 7)
SDPA = "nn.functional.scaled_dot_product_attention"
MHA = "nn.MultiheadAttention"


def attend(F: Any, q: Any, k: Any, v: Any, mask: Any = None, **settings: Any) -> Any:
    return F.scaled_dot_product_attention(q, k, v, mask, **settings)


def heads(nn: Any, **settings: Any) -> Any:
    return nn.MultiheadAttention(6, 2, **{"batch_first": True, **settings})


def to_itself(layer: Any, x: Any, **settings: Any) -> Any:
    return layer(x, x, x, **settings)


def some_hidden(torch: Any, hidden: Any) -> Any:
    """A mask of (T, S) or (B, S) that hides, but never the first key: PyTorch gives nan where it hides all."""
    first = torch.arange(hidden.shape[-1]) < 1
    return torch.where(first, first < first, hidden)


def added(torch: Any, m: Any) -> Any:
    return torch.where(m, 0.5, float("-inf"))


CASES = [
    Case(SDPA, lambda F, q=Q, k=K, v=V: attend(F, q, k, v)),
    Case(f"{SDPA}, of matrices", lambda F, q=(3, 6), k=(5, 6), v=(5, 7): attend(F, q, k, v)),
    Case(f"{SDPA}, causal", lambda F, q=K, k=K, v=V: attend(F, q, k, v, is_causal=True)),
    Case(f"{SDPA}, causal, more keys", lambda F, q=Q, k=K, v=V: attend(F, q, k, v, is_causal=True)),
    Case(f"{SDPA}, causal, fewer keys", lambda F, q=K, k=Q, v=Q: attend(F, q, k, v, is_causal=True)),
    Case(f"{SDPA}, scaled", lambda F, q=Q, k=K, v=V: attend(F, q, k, v, scale=0.3)),
    Case(f"{SDPA}, a boolean mask", lambda F, q=Q, k=K, v=V, m=bools(3, 5): attend(F, q, k, v, m)),
    Case(f"{SDPA}, a mask of the batch", lambda F, q=Q, k=K, v=V, m=bools(2, 1, 1, 5): attend(F, q, k, v, m)),
    Case(f"{SDPA}, nothing to see", lambda F, torch, q=Q, k=K, v=V: attend(F, q, k, v, torch.ones(3, 5) < 0)),
    Case(f"{SDPA}, a mask that learns", lambda F, q=Q, k=K, v=V, m=(4, 3, 5): attend(F, q, k, v, m)),
    Case(
        f"{SDPA}, a mask of -inf",
        lambda F, torch, q=Q, k=K, v=V, m=bools(3, 5): attend(F, q, k, v, added(torch, m).to(q.dtype)),
    ),
    Case(
        f"{SDPA}, grouped",
        lambda F, q=Q, k=(2, 2, 5, 6), v=(2, 2, 5, 7): attend(F, q, k, v, enable_gqa=True),
    ),
    Case(
        f"{SDPA}, groups that do not divide, refused",
        lambda F, q=Q, k=(2, 3, 5, 6), v=(2, 3, 5, 7): attend(F, q, k, v, enable_gqa=True),
    ),
    Case(f"{SDPA}, keys of another size, refused", lambda F, q=Q, k=(2, 4, 5, 7), v=V: attend(F, q, k, v)),
    Case(f"{SDPA}, fewer values, refused", lambda F, q=Q, k=K, v=(2, 4, 4, 7): attend(F, q, k, v)),
    Case(f"{SDPA}, a mask too wide, refused", lambda F, q=Q, k=K, v=V, m=bools(3, 6): attend(F, q, k, v, m)),
    Case(
        f"{SDPA}, a mask of ints, refused", lambda F, q=Q, k=K, v=V, m=ints(0, 2, 3, 5): attend(F, q, k, v, m)
    ),
    Case(MHA, lambda nn, filled, x=(2, 3, 6): to_itself(filled(heads(nn)), x)),
    Case(
        f"{MHA}, without maps",
        lambda nn, filled, x=(2, 3, 6): to_itself(filled(heads(nn)), x, need_weights=False),
    ),
    Case(
        f"{MHA}, a map a head",
        lambda nn, filled, x=(2, 3, 6): to_itself(filled(heads(nn)), x, average_attn_weights=False),
    ),
    Case(f"{MHA}, without bias", lambda nn, filled, x=(2, 3, 6): to_itself(filled(heads(nn, bias=False)), x)),
    Case(
        f"{MHA}, batch second",
        lambda nn, filled, x=(3, 2, 6): to_itself(filled(heads(nn, batch_first=False)), x),
    ),
    Case(f"{MHA}, one sequence", lambda nn, filled, x=(3, 6): to_itself(filled(heads(nn)), x)),
    Case(f"{MHA}, cross", lambda nn, filled, x=(2, 3, 6), m=(2, 5, 6): filled(heads(nn))(x, m, m)),
    Case(
        f"{MHA}, three inputs",
        lambda nn, filled, x=(2, 3, 6), k=(2, 5, 6), v=(2, 5, 6): filled(heads(nn))(
            x, k, v, need_weights=False
        ),
    ),
    Case(
        f"{MHA}, hidden keys",
        lambda nn, torch, filled, x=(2, 3, 6), m=bools(3, 3): to_itself(
            filled(heads(nn)), x, attn_mask=some_hidden(torch, m)
        ),
    ),
    Case(
        f"{MHA}, hidden keys, a mask a head",
        lambda nn, torch, filled, x=(2, 3, 6), m=bools(4, 3, 3): to_itself(
            filled(heads(nn)), x, attn_mask=some_hidden(torch, m)
        ),
    ),
    Case(
        f"{MHA}, an added mask",
        lambda nn, filled, x=(2, 3, 6), m=(3, 3): to_itself(filled(heads(nn).to(x.dtype)), x, attn_mask=m),
    ),
    Case(
        f"{MHA}, padding",
        lambda nn, torch, filled, x=(2, 3, 6), m=bools(2, 3): to_itself(
            filled(heads(nn)), x, key_padding_mask=some_hidden(torch, m)
        ),
    ),
    Case(
        f"{MHA}, padding and hidden keys",
        lambda nn, torch, filled, x=(2, 3, 6), m=bools(2, 3), n=bools(3, 3): to_itself(
            filled(heads(nn)),
            x,
            key_padding_mask=some_hidden(torch, m),
            attn_mask=some_hidden(torch, n),
            need_weights=False,
        ),
    ),
    Case(
        f"{MHA}, causal",
        lambda nn, torch, filled, x=(2, 3, 6): to_itself(
            filled(heads(nn)), x, attn_mask=torch.tensor(ABOVE), is_causal=True, need_weights=False
        ),
    ),
    Case(f"{MHA}, heads that do not divide, refused", lambda nn, x=(2, 3, 6): heads(nn, num_heads=4)),
]
ABOVE = [[False, True, True], [False, False, True], [False, False, False]]
WITHOUT: dict[str, str] = {}

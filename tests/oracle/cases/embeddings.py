"""Module 11 beside PyTorch."""

from __future__ import annotations

from case import Case
from drawing import ints

CASES = [
    Case("nn.functional.embedding", lambda F, w=(5, 3), t=ints(0, 5, 2, 4): F.embedding(t, w)),
    Case("nn.functional.embedding, one id", lambda F, w=(5, 3), t=ints(0, 5): F.embedding(t, w)),
    Case("nn.functional.embedding, no id", lambda F, w=(5, 3), t=ints(0, 5, 0): F.embedding(t, w)),
    Case(
        "nn.functional.embedding, padded",
        lambda F, w=(3, 2), t=ints(0, 3, 7): F.embedding(t, w, padding_idx=1),
    ),
    Case(
        "nn.functional.embedding, padded, from behind",
        lambda F, w=(3, 2), t=ints(0, 3, 7): F.embedding(t, w, -1),
    ),
    Case(
        "nn.functional.embedding, out of range, refused",
        lambda F, w=(3, 2), t=ints(3, 9, 4): F.embedding(t, w),
    ),
    Case("nn.functional.embedding, floats, refused", lambda F, w=(3, 2), x=(4,): F.embedding(x, w)),
    Case("nn.functional.one_hot", lambda F, t=ints(0, 5, 2, 3): F.one_hot(t)),
    Case("nn.functional.one_hot, of a width", lambda F, t=ints(0, 5, 4): F.one_hot(t, 7)),
    Case("nn.functional.one_hot, too narrow, refused", lambda F, t=ints(3, 5, 4): F.one_hot(t, 3)),
    Case("nn.functional.one_hot, negative, refused", lambda F, t=ints(-4, 0, 4): F.one_hot(t, 3)),
    Case("nn.Embedding", lambda nn, filled, t=ints(0, 6, 2, 4): filled(nn.Embedding(6, 3))(t)),
    Case(
        "nn.Embedding, padded",
        lambda nn, filled, t=ints(0, 4, 9): filled(nn.Embedding(4, 3, padding_idx=0))(t),
    ),
    Case(
        "nn.Embedding, its text",
        lambda nn: [repr(nn.Embedding(4, 3)), repr(nn.Embedding(4, 3, padding_idx=-1))],
    ),
    Case(
        "nn.Embedding, tied", lambda nn, F, filled, t=ints(0, 5, 2, 3): tied(F, filled(nn.Embedding(5, 4)), t)
    ),
]
WITHOUT = {
    f"models.{name}": "ours: PyTorch has no such name; tests/embeddings"
    for name in ("LearnedPositions", "rotary", "sinusoidal_positions")
}


def tied(F, table, ids):
    """The table as the last layer, too."""
    return F.linear(table(ids), table.weight)

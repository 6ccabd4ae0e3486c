"""Gradient cases of module 11."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, normal

from tinytorch import from_numpy
from tinytorch.core import embeddings

REPEATED = from_numpy(np.array([[3, 0, 3], [3, 1, 0]]))
ONE = from_numpy(np.array(2))

CASES = [
    Case(embeddings.Embed, "ids repeated", lambda w: embeddings.embedding(REPEATED, w), (normal(5, 3),)),
    Case(embeddings.Embed, "one id", lambda w: embeddings.embedding(ONE, w), (normal(5, 3),)),
    Case(
        embeddings.Embed,
        "tied to the head",
        lambda w: embeddings.embedding(REPEATED, w) @ w.T,
        (normal(5, 3),),
    ),
    Case(embeddings.Rotary, "of heads", lambda x: embeddings.rotary(x), (normal(2, 3, 5, 4),)),
    Case(embeddings.Rotary, "further on", lambda x: embeddings.rotary(x, 7, 100.0), (normal(5, 6),)),
]

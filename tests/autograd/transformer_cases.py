"""Gradient cases of module 13."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, normal

from tinytorch.core import transformers
from tinytorch.extras.transformers import NormalizeScale
from tinytorch.nn.functional import layer_norm, rms_norm

CONSTANT = np.array([[2.0, 2.0, 2.0], [0.0, 1.0, 0.0]])  # a row without variance

CASES = [
    Case(
        transformers.Normalize,
        "of rows",
        lambda x, w, b: layer_norm(x, (4,), w, b),
        (normal(2, 3, 4), normal(4), normal(4)),
    ),
    Case(
        transformers.Normalize,
        "of two dimensions, square",
        lambda x, w, b: layer_norm(x, (3, 3), w, b),
        (normal(2, 3, 3), normal(3, 3), normal(3, 3)),
    ),
    Case(transformers.Normalize, "without weights", lambda x: layer_norm(x, (4,)), (normal(3, 4),)),
    Case(transformers.Normalize, "equal elements", lambda x: layer_norm(x, (3,), eps=0.1), (CONSTANT,)),
    Case(transformers.Normalize, "of one row", lambda x, w: layer_norm(x, (4,), w), (normal(4), normal(4))),
    Case(
        NormalizeScale,
        "of rows",
        lambda x, w: rms_norm(x, (4,), w),
        (normal(2, 3, 4), normal(4)),
    ),
    Case(NormalizeScale, "of two dimensions", lambda x: rms_norm(x, (3, 4)), (normal(2, 3, 4),)),
    Case(
        NormalizeScale,
        "equal elements",
        lambda x: rms_norm(x, (3,), eps=0.1),
        (CONSTANT,),
    ),
]

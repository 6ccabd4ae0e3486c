"""Gradient cases of tinytorch/extras/angles.py."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, normal

from tinytorch.extras import angles

UNIT = np.array([[-0.9, 0.3, 0.0], [0.6, -0.2, 0.8]])

CASES = [
    *(
        Case(angles.Elementary, name, lambda a, name=name: getattr(a, name)(), (UNIT,))
        for name in angles.TABLE
    ),
    Case(angles.Atan2, "broadcasts", lambda a, b: a.atan2(b), (normal(2, 3), normal(3))),
]

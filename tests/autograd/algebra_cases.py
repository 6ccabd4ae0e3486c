"""Gradient cases of tinytorch/extras/algebra.py."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, normal

from tinytorch.extras import algebra

SQUARE = normal(2, 3, 3) + 3 * np.eye(3)  # far from having no inverse

CASES = [
    Case(algebra.Solve, "of columns", algebra.solve, (SQUARE, normal(2, 3, 4))),
    Case(algebra.Solve, "of a vector", algebra.solve, (SQUARE[0], normal(3))),
    Case(algebra.Solve, "one matrix, broadcast", algebra.solve, (SQUARE[0], normal(2, 3, 4))),
    Case(algebra.LogAbsDet, "of several", algebra.det, (SQUARE,)),
    Case(algebra.Cholesky, "of a symmetric product", lambda a: algebra.cholesky(a @ a.mT), (SQUARE,)),
]

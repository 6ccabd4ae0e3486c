"""Gradient cases of module 03."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, distinct, normal

from tinytorch.core import activations

ZEROS = np.array([[0.0, -2.0, 3.0], [1.0, 0.0, -1.0]])
HALVES = np.array([[0.5, 0.5, 0.5], [-1.0, 2.0, 2.0], [0.0, 0.0, 3.0]])  # ties, and rows of their own

CASES = [
    Case(activations.Relu, "away from zero", lambda a: a.relu(), (distinct(2, 3),)),
    Case(activations.LeakyRelu, "steeper", lambda a: activations.leaky_relu(a, 0.2), (distinct(2, 3),)),
    Case(activations.Sigmoid, "of both signs", lambda a: a.sigmoid(), (normal(2, 3),)),
    Case(activations.Softplus, "of both signs", lambda a: activations.softplus(a), (normal(2, 3),)),
    Case(activations.Softplus, "steeper", lambda a: activations.softplus(a, 3), (normal(2, 3),)),
    Case(activations.Softplus, "in logsigmoid", lambda a: activations.logsigmoid(a), (normal(2, 3),)),
    Case(activations.Silu, "of both signs", lambda a: activations.silu(a), (normal(2, 3),)),
    Case(activations.Silu, "of exact zeros", lambda a: activations.silu(a), (ZEROS,)),
    Case(activations.Gelu, "of both signs", lambda a: activations.gelu(a), (3 * normal(4, 3),)),
    Case(activations.Gelu, "of exact zeros", lambda a: activations.gelu(a), (ZEROS,)),
    Case(activations.GeluTanh, "of both signs", lambda a: activations.gelu(a, "tanh"), (3 * normal(4, 3),)),
    Case(activations.Softmax, "of the last dim, square", lambda a: a.softmax(-1), (normal(3, 3),)),
    Case(activations.Softmax, "of a dim in the middle", lambda a: a.softmax(1), (normal(2, 3, 4),)),
    Case(activations.Softmax, "of the first dim, ties", lambda a: a.softmax(0), (HALVES,)),
    Case(activations.LogSoftmax, "of the last dim, square", lambda a: a.log_softmax(-1), (normal(3, 3),)),
    Case(activations.LogSoftmax, "of a dim in the middle", lambda a: a.log_softmax(1), (normal(2, 3, 4),)),
    Case(activations.LogSoftmax, "of the first dim, ties", lambda a: a.log_softmax(0), (HALVES,)),
]

"""Gradient cases of tinytorch/extras."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, distinct, normal, positive

from tinytorch import from_numpy, maximum, minimum
from tinytorch.extras import elements, reductions, shapes

TIES = np.array([[0.0, -2.0, 3.0], [1.0, 0.0, -1.0]])
ZEROS = np.array([[2.0, 0.0, 3.0, 0.0], [1.5, 2.0, 0.0, -1.0]])
IDS = from_numpy(np.array([[2, 0, 2], [1, 1, 0]]))  # (2, 3), into dim 0 of size 3

CASES = [
    Case(elements.Sin, "of both signs", lambda a: a.sin(), (normal(2, 3),)),
    Case(elements.Cos, "of both signs", lambda a: a.cos(), (normal(2, 3),)),
    Case(elements.Erf, "of both signs", lambda a: a.erf(), (normal(2, 3),)),
    Case(elements.Log1p, "of positive ones", lambda a: a.log1p(), (positive(2, 3),)),
    Case(elements.Rsqrt, "of positive ones", lambda a: a.rsqrt(), (positive(2, 3),)),
    Case(elements.Sign, "flat", lambda a: a.sign() + a, (distinct(2, 3),)),
    Case(elements.Floor, "flat", lambda a: a.floor() + a, (distinct(2, 3) + 0.05,)),
    Case(elements.Ceil, "flat", lambda a: a.ceil() + a, (distinct(2, 3) + 0.05,)),
    Case(elements.Round, "flat", lambda a: a.round(1) + a, (distinct(2, 3) + 0.01,)),
    Case(elements.Maximum, "broadcasts", maximum, (distinct(2, 3), distinct(3) + 0.01)),
    Case(elements.Maximum, "of equal ones", lambda a: maximum(a, -a), (TIES,)),
    Case(elements.Minimum, "broadcasts", minimum, (distinct(2, 3), distinct(3) + 0.01)),
    Case(elements.Power, "of both", lambda a, b: a**b, (positive(2, 3), normal(3))),
    Case(elements.Power, "of a number", lambda b: 2**b, (normal(2, 3),)),
    Case(elements.Remainder, "of both", lambda a, b: a % b, (distinct(2, 3) + 0.05, positive(3))),
    Case(reductions.LogSumExp, "of a dim", lambda a: a.logsumexp(1), (normal(2, 3, 4),)),
    Case(reductions.LogSumExp, "of dims, kept", lambda a: a.logsumexp((0, -1), True), (normal(2, 3, 4),)),
    Case(reductions.Norm, "of everything", lambda a: a.norm(), (normal(2, 3),)),
    Case(reductions.Norm, "1", lambda a: a.norm(1, 1), (distinct(2, 3),)),
    Case(reductions.Norm, "3, kept", lambda a: a.norm(3, 0, keepdim=True), (normal(2, 3),)),
    Case(reductions.Prod, "of everything", lambda a: a.prod(), (normal(2, 3),)),
    Case(reductions.Prod, "of zeros", lambda a: a.prod(1), (ZEROS,)),
    Case(reductions.Prod, "kept", lambda a: a.prod(0, keepdim=True), (normal(3, 2, 2),)),
    Case(reductions.CumSum, "in the middle", lambda a: a.cumsum(1), (normal(2, 3, 4),)),
    Case(reductions.CumProd, "of zeros", lambda a: a.cumprod(-1), (ZEROS,)),
    Case(shapes.Clone, "times itself", lambda a: a.clone() * a, (normal(2, 3),)),
    Case(shapes.Flip, "of two dims", lambda a: a.flip(0, -1) * a, (normal(2, 3, 4),)),
    Case(
        shapes.Roll,
        "of two dims",
        lambda a: a.roll((1, -2), (0, 1)),
        (normal(3, 4),),
    ),
    Case(shapes.Roll, "of everything", lambda a: a.roll(2) * a, (normal(3, 4),)),
    Case(shapes.Tril, "below", lambda a: a.tril(-1), (normal(2, 3, 4),)),
    Case(shapes.Triu, "above", lambda a: a.triu(1), (normal(3, 4),)),
    Case(
        shapes.ScatterAdd,
        "ids, one twice",
        lambda a, b: a.scatter_add(0, IDS, b),
        (normal(3, 4), normal(2, 5)),
    ),
]

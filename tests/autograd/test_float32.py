"""float32 in, float32 everywhere: what an operation makes, what its rule gives, what a leaf receives."""

from __future__ import annotations

import numpy as np
import pytest
from every_case import CASES
from gradient_cases import Case
from test_gradients import graph

from tinytorch import Tensor
from tinytorch.core import tensor as core
from tinytorch.core.tensor import VJP

FLOAT32_CASES = [case for case in CASES if case.function is not core.Cast]  # its case asks for float64


@pytest.mark.parametrize("case", FLOAT32_CASES, ids=str)
def test_every_result_on_the_way_is_float32(case: Case):
    assert {t.dtype for t in graph(case.f(*case.tensors("float32")))} == {np.dtype("float32")}


@pytest.mark.parametrize("case", FLOAT32_CASES, ids=str)
def test_every_rule_works_in_float32(case: Case):
    """The walk would hide it: it gives each gradient the dtype of its input."""
    for t in graph(case.f(*case.tensors("float32"))):
        if t.grad_fn is not None:
            result = VJP[type(t.grad_fn)](t.grad_fn, np.ones_like(t.data))
            gradients = result if isinstance(result, tuple) else (result,)
            found = {g.dtype for g in gradients if g is not None}  # of statistics, for one
            assert found == {np.dtype("float32")}, type(t.grad_fn).__name__


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", FLOAT32_CASES, ids=str)
def test_a_gradient_has_the_dtype_and_shape_of_its_leaf(case: Case, dtype: str):
    leaves = case.tensors(dtype)
    out = case.f(*leaves)
    out.backward(Tensor(np.ones_like(out.data)))
    assert [(x.grad.dtype, x.grad.shape) for x in leaves] == [(np.dtype(dtype), x.shape) for x in leaves]

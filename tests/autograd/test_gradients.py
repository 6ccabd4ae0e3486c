"""Every gradient rule agrees with central differences, and no Function can be added without such a check."""

from __future__ import annotations

import gc
import importlib
import pkgutil
from collections.abc import Iterator

import numpy as np
import pytest
from every_case import CASES
from gradient_cases import Case

import tinytorch.core
import tinytorch.extras
from autograder.checks import gradient_check
from tinytorch import Function, Tensor
from tinytorch.core.tensor import VJP, Add, Index, Mul, Reshape, Sum

for module in pkgutil.iter_modules(tinytorch.core.__path__):  # a Function of any module is to be found
    importlib.import_module(f"tinytorch.core.{module.name}")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_gradient_is_the_slope(case: Case):
    gradient_check(case.f, *case.tensors(), rtol=1e-6)


# What rules give: `g` itself, a product, a view of `g`, a broadcast view, a new array with `g` put into it.
REUSED = [next(case for case in CASES if case.function is kind) for kind in (Add, Mul, Reshape, Sum, Index)]


@pytest.mark.parametrize("case", REUSED, ids=str)
def test_an_input_that_is_used_again_gets_the_sum_of_its_gradients(case: Case):
    def again(*inputs: Tensor) -> Tensor:
        out = case.f(*inputs)
        for x in inputs:
            out = out + (x * x).sum()
        return out

    gradient_check(again, *case.tensors(), rtol=1e-6)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_records_the_function_that_it_is_for(case: Case):
    assert case.function in {type(t.grad_fn) for t in graph(case.f(*case.tensors()))}


def graph(out: Tensor) -> Iterator[Tensor]:
    """The tensors that `out` was made of, itself first."""
    todo = [out]
    while todo:
        t = todo.pop()
        yield t
        todo.extend(t.grad_fn.inputs if t.grad_fn is not None else ())


def operations(base: type[Function] = Function) -> Iterator[type[Function]]:
    """Every Function of the package that has a forward."""
    for cls in base.__subclasses__():
        if cls.__module__.startswith(("tinytorch.core.", "tinytorch.extras.")) and hasattr(cls, "forward"):
            yield cls
        yield from operations(cls)


def unchecked() -> set[type[Function]]:
    """The operations that have neither a gradient check nor a declaration that they have no gradient."""
    checked = {case.function for case in CASES}
    return {op for op in operations() if op not in checked and VJP.get(op, "no rule") is not None}


def test_every_function_has_a_gradient_check_or_is_declared_without_gradient():
    assert unchecked() == set()


def test_a_function_added_without_a_check_is_noticed():
    class Halve(Function):
        __module__ = "tinytorch.core.tensor"

        def forward(self, a: np.ndarray) -> np.ndarray:
            return a / 2

    try:
        assert unchecked() == {Halve}
    finally:
        del Halve
        gc.collect()  # or the next look at the registry would still see it


def test_no_checked_function_is_declared_without_gradient():
    assert all(VJP[case.function] is not None for case in CASES)

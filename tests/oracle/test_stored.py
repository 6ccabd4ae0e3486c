"""Results, gradients, dtypes and shapes are what PyTorch gave; `make test-torch` asks it again."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from case import MODULES, Case, everything
from comparing import difference
from running import Leaf
from storing import STORED, all_draws, stored

import tinytorch

stored_once = cache(stored)


@pytest.mark.parametrize(("module", "case"), [*everything()], ids=str)
def test_a_call_gives_what_pytorch_gives(module: str, case: Case):
    theirs = stored_once(module).get(case.name)
    assert theirs, f"PyTorch's answer is not stored yet: make oracle MODULE={module}"
    nothing = all(outcome.error for outcome in theirs)
    assert nothing == case.name.endswith("refused"), f"PyTorch refuses every draw: {theirs[0].error}"
    for n, (ours, reference) in enumerate(zip(all_draws(case, tinytorch), theirs, strict=True)):
        words = difference(ours, reference)
        assert words is None, f"draw {n} of {case.name}: {words}"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_stored_of_a_case_that_is_gone(module: str):
    names = [case.name for _, case in everything() if _ == module]
    assert len(set(names)) == len(names), "two cases have one name"
    assert [*stored_once(module)] == names


def test_what_is_stored_is_small():
    assert sum(path.stat().st_size for path in STORED.iterdir()) < 1_000_000


@pytest.mark.parametrize("other", [1.0001, np.nan, np.inf])
def test_a_wrong_element_is_a_difference(other: float):
    right = all_draws(Case("exp", lambda x: x.exp()), tinytorch)[0]
    wrong = right._replace(gradients=[Leaf(right.gradients[0].value * other)])
    assert difference(right, right) is None
    assert difference(wrong, right)

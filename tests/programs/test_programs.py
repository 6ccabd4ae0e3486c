"""Programs as they are published, unchanged but for their imports, print what they print with PyTorch."""

from __future__ import annotations

import re

import pytest
from program import PROGRAMS, printed, stored, under_the_name_of_torch

NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:e[-+]?\d+)?")


def difference(ours: str, theirs: str) -> str | None:
    """The first line that differs by more than a unit of a number's last digit, or a ten thousandth of it."""
    mine, reference = ours.splitlines(), theirs.splitlines()
    if len(mine) != len(reference):
        return f"{len(mine)} lines here, {len(reference)} with PyTorch:\n{ours}"
    for a, b in zip(mine, reference, strict=True):
        same_text = NUMBER.sub("#", a) == NUMBER.sub("#", b)
        if not (same_text and all(map(near, NUMBER.findall(a), NUMBER.findall(b)))):
            return f"here         {a}\nwith PyTorch {b}"
    return None


def near(ours: str, theirs: str) -> bool:
    if "." not in theirs:
        return ours == theirs
    digits = len(theirs.partition("e")[0].partition(".")[2])
    return abs(float(ours) - float(theirs)) <= 1.01 * 10**-digits + 1e-4 * abs(float(theirs))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_prints_what_it_prints_with_pytorch(program: str):
    with under_the_name_of_torch("tinytorch"):
        assert difference(printed(program), stored(program).read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("wrong", ["loss 0.2503", "los 0.2501", "loss 0.2501\nepoch 2", "loss nan"])
def test_another_line_is_a_difference(wrong: str):
    assert difference("loss 0.2501", "loss 0.2500") is None
    assert difference(wrong, "loss 0.2500")

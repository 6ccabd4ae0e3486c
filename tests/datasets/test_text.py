"""The novel: the same characters for everybody, in two parts, and in the student's wheel."""

from __future__ import annotations

from hashlib import sha256

import pytest

from autograder.datasets import load_text


def test_the_text_never_changes():
    """Thresholds were measured on it."""
    text = load_text("train") + load_text("held-out")
    assert (
        sha256(text.encode()).hexdigest()
        == "2e44edaa4946d64ad541c68e0224f5d672f43bf3ce2a8a0b0637ad5e02fc6eb3"
    )


def test_the_held_out_part_is_the_last_tenth():
    assert (len(load_text("train")), len(load_text("held-out"))) == (616_290, 68_477)
    assert load_text("held-out").endswith("the means of uniting them.")


def test_an_unknown_part_lists_those_that_exist():
    with pytest.raises(ValueError, match="expected a part among train, held-out; got 'test'"):
        load_text("test")

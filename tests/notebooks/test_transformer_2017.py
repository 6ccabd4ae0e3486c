"""The milestone of 2017 reads any text of its student's, and refuses what is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.datasets import load_text
from benchmarks.thresholds.study import ROOT, definitions


@pytest.fixture(scope="module")
def milestone() -> dict[str, Any]:
    return definitions(Course(ROOT).assignment("transformer").path)


def test_without_a_file_it_reads_the_novel(milestone):
    assert milestone["parts_of"](None) == (load_text("train"), load_text("held-out"))


def test_a_file_in_any_script_is_cut_into_nine_tenths_and_one(milestone, tmp_path: Path):
    file = tmp_path / "text.txt"
    file.write_text("道可道非常道名可名非常名\n" * 200, encoding="utf-8")
    train, held_out = milestone["parts_of"](file)
    assert (len(train), len(held_out)) == (2340, 260)
    assert train + held_out == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("Größe".encode("latin-1") * 500, "no UTF-8: its byte 2 starts no character; save it as UTF-8"),
        (b"too short", "has 9 characters; a model that sees 64 needs 1280 or more"),
        (b"", "has 0 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(milestone, tmp_path: Path, content, problem):
    file = tmp_path / "text.txt"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=problem):
        milestone["parts_of"](file)


def test_n_grams_know_a_text_that_repeats(milestone):
    losses = list(milestone["n_gram_losses"]("abcd" * 100, "abcd" * 10, most=2))
    assert losses[0] == pytest.approx(1.386, abs=0.01)  # log 4
    assert losses[1] < 0.1

"""Byte-pair training: exact, deterministic, and its work is counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.datasets import load_text
from tinytorch.core.tokenization import (
    PairCounts,
    count_pairs,
    count_words,
    merge,
    merge_everywhere,
    train_bpe,
    train_by_recounting,
)
from tinytorch.text import BPETokenizer

A, B, C = b"abc"


def learned(text: str, merges: int) -> list[bytes]:
    return BPETokenizer.train(text, 256 + merges).tokens[256:]


@pytest.mark.parametrize(
    ("ids", "merged"),
    [
        ((A, A, A), (256, A)),
        ((A, A, A, A), (256, 256)),
        ((A, A, B, A, A, A), (256, B, 256, A)),
        ((A,), (A,)),
        ((), ()),
    ],
)
def test_a_pair_is_merged_from_the_left_and_overlaps_once(ids, merged):
    assert merge(ids, (A, A), 256) == merged


def test_a_pair_is_counted_as_often_as_its_word_occurs():
    assert count_pairs({(A, A, A): 3, (A, B): 1, (C,): 9}) == {(A, A): 6, (A, B): 1}


def test_the_example_of_sennrich_et_al():
    text = "low " * 5 + "lower " * 2 + "newest " * 6 + "widest " * 3
    assert learned(text, 2) == [b"es", b"est"]  # es and st occur nine times each, and es comes first


@pytest.mark.parametrize("text", ["zy ab", "ab zy", "b a" * 3])
def test_of_equally_frequent_pairs_the_first_in_byte_order_is_merged(text):
    first = min(count_pairs(count_words(text)).items(), key=lambda item: (-item[1], bytes(item[0])))[0]
    assert learned(text, 1) == [bytes(first)]


def test_byte_order_is_that_of_tokens_and_not_of_ids():
    words = {(A, B, C): 5, (B, A): 5}
    assert train_bpe(words, 2) == [(A, B), (256, C)]  # "ab" comes before "b", though its id is larger


WORDS = st.dictionaries(
    st.lists(st.sampled_from([A, B, C]), max_size=9).map(tuple), st.integers(1, 4), max_size=9
)


@settings(max_examples=300, deadline=None)
@given(WORDS, st.integers(0, 12))
def test_corrected_counts_learn_what_recounting_learns(words, merges):
    assert train_bpe(words, merges) == train_by_recounting(words, merges)


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_corrected_counts_are_the_counts(words):
    state = PairCounts(words)
    for new, pair in enumerate(train_bpe(words, 8), 256):
        merge_everywhere(state, pair, new)
        counted = count_pairs(dict(zip(state.words, state.frequencies, strict=True)))
        assert +state.counts == counted


def test_real_text_gives_the_same_merges_by_both_ways():
    words = count_words(load_text("held-out")[:20_000])
    assert train_bpe(words, 60) == train_by_recounting(words, 60)


def updates(text: str, merges: int) -> int:
    """How many single pair counts training changes."""
    words = count_words(text)
    state = PairCounts(words)
    for new, pair in enumerate(train_bpe(words, merges), 256):
        merge_everywhere(state, pair, new)
    return state.updates


def test_the_work_grows_no_faster_than_the_text():
    text = load_text("train")
    small, large = updates(text[:150_000], 500), updates(text[:600_000], 500)
    assert large < 4 * small


def test_many_merges_cost_little_more_than_few():
    """Recounting does ten times the work for ten times the merges."""
    text = load_text("train")[:150_000]
    assert updates(text, 1000) < 2 * updates(text, 100)


def test_merges_do_not_depend_on_the_order_of_the_text():
    lines = load_text("held-out")[:20_000].split("\n")
    forth, back = (BPETokenizer.train("\n".join(order) + "\n", 300) for order in (lines, lines[::-1]))
    assert forth.tokens == back.tokens


def test_no_merge_reaches_across_a_special_token():
    assert learned("", 5) == []
    with_special = BPETokenizer.train("a<|end|>" * 50, 280, special_tokens=["<|end|>"])
    assert with_special.tokens[256:] == [b"<|end|>"]


def test_training_stops_where_no_pair_is_left():
    assert BPETokenizer.train("ab ab", 1000).vocab_size == 256 + 2


def test_a_vocabulary_too_small_for_the_bytes_is_refused():
    with pytest.raises(ValueError, match="256 bytes and 1 special tokens do not fit into 256 ids"):
        BPETokenizer.train("text", 256, special_tokens=["<|end|>"])

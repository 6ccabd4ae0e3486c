"""Encoding loses nothing, in one piece or as a stream, and says what it cannot do."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.datasets import load_text
from tinytorch.core.tokenization import apply_merges, pre_tokens, whole_words
from tinytorch.text import BPETokenizer, CharTokenizer

SPECIALS = ["<|end|>", "<|end|>>", "|"]
TOKENIZER = BPETokenizer.train(load_text("held-out")[:30_000], 512, SPECIALS)
PIECES = st.text() | st.sampled_from(
    [*SPECIALS, " ", "  ", "\n", "\x1c", "\x85", "'ll", "'", "_a_", "½", "e\u0301"]
)
TEXTS = st.lists(PIECES | st.text(" ae't\n<|>nd")).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_comes_back(text):
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text
    assert "".join(pre_tokens(text)) == text


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(" ae't\n<|>nd")))
def test_a_stream_has_the_ids_of_the_joined_text_wherever_it_was_cut(parts):
    assert list(TOKENIZER.encode_iterable(parts)) == TOKENIZER.encode("".join(parts))


def test_a_stream_gives_ids_before_it_ends():
    read = []

    def parts():
        for part in ["one two ", "three ", "four"]:
            read.append(part)
            yield part

    next(TOKENIZER.encode_iterable(parts()))
    assert read == ["one two "]
    assert list(whole_words(["one\ntwo\nthree"])) == ["one\ntwo", "\nthree"]


def test_a_real_text_comes_back_in_a_third_of_its_length():
    text = load_text("held-out")[30_000:]
    ids = TOKENIZER.encode(text)
    assert TOKENIZER.decode(ids) == text
    assert len(ids) < len(text) / 2


def test_merges_are_applied_in_the_order_in_which_they_were_learned():
    a, b, c = b"abc"
    assert apply_merges((a, b, c), {(b, c): 256, (a, b): 257}) == (a, 256)
    assert apply_merges((a, b, c), {(a, b): 256, (b, c): 257}) == (256, c)
    assert apply_merges((a, a, a, a, a), {(a, a): 256, (256, 256): 257}) == (257, a)


def test_a_special_token_is_one_id_and_the_longer_one_wins():
    end, longer = TOKENIZER.special_ids["<|end|>"], TOKENIZER.special_ids["<|end|>>"]
    assert TOKENIZER.encode("<|end|>") == [end]
    assert TOKENIZER.encode("<|end|>>") == [longer]
    assert BPETokenizer().encode("<|end|>") == list(b"<|end|>")


@pytest.mark.parametrize("special", ["", "a b", "\n"])
def test_a_special_token_without_text_or_with_white_space_is_refused(special):
    with pytest.raises(ValueError, match="a special token occurs once and has no white space"):
        BPETokenizer(special_tokens=[special])


def test_bytes_that_are_no_text_become_a_sign_or_an_error():
    cut = list("é".encode())[:1]
    assert BPETokenizer().decode(cut) == "\ufffd"
    with pytest.raises(UnicodeDecodeError):
        BPETokenizer().decode(cut, errors="strict")


def test_half_a_character_has_no_bytes():
    with pytest.raises(ValueError, match="surrogates not allowed"):
        BPETokenizer().encode("\ud800")


@pytest.mark.parametrize("tokenizer", [TOKENIZER, CharTokenizer("abc")], ids=["bpe", "characters"])
def test_an_id_that_no_token_has_is_refused_and_none_counts_from_the_end(tokenizer):
    for i in (-1, tokenizer.vocab_size):
        with pytest.raises(ValueError, match=f"no token has id {i}: this vocabulary has the ids 0 to"):
            tokenizer.decode([i])


def test_characters_have_ids_in_their_own_order():
    tokenizer = CharTokenizer("banana!")
    assert tokenizer.encode("!abn") == [0, 1, 2, 3]
    assert tokenizer.decode(tokenizer.encode("nab")) == "nab"
    assert tokenizer.encode("") == [] and tokenizer.decode([]) == ""


def test_a_character_without_id_is_named():
    with pytest.raises(ValueError, match="'z' is not among the 3 characters"):
        CharTokenizer("abc").encode("az")


def test_no_characters_make_no_vocabulary():
    with pytest.raises(ValueError, match="an empty text has no characters"):
        CharTokenizer("")


@pytest.mark.parametrize(
    "tokenizer", [TOKENIZER, CharTokenizer("a\u2028é\U0001f600")], ids=["bpe", "characters"]
)
def test_a_saved_tokenizer_is_the_same_one(tokenizer, tmp_path):
    path, again = tmp_path / "one.json", tmp_path / "two.json"
    tokenizer.save(path)
    loaded = type(tokenizer).load(path)
    loaded.save(again)
    assert vars(loaded) | {"seen": {}} == vars(tokenizer) | {"seen": {}}
    assert path.read_bytes() == again.read_bytes()


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "tokenizer.json"
    CharTokenizer("abc").save(path)
    with pytest.raises(ValueError, match="describes no tokenizer of kind 'byte-level BPE'"):
        BPETokenizer.load(path)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="describes no tokenizer of kind 'characters'"):
        CharTokenizer.load(path)


def test_a_file_with_another_pattern_is_refused(tmp_path):
    path = tmp_path / "tokenizer.json"
    TOKENIZER.save(path)
    content = json.loads(path.read_text(encoding="utf-8")) | {"pattern": r"\w+"}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match="cuts text by another pattern"):
        BPETokenizer.load(path)


@pytest.mark.parametrize("merges", [[(97, 256)], [(-1, 98)], [(97, 98), (97, 98)]])
def test_a_merge_of_what_is_not_there_yet_or_twice_is_refused(merges):
    with pytest.raises(ValueError, match=r"no token has id|is merged twice"):
        BPETokenizer(merges)

"""A recorded value is right if it agrees with the key in shape, kind, finiteness and value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from judge_cells import spec, value, word

from autograder.checks.answers import Answer
from autograder.checks.compare import difference

numbers = hnp.arrays(
    st.sampled_from([np.float32, np.float64, np.int64, np.bool_]), hnp.array_shapes(min_dims=0, max_side=4)
)


CASES = [
    ([1.0, 2.0], [1.0, 2.0 + 1e-9], "ok"),
    ([1.0, 2.0], [1.0, 2.1], "wrong value"),
    ([1.0, 2.0], [[1.0, 2.0]], "wrong shape"),
    ([1.0, 2.0], [1, 2], "wrong kind of number"),
    ([1, 0], [True, False], "wrong kind of number"),
    ([1.0, 2.0], [1.0, np.nan], "not finite"),
    ([1.0, 2.0], [1.0, np.inf], "not finite"),
    ([1.0, np.nan], [1.0, np.nan], "ok"),
    ([1.0, np.nan], [1.0, 2.0], "wrong value"),
    ([1.0, -np.inf], [1.0, np.inf], "wrong value"),
    ([1.0, -np.inf], [1.0, -np.inf], "ok"),
]


@pytest.mark.parametrize(("want", "got", "said"), CASES)
def test_a_value_is_judged_by_shape_kind_finiteness_and_size(want, got, said):
    assert word(spec(), value("it", want), value("it", got)) == said


@pytest.mark.parametrize(("want", "got", "said"), CASES)
def test_a_check_on_a_students_machine_says_what_the_judge_says(want, got, said):
    assert difference(got, want, 1e-5, 1e-6).partition(":")[0] == said.removeprefix("ok")


def test_tolerances_count_in_double_precision_for_the_student_and_the_judge():
    want, got = np.float16([-60000]), np.float16([60000])  # whose distance is infinite in float16
    assert word(spec(rtol=1.9), value("it", want), value("it", got)) == "wrong value"
    assert difference(got, want, 1.9, 0.0).startswith("wrong value")


def test_single_and_double_precision_are_the_same_kind():
    assert word(spec(), value("it", np.float64([0.5])), value("it", np.float32([0.5]))) == "ok"


def test_large_integers_must_be_equal_to_the_last_digit():
    want, got = np.int64(2**60), np.int64(2**60 + 1)
    assert word(spec(), value("it", want), value("it", got)) == "wrong value"


def test_the_checks_own_tolerance_counts():
    want, got = value("it", [100.0]), value("it", [100.5])
    assert word(spec(rtol=1e-2), want, got) == "ok"
    assert word(spec(rtol=1e-3), want, got) == "wrong value"


@given(numbers)
def test_every_value_agrees_with_itself(array):
    assert word(spec(), value("it", array), value("it", array.copy())) == "ok"


@given(numbers, numbers)
def test_no_answer_whatever_breaks_the_judge(want, got):
    assert word(spec(), value("it", want), value("it", got))


@given(numbers.filter(lambda a: a.size and a.dtype.kind == "f" and np.isfinite(a).all()), st.data())
def test_one_wrong_element_is_enough(want, data):
    got = want.astype(np.float64)
    where = tuple(data.draw(st.integers(0, side - 1)) for side in want.shape)
    got[where] = -got[where] if abs(got[where]) > 1 else got[where] + 3
    assert word(spec(), value("it", want), value("it", got)) != "ok"


def test_several_arrays_are_compared_by_name():
    want = Answer("it", "value", {"mean": np.float64(1.0), "std": np.float64(2.0)})
    swapped = Answer("it", "value", {"std": np.float64(1.0), "mean": np.float64(2.0)})
    one = Answer("it", "value", {"mean": np.float64(1.0)})
    assert word(spec(), want, swapped) == "wrong value"
    assert word(spec(), want, want) == "ok"
    assert word(spec(), want, one) == "wrong shape"


def test_texts_and_none_are_told_from_numbers():
    none, text, number = (
        Answer("it", "value", {}, {"value": "None"}),
        Answer("it", "value", {}, {"value": "'relu'"}),
        value("it", 0.0),
    )
    assert word(spec(), none, none) == "ok"
    assert word(spec(), none, text) == "wrong value"
    assert word(spec(), none, number) == word(spec(), number, none) == "wrong kind of number"

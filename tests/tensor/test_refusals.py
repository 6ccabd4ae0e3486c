"""Bad input is refused where it enters, by name and with advice."""

from __future__ import annotations

import numpy as np
import pytest

from tinytorch import Function, Tensor, cat, float32, from_numpy, ones, stack, tensor, zeros
from tinytorch.core import tensor as tensor_module
from tinytorch.core.tensor import Add, Clamp, Pow, Setting, Sum


def tensor_in_float64(data: object) -> Tensor:
    return tensor(data, dtype="float64")


MAKERS = [Tensor, tensor, tensor_in_float64]


@pytest.mark.parametrize("make", MAKERS)
def test_a_tensor_of_a_tensor(make):
    with pytest.raises(TypeError, match=r"use the tensor itself, or x.detach\(\)"):
        make(ones(2))


@pytest.mark.parametrize("make", MAKERS)
def test_a_ragged_list(make):
    with pytest.raises(ValueError, match=r"rows of different lengths.*\[\[1, 2\], \[3\]\]; pad them"):
        make([[1, 2], [3]])


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    "data",
    ["text", ["a", "b"], ["1"], None, [None], object(), {"a": 1}, np.array([1, None]), np.array(["a"]), 3j],
)
def test_what_holds_no_numbers(make, data):
    with pytest.raises(TypeError, match=r"holds numbers, got .*: turn it into numbers"):
        make(data)


@pytest.mark.parametrize("make", MAKERS)
def test_a_list_of_tensors_is_told_to_stack(make):
    with pytest.raises(TypeError, match="stack"):
        make([ones(2), ones(2)])


def test_from_numpy_of_a_list():
    with pytest.raises(TypeError, match=r"NumPy array, got list: use tensor\(...\)"):
        from_numpy([1, 2])


# NumPy functions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("np.exp", lambda x: np.exp(x)),
        ("np.add", lambda x: np.add(x, x)),
        ("np.add", lambda x: np.add.reduce(x)),
        ("np.multiply", lambda x: np.ones(2, np.float32) * x),
        ("np.sum", lambda x: np.sum(x)),
        ("np.mean", lambda x: np.mean(x)),
        ("np.concatenate", lambda x: np.concatenate([x, x])),
        ("np.where", lambda x: np.where(np.array([True, False]), x, x)),
    ],
)
def test_a_numpy_function_says_what_to_write_instead(name: str, call):
    with pytest.raises(TypeError, match=rf"{name} on a Tensor.*x\.detach\(\)\.numpy\(\)"):
        call(ones(2, requires_grad=True))


@pytest.mark.parametrize("convert", [np.array, np.asarray, lambda x: np.array([x, x])])
def test_turning_a_tensor_into_an_array_says_what_to_write_instead(convert):
    with pytest.raises(TypeError, match=r"x\.detach\(\)\.numpy\(\)"):
        convert(ones(2))


@pytest.mark.parametrize("other", [np.ones(2), [1.0, 2.0], "text", None], ids=str)
def test_an_operand_that_is_neither_tensor_nor_number(other):
    with pytest.raises(TypeError, match=r"Add takes Tensors and numbers, got \w+: write tensor\(...\)"):
        ones(2) + other


# Settings ------------------------------------------------------------------------------------------


def test_a_misspelt_setting_is_refused_with_those_that_exist():
    with pytest.raises(TypeError, match="Sum has no setting 'dims'; its settings are: dim, keepdim"):
        Sum.apply(ones(2), dims=0)


def test_a_setting_of_a_function_that_has_none_is_refused():
    with pytest.raises(TypeError, match="Add has no setting 'alpha'; its settings are: none"):
        Add.apply(ones(2), ones(2), alpha=2)


def test_a_missing_setting_is_named():
    with pytest.raises(TypeError, match="Pow needs the setting exponent"):
        Pow.apply(ones(2))


@pytest.mark.parametrize("setting", ["inputs", "arrays", "out", "forward"])
def test_what_apply_writes_itself_is_no_setting(setting: str):
    with pytest.raises(TypeError, match=f"Clamp has no setting '{setting}'"):
        Clamp.apply(ones(2), **{setting: 1})


class Scaled(Function):
    """With a setting of any kind."""

    by: Setting[object] = None

    def forward(self, a: np.ndarray) -> np.ndarray:
        return a


@pytest.mark.parametrize(
    "value",
    [np.ones(2), np.float32([1.5]), ones(2), [np.ones(2)], (ones(2),)],
    ids=["array", "float32", "Tensor", "in a list", "Tensor in a tuple"],
)
def test_a_floating_array_as_a_setting_must_become_an_input(value):
    with pytest.raises(TypeError, match=r"Scaled: by .* no gradient: .*an operation of which it is an input"):
        Scaled.apply(ones(2), by=value)


@pytest.mark.parametrize(
    "value", [2, 2.5, "mean", (2, 3), None, np.array([1, 2]), np.array([True]), slice(1, 2), float32], ids=str
)
def test_numbers_shapes_names_and_whole_or_boolean_arrays_are_settings(value):
    assert Scaled.apply(ones(2), by=value).tolist() == [1, 1]


class Windows(Function):
    """Its annotations are texts here, for this file has postponed them; `columns` is what forward keeps."""

    columns: np.ndarray
    count = 0
    size: Setting[int]
    step: tensor_module.Setting[int] = 1

    def forward(self, a: np.ndarray) -> np.ndarray:
        self.columns = np.lib.stride_tricks.sliding_window_view(a, self.size)[:: self.step]
        return self.columns.sum(1)


def test_what_forward_keeps_for_its_rule_is_no_setting():
    assert Windows.apply(ones(4), size=2).tolist() == [2, 2, 2]
    assert Windows.settings == {"size", "step"} and Windows.required == {"size"}
    with pytest.raises(TypeError, match="Windows has no setting 'columns'; its settings are: size, step"):
        Windows.apply(ones(4), size=2, columns=np.ones(2, int))
    with pytest.raises(TypeError, match="Windows needs the setting size"):
        Windows.apply(ones(4), step=2)


def test_a_setting_is_known_where_annotations_are_evaluated():
    annotations = {"size": Setting[int], "columns": np.ndarray}
    evaluated = type("Evaluated", (Function,), {"__annotations__": annotations})
    assert evaluated.settings == {"size"}


def test_a_subclass_keeps_the_settings_and_may_give_a_value():
    class Pairs(Windows):
        size = 2

    assert Pairs.apply(ones(4), step=2).tolist() == [2, 2]


def test_forward_must_return_an_array():
    class Returns(Function):
        what: Setting[object]

        def forward(self, a: np.ndarray) -> np.ndarray:
            return self.what

    with pytest.raises(TypeError, match=r"Returns.forward works on arrays and returns one; it returned list"):
        Returns.apply(ones(2), what=["a"])


def test_an_error_inside_forward_names_the_operation_and_the_shapes():
    with pytest.raises(ValueError, match=r"MatMul cannot work on shape \(2, 3\) and \(2, 3\)"):
        zeros(2, 3) @ zeros(2, 3)


# Dimensions and indices ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: x.max((0, 1)), TypeError, r"one dim is meant here, an int, got \(0, 1\)"),
        (lambda x: x.argmax((0, 1)), TypeError, r"one dim is meant here, an int, got \(0, 1\)"),
        (lambda x: x.transpose((0, 1), 1), TypeError, r"one dim is meant here, an int, got \(0, 1\)"),
        (lambda x: x.unsqueeze([0]), TypeError, r"one dim is meant here, an int, got \[0\]"),
        (lambda x: x.mean("x"), TypeError, "integer"),
        (lambda x: x.flatten(1, 0), ValueError, "dim 1 comes after dim 0"),
        (lambda x: x[ones(2)], IndexError, r"ints or booleans, this one float32: write x\[i.long\(\)\]"),
        (lambda x: x[np.ones(2)], IndexError, "ints or booleans"),
        (lambda x: x[0, [0.5]], IndexError, "ints or booleans"),
        (lambda x: x.reshape(-2, 3), ValueError, r"no size is negative but one, -1, .* got \(-2, 3\)"),
        (lambda x: x.masked_fill(ones(3, 2, 3) > 0, 0), ValueError, r"mask of shape \(3, 2, 3\) .* \(2, 3\)"),
        (
            lambda x: from_numpy(np.ones(2, "uint8")) + 300,
            OverflowError,
            r"Add: 300 does not fit into uint8: .*long",
        ),
        (
            lambda x: from_numpy(np.ones(2, "uint8")) + np.int64(300),
            OverflowError,
            "Add: 300 does not fit into uint8",
        ),
        (lambda x: x * np.complex64(1 + 2j), TypeError, "Mul takes Tensors and numbers, got complex"),
        (lambda x: from_numpy(np.ones(2, "uint8")) == -1, OverflowError, "Equal: -1 does not fit into uint8"),
        (lambda x: stack([]), ValueError, "stack needs at least one tensor"),
        (lambda x: cat(x, x), TypeError, r"cat takes a list: write cat\(\[a, b\]"),
        (lambda x: (x.requires_grad_() * 2).requires_grad_(False), RuntimeError, r"history .* x.detach\(\)"),
    ],
)
def test_several_dims_for_one_a_dim_that_is_no_int_and_an_index_of_floats(call, error, words):
    with pytest.raises(error, match=words):
        call(zeros(2, 3))


def test_a_refused_requires_grad_changes_nothing():
    x = tensor([1, 2])
    with pytest.raises(TypeError, match="only floating tensors"):
        x.requires_grad_()
    assert not x.requires_grad

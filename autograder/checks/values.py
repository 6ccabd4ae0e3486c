"""What counts as a value in a check, and its plain form: arrays and texts, copied at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.tensors import array_of

NUMBERS = "biuf"  # NumPy's letters for boolean, integer, unsigned and floating


def plain(value: Any) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays and texts of a value, each under a name.

    A tensor, an array, a number, or nested lists of numbers make one array called "value"; a str or
    None makes one text, its `repr`. A flat dict, list or tuple of these has a part for each entry.
    TypeError for anything else.
    """
    arrays: dict[str, np.ndarray] = {}
    texts: dict[str, str] = {}
    for name, part in _parts(value).items():
        if part is None or isinstance(part, str):
            texts[name] = repr(part)
        else:
            arrays[name] = _array(part)
    return arrays, texts


def _parts(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(key): part for key, part in value.items()}
    if isinstance(value, list | tuple) and not _is_one_array(value):
        return {str(i): part for i, part in enumerate(value)}
    return {"value": value}


def _is_one_array(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether nested lists hold numbers alone, in rows of equal length."""
    if not all(_is_number(leaf) for leaf in _leaves(value)):
        return False
    try:
        np.asarray(value)
    except ValueError:
        return False
    return True


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def _is_number(value: Any) -> bool:
    return isinstance(value, bool | int | float | np.generic)


def _array(value: Any) -> np.ndarray:
    array = np.asarray(value) if isinstance(value, list | tuple) and _is_one_array(value) else array_of(value)
    if array is None:
        raise TypeError(
            "a check takes a tensor, an array, numbers, a text or None, or a flat dict or list of these; "
            f"it got a {type(value).__name__}"
        )
    if array.dtype.kind not in NUMBERS:
        raise TypeError(f"a check takes arrays of numbers; it got one of dtype {array.dtype}")
    return np.array(array)  # a copy: the student's code may change its own afterwards

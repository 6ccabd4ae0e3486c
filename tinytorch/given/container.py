"""How nested values lie in an archive of arrays: arrays by number, all else as one text of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def packed(value: Any, arrays: list[np.ndarray], tensor: Any) -> Any:
    """A value as JSON can hold it; the arrays in it go to the list `arrays`, and their numbers into the JSON.

    Takes dicts, lists, tuples, numbers, texts, None, Tensors (of the class `tensor`) and arrays, nested.
    TypeError for anything else.
    """
    if isinstance(value, (tensor, np.ndarray)):
        arrays.append(value.data if isinstance(value, tensor) else value)
        kind = "tensor" if isinstance(value, tensor) else "array"
        return {kind: len(arrays) - 1, "requires_grad": isinstance(value, tensor) and value.requires_grad}
    if isinstance(value, Mapping):
        return {
            "dict": [
                [packed(key, arrays, tensor), packed(item, arrays, tensor)] for key, item in value.items()
            ]
        }
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [packed(item, arrays, tensor) for item in value]}
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(
        f"save takes tensors, arrays, numbers, texts and None, in dicts, lists and tuples; got "
        f"{type(value).__name__}: of a model, save its state_dict()"
    )


def unpacked(value: Any, arrays: Mapping[str, np.ndarray], tensor: Any) -> Any:
    """The way back from `packed`."""
    match value:
        case {"tensor": number, "requires_grad": requires_grad}:
            return tensor(arrays[str(number)], requires_grad=requires_grad)
        case {"array": number}:
            return arrays[str(number)]
        case {"dict": items}:
            return {unpacked(key, arrays, tensor): unpacked(item, arrays, tensor) for key, item in items}
        case {"list": items}:
            return [unpacked(item, arrays, tensor) for item in items]
        case {"tuple": items}:
            return tuple([unpacked(item, arrays, tensor) for item in items])
    return value

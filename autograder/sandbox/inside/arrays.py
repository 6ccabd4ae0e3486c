"""Named arrays as raw bytes and back, without pickle."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .frames import FrameError

DTYPES = frozenset(
    np.dtype(name).str
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    )
)
ARRAYS = 1000  # in one frame
NAME = 200  # characters


def pack(arrays: Mapping[str, np.ndarray]) -> tuple[list[dict[str, Any]], bytes]:
    """A description of each array for a frame's header, and all their bytes for its body."""
    described, raw = [], []
    for name, array in arrays.items():
        array = np.asarray(array)
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        if array.dtype.str not in DTYPES:
            raise FrameError(f"array {name!r} has dtype {array.dtype}; only numbers and booleans can be sent")
        described.append({"name": name, "dtype": array.dtype.str, "shape": list(array.shape)})
        raw.append(array.tobytes())
    return described, b"".join(raw)


def unpack(described: object, body: bytes) -> dict[str, np.ndarray]:
    """The arrays that a frame carries. FrameError unless description and bytes agree to the byte."""
    if not isinstance(described, list) or len(described) > ARRAYS:
        raise FrameError("the arrays are not a list, or too many")
    arrays, start = {}, 0
    for one in described:
        match one:
            case {"name": str(name), "dtype": str(code), "shape": list(shape), **rest} if not rest:
                pass
            case _:
                raise FrameError("an array that is not described by name, dtype and shape")
        if len(name) > NAME or name in arrays or code not in DTYPES:
            raise FrameError("an array with an unknown dtype, or a name that is too long or comes twice")
        if len(shape) > 32 or not all(type(n) is int and 0 <= n < 1 << 40 for n in shape):
            raise FrameError("an array whose shape is not a short list of sizes")
        dtype, count = np.dtype(code), math.prod(shape)
        stop = start + count * dtype.itemsize
        if stop > len(body):
            raise FrameError("an array that is larger than its bytes")
        # A copy, so that the caller's array is aligned, writable and does not keep the frame alive.
        arrays[name] = np.frombuffer(body, dtype, count, start).reshape(shape).copy()
        start = stop
    if start != len(body):
        raise FrameError("bytes that no array describes")
    return arrays

"""Dtypes and devices by PyTorch's names: a program that asks for a graphics card goes on without one."""

from __future__ import annotations

import numpy as np

dtype = np.dtype
int8, int16, int32, uint8 = (np.dtype(name) for name in ("int8", "int16", "int32", "uint8"))
Size = tuple


class device(str):
    """Where tensors live: "cpu" is all that there is. ValueError for any other."""

    type = "cpu"

    def __new__(cls, name: str = "cpu") -> device:
        if name not in ("cpu", "cpu:0"):
            raise ValueError(f"tinytorch runs on the CPU, there is no device {name!r}: write device('cpu')")
        return super().__new__(cls, "cpu")

    def __repr__(self) -> str:
        return "device(type='cpu')"


class Absent:
    """A kind of device that is never there."""

    @staticmethod
    def is_available() -> bool:
        return False

    @staticmethod
    def device_count() -> int:
        return 0


cuda = Absent


class backends:
    """`torch.backends.mps.is_available()`."""

    mps = Absent

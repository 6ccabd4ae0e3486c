"""Dtypes and devices by PyTorch's names: a program that asks for a graphics card goes on without one."""

from __future__ import annotations

import numpy as np

from tinytorch.core.tensor import METHODS, on_cpu

dtype = np.dtype
int8, int16, int32, uint8 = (np.dtype(name) for name in ("int8", "int16", "int32", "uint8"))
Size = tuple


class device(str):
    """Where tensors live: "cpu" is all that there is. RuntimeError for any other."""

    type = "cpu"

    def __new__(cls, name: str = "cpu") -> device:
        on_cpu(name)
        return super().__new__(cls, "cpu")

    def __repr__(self) -> str:
        return "device(type='cpu')"


METHODS["device"] = lambda x: device()


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

"""Dtypes and devices by PyTorch's names: a program that asks for a graphics card goes on without one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.core.tensor import METHODS, on_cpu
from tinytorch.given.printing import set_printoptions as set_printoptions

dtype = np.dtype
int8, int16, int32, uint8 = (np.dtype(name) for name in ("int8", "int16", "int32", "uint8"))
Size = tuple


class device(str):
    """Where tensors live: "cpu" is all that there is. RuntimeError for any other."""

    type = "cpu"

    def __new__(cls, name: str = "cpu", index: int | None = None) -> device:
        on_cpu(name)
        return super().__new__(cls, "cpu")

    def __repr__(self) -> str:
        return "device(type='cpu')"


METHODS["device"] = lambda x: device()


class Ignored:
    """Settings of another machine: they may be set, and called, and change nothing here."""

    def __init__(self, *args: Any, **settings: Any):
        vars(self).update(settings)

    def __call__(self, *args: Any, **settings: Any) -> None: ...


class Absent:
    """A kind of device that is never there."""

    @staticmethod
    def is_available() -> bool:
        return False

    @staticmethod
    def device_count() -> int:
        return 0

    is_built = is_bf16_supported = is_available
    manual_seed = manual_seed_all = empty_cache = synchronize = staticmethod(lambda *seed: None)
    matmul = Ignored()


class GradScaler:
    """Of float16, in which small gradients vanish; here they do not, and nothing is scaled."""

    def __init__(self, device: Any = "cpu", enabled: bool = True, **settings: Any):
        if enabled and str(device) != "cpu":
            raise RuntimeError("GradScaler: there is no cuda, NumPy computes on the CPU; write enabled=False")

    def scale(self, loss: Any) -> Any:
        return loss

    def unscale_(self, optimizer: Any) -> None: ...

    def step(self, optimizer: Any) -> Any:
        return optimizer.step()

    def update(self) -> None: ...


class autocast:
    """Computes as it is outside of it. RuntimeError for the dtypes of graphics cards, unless not enabled."""

    def __init__(self, device_type: str = "cpu", dtype: Any = None, enabled: bool = True, **settings: Any):
        if enabled and not (device_type == "cpu" and dtype in (None, np.float32)):
            raise RuntimeError(
                f"autocast to {dtype} on {device_type}: tinytorch computes in float32 and float64"
            )

    def __enter__(self) -> None: ...

    def __exit__(self, *exception: object) -> None: ...


class amp:
    """`torch.amp.autocast`, `torch.cuda.amp.GradScaler`."""

    GradScaler, autocast = GradScaler, autocast


class cuda(Absent):
    """`torch.cuda.is_available()`."""

    class amp:
        """The older names."""

        @staticmethod
        def GradScaler(enabled: bool = True, **settings: Any) -> GradScaler:
            return GradScaler("cuda", enabled)

        @staticmethod
        def autocast(enabled: bool = True, **settings: Any) -> autocast:
            return autocast("cuda", enabled=enabled)


class accelerator(Absent):
    """`torch.accelerator.is_available()`."""

    @staticmethod
    def current_accelerator() -> None:
        return None


class backends:
    """`torch.backends.mps.is_available()`; settings of libraries that are not here may be set."""

    mps, cuda = Absent, Absent
    cudnn, mkldnn = Ignored(enabled=False, deterministic=False, benchmark=False), Ignored()


use_deterministic_algorithms = set_float32_matmul_precision = Ignored()


def set_num_threads(threads: int) -> None:
    """Does nothing: threads are counted out before NumPy starts, by OPENBLAS_NUM_THREADS=1."""


def set_default_device(device: Any) -> None:
    """Accepts the CPU, where all tensors are. RuntimeError for any other."""
    on_cpu(device)


def set_default_dtype(d: Any) -> None:
    """Accepts float32, which Python's floats become. NotImplementedError for any other."""
    if np.dtype(d) != np.float32:
        raise NotImplementedError(f"Python's floats become float32 here, not {d}: write dtype= or x.double()")


def get_default_dtype() -> np.dtype:
    """float32."""
    return np.dtype("float32")


def compile(model: Any = None, **settings: Any) -> Any:
    """The model, or function, itself: NumPy runs each operation as it comes."""
    return (lambda function: function) if model is None else model


class HalfType:
    """A dtype of graphics cards, by name: it can be asked for, compared, and not computed in."""

    def __init__(self, name: str):
        self.name = name

    def __repr__(self) -> str:
        return self.name

    @property
    def dtype(self) -> np.dtype:
        raise TypeError(f"there is no {self.name}: tinytorch computes in float32 and float64")


float16 = half = HalfType("float16")
bfloat16 = HalfType("bfloat16")
preserve_format = "preserve_format"  # memory is as NumPy lays it
finfo, iinfo = np.finfo, np.iinfo
inf, nan, pi, e = math.inf, math.nan, math.pi, math.e

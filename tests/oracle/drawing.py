"""What the parameters of a case stand for, drawn from a seed; the same in either library.

A case asks for inputs by the names of its parameters, as a test asks for its fixtures:

    x               a floating tensor, of a shape that is drawn: none to four dimensions
    y, same         the same, of a shape that broadcasts with x's, and of just that shape
    positive, unit  x with elements in (0, 3), in (-1, 1)
    i, j            ints from -4 to 4 as a tensor; j broadcasts with i
    b, c            booleans as a tensor; c broadcasts with b
    mask            booleans of x's shape
    dim, dims       a dimension of x; None, one or several
    keepdim         True or False
    number          a float, now and then a whole one

Or of a given shape or kind, by their defaults: `w=(2, 3)` is a floating tensor of that shape; the functions
at the end make others. Floating tensors require gradients, which are compared, too.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Style(NamedTuple):
    """How floating inputs are drawn. Special values and the shape concern inputs of free shape alone."""

    dtype: str = "float32"
    ties: bool = False
    special: bool = False  # half of them nan, inf, 0 and -inf
    strided: bool = False  # not contiguous
    ndim: int | None = None
    empty: bool = False


# The draws of each case: what must be tried is tried, whatever the seed. Given shapes have the first three.
STYLES = (
    Style(),
    Style("float64", strided=True),
    Style(ties=True),
    Style(strided=True, ndim=2),
    Style(special=True, ndim=2),
    Style(empty=True),
    Style(ndim=0),
    Style("float64", ties=True),
)


class Constant(NamedTuple):
    """A floating input that takes no gradient."""

    array: np.ndarray


class Inputs:
    """One draw: each method is a parameter's name."""

    def __init__(self, seed: int, style: Style):
        # RandomState, because its stream is promised to stay; that of default_rng is not.
        self.random, self.style = np.random.RandomState(seed), style
        self.shape: tuple[int, ...] | None = None

    def draw(self, call: Callable[..., Any]) -> dict[str, Any]:
        """A value for each parameter of the call that is not one of the library's handles."""
        return {
            name: self.value(name, parameter.default)
            for name, parameter in inspect.signature(call).parameters.items()
            if hasattr(self, name) or parameter.default is not parameter.empty
        }

    def value(self, name: str, default: Any) -> Any:
        if default is inspect.Parameter.empty:
            return getattr(self, name)()
        if callable(default):
            return default(self)
        return self.floats(default) if isinstance(default, tuple) else default

    def x(self) -> np.ndarray:
        return self.speckled(self.floats(self.free_shape()))

    def y(self) -> np.ndarray:
        return self.speckled(self.floats(self.beside(self.free_shape())))

    def same(self) -> np.ndarray:
        return self.speckled(self.floats(self.free_shape()))

    def positive(self) -> np.ndarray:
        return self.floats(self.free_shape(), 0.1, 3)

    def unit(self) -> np.ndarray:
        return self.floats(self.free_shape(), -0.95, 0.95)

    def i(self) -> np.ndarray:
        return self.ints(-4, 5, self.free_shape())

    def j(self) -> np.ndarray:
        return self.ints(-4, 5, self.beside(self.free_shape()))

    def b(self) -> np.ndarray:
        return self.booleans(self.free_shape())

    def c(self) -> np.ndarray:
        return self.booleans(self.beside(self.free_shape()))

    def mask(self) -> np.ndarray:
        return self.b()

    def dim(self) -> int:
        n = max(1, len(self.free_shape()))
        return self.random.randint(-n, n)

    def dims(self) -> Any:
        n = len(self.free_shape())
        some = [int(d) for d in self.random.permutation(n)[: self.random.randint(1, max(2, n))]]
        signed = tuple(d - n * self.random.randint(2) for d in some)
        return (None, signed, signed[0] if signed else -1)[self.random.randint(3)]

    def keepdim(self) -> bool:
        return bool(self.random.randint(2))

    def number(self) -> float:
        return self.random.randint(-6, 7) / 2

    def free_shape(self) -> tuple[int, ...]:
        """The shape of this draw, the same whoever asks."""
        if self.shape is None:
            ndim = self.random.randint(1, 5) if self.style.ndim is None else self.style.ndim
            self.shape = tuple(int(n) for n in self.random.choice([1, 2, 2, 3, 4], ndim))
            if self.style.empty:
                hole = self.random.randint(ndim)
                self.shape = (*self.shape[:hole], 0, *self.shape[hole + 1 :])
        return self.shape

    def beside(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A shape that broadcasts with this one: some sizes 1, some of the first ones left out."""
        stretched = tuple(n if self.random.randint(3) else 1 for n in shape)
        return stretched[self.random.choice([0, 0, 1]) :]

    def floats(self, shape: tuple[int, ...], low: float = -3, high: float = 3) -> np.ndarray:
        whole = (*shape, 2) if self.style.strided else shape
        a = self.random.uniform(low, high, whole)
        if self.style.ties:
            a = np.clip(np.round(a), np.ceil(low), np.floor(high)) + 0.0  # no -0
        a = np.asarray(a, self.style.dtype)
        return a[..., 0] if self.style.strided else a

    def ints(self, low: int, high: int, shape: tuple[int, ...]) -> np.ndarray:
        return np.asarray(self.random.randint(low, high, shape), np.int64)

    def booleans(self, shape: tuple[int, ...]) -> np.ndarray:
        return self.ints(0, 2, shape).astype(bool)

    def speckled(self, a: np.ndarray) -> np.ndarray:
        """`a` with special values at some places."""
        if self.style.special:
            chosen = self.random.permutation(a.size)[: max(4, a.size // 2)]
            a.flat[chosen] = np.resize([np.nan, np.inf, 0, -np.inf], len(chosen))
        return a


def between(low: float, high: float, *shape: int) -> Callable[[Inputs], np.ndarray]:
    """Floating elements in this range."""
    return lambda inputs: inputs.floats(shape, low, high)


def constant(*shape: int) -> Callable[[Inputs], Constant]:
    """A floating tensor that takes no gradient."""
    return lambda inputs: Constant(inputs.floats(shape))


def ints(low: int, high: int, *shape: int) -> Callable[[Inputs], np.ndarray]:
    """Ints in [low, high)."""
    return lambda inputs: inputs.ints(low, high, shape)


def bools(*shape: int) -> Callable[[Inputs], np.ndarray]:
    """Booleans."""
    return lambda inputs: inputs.booleans(shape)


def one_of(*values: Any) -> Callable[[Inputs], Any]:
    """One of these settings."""
    return lambda inputs: values[inputs.random.randint(len(values))]


def styles(call: Callable[..., Any]) -> tuple[Style, ...]:
    """The draws that a case has: all where a shape is drawn, fewer where its shapes are given."""
    free = any(
        hasattr(Inputs, name) and parameter.default is parameter.empty
        for name, parameter in inspect.signature(call).parameters.items()
    )
    return STYLES if free else STYLES[:3]


def seed_of(name: str, n: int, salt: int = 0) -> int:
    """The seed of a case's n-th draw: no other case moves it."""
    return zlib.crc32(f"{name} {n} {salt}".encode())

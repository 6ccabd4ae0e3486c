"""Of each element, or of each pair of elements."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.core.tensor import (
    METHODS,
    VJP,
    Equal,
    Function,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    NotEqual,
    Pow,
    Setting,
    Tensor,
    changed,
    floating,
    method,
)

_erf = np.frompyfunc(math.erf, 1, 1)  # exact, and a hundred times slower than exp: NumPy has none


class Sin(Function):
    """The sine."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.sin(floating(a))


class Cos(Function):
    """The cosine."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.cos(floating(a))


class Erf(Function):
    """The error function, 2 / sqrt(pi) times the integral of exp(-t²) from 0 on."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.asarray(_erf(a)).astype(floating(a).dtype)


class Log1p(Function):
    """log(1 + a), exact for small a."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.log1p(floating(a))


class Rsqrt(Function):
    """1 / sqrt(a)."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return 1 / np.sqrt(floating(a))


VJP[Sin] = lambda fn, g: g * np.cos(fn.arrays[0])
VJP[Cos] = lambda fn, g: -g * np.sin(fn.arrays[0])
VJP[Erf] = lambda fn, g: g * (2 / math.sqrt(math.pi)) * np.exp(-fn.arrays[0] * fn.arrays[0])
VJP[Log1p] = lambda fn, g: g / (fn.arrays[0] + 1)
VJP[Rsqrt] = lambda fn, g: -0.5 * g * fn.out * fn.out * fn.out


class Sign(Function):
    """-1, 0 or 1; 0 for nan, as PyTorch has it."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return sign(a)


def sign(a: np.ndarray) -> np.ndarray:
    return a if a.dtype.kind == "b" else np.greater(a, 0).astype(a.dtype) - np.less(a, 0)


class Floor(Function):
    """The next whole number below."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.floor(a)


class Ceil(Function):
    """The next whole number above."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.ceil(a)


class Round(Function):
    """Rounded to `decimals` digits, a half to the even neighbour."""

    decimals: Setting[int] = 0

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.round(a, self.decimals)


for step in (Sign, Floor, Ceil, Round):  # flat wherever they have a slope
    VJP[step] = lambda fn, g: np.zeros_like(g)


class IsNan(Function):
    """Whether an element is not a number."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.isnan(a)


class IsInf(Function):
    """Whether an element is inf or -inf."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.isinf(a)


class IsFinite(Function):
    """Whether an element is neither inf nor nan."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.isfinite(a)


class Maximum(Function):
    """The larger of two elements; equal ones share the gradient."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.maximum(a, b)


class Minimum(Function):
    """The smaller of two elements; equal ones share the gradient."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.minimum(a, b)


def shared(g: np.ndarray, a: np.ndarray, b: np.ndarray) -> Any:
    """The gradients of `a` and `b` where the smaller one of both was left out."""
    g = np.where(a == b, g / 2, g)
    return np.where(a < b, 0, g), np.where(a > b, 0, g)


VJP[Maximum] = lambda fn, g: shared(g, *fn.arrays)
VJP[Minimum] = lambda fn, g: shared(g, *fn.arrays[::-1])


class Power(Function):
    """`a ** b` for tensors; ints stay ints. ValueError for an int to a negative power."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.power(a, b)


def d_power(fn: Power, g: np.ndarray) -> Any:
    a, b = fn.arrays
    d_b = np.where((a == 0) & (b >= 0), 0, g * fn.out * np.log(a)) if fn.inputs[1].requires_grad else None
    return np.where(b == 0, 0, g * (b * np.power(a, b - 1))), d_b


VJP[Power] = d_power


class FloorDivide(Function):
    """a / b, rounded down; ZeroDivisionError for an int by 0."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.floor_divide(a, divisor(b))


class Remainder(Function):
    """What is left of a / b, rounded down: it has the sign of b. ZeroDivisionError for an int by 0."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.remainder(a, divisor(b))


def divisor(b: np.ndarray) -> np.ndarray:
    if b.dtype.kind != "f" and not b.all():
        raise ZeroDivisionError("ints are divided by 0: write x.float(), of which 0 gives inf or nan")
    return b


VJP[Remainder] = lambda fn, g: (g, -g * np.floor_divide(*fn.arrays))


class Not(Function):
    """`~a`: of booleans the opposite, of ints each bit."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return np.bitwise_not(whole(a))


class And(Function):
    """`a & b`, of booleans or of the bits of ints."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.bitwise_and(whole(a), whole(b))


class Or(Function):
    """`a | b`, of booleans or of the bits of ints."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.bitwise_or(whole(a), whole(b))


class Xor(Function):
    """`a ^ b`, of booleans or of the bits of ints."""

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.bitwise_xor(whole(a), whole(b))


def whole(a: np.ndarray) -> np.ndarray:
    if a.dtype.kind == "f":
        raise TypeError(f"~ & | ^ take booleans and ints, got {a.dtype}: compare first, (x > 0) & (y > 0)")
    return a


VJP.update(dict.fromkeys((IsNan, IsInf, IsFinite, FloorDivide, Not, And, Or, Xor)))


def scaled(other: Any, alpha: float) -> Any:
    return other if alpha == 1 else other * alpha


def into(out: Tensor | None, result: Tensor) -> Tensor:
    """The result; or `out`, which takes its elements and its shape."""
    if out is None:
        return result
    if result.requires_grad or out.requires_grad:
        raise RuntimeError("out= would write past the graph: write y = ... in its place, or under no_grad")
    if out.shape == result.shape:
        out.data[...] = result.data
    else:
        out.data = result.data.astype(out.dtype)
    changed(out)
    return out


METHODS.update(
    sin=Sin.apply,
    cos=Cos.apply,
    erf=Erf.apply,
    log1p=Log1p.apply,
    rsqrt=Rsqrt.apply,
    square=lambda x: Pow.apply(x, exponent=2),
    sign=Sign.apply,
    floor=Floor.apply,
    ceil=Ceil.apply,
    round=lambda x, decimals: Round.apply(x, decimals=decimals),
    isnan=IsNan.apply,
    isinf=IsInf.apply,
    isfinite=IsFinite.apply,
    clip=lambda x, min, max: x.clamp(min, max),
    maximum=Maximum.apply,
    minimum=Minimum.apply,
    floor_divide=FloorDivide.apply,
    remainder=Remainder.apply,
    bitwise_not=Not.apply,
    bitwise_and=And.apply,
    bitwise_or=Or.apply,
    bitwise_xor=Xor.apply,
    eq=Equal.apply,
    ne=NotEqual.apply,
    lt=Less.apply,
    le=LessEqual.apply,
    gt=Greater.apply,
    ge=GreaterEqual.apply,
    add=lambda x, other, alpha, out: into(out, x + scaled(other, alpha)),
    sub=lambda x, other, alpha, out: into(out, x - scaled(other, alpha)),
    mul=lambda x, other, out: into(out, x * other),
    div=lambda x, other, out: into(out, x / other),
    isclose=lambda x, *how: Tensor(np.asarray(np.isclose(x.data, how[0].data, *how[1:]))),
    clamp_min=lambda x, min: x.clamp(min=min),
    clamp_max=lambda x, max: x.clamp(max=max),
    dist=lambda x, other, p: (x - other).norm(p),
    neg=lambda x: -x,
    reciprocal=lambda x: 1 / x,
    log2=lambda x: x.log() / math.log(2),
    log10=lambda x: x.log() / math.log(10),
    logical_not=lambda x: x == 0,
    logical_and=lambda x, other: (x != 0) & (other != 0),
    logical_or=lambda x, other: (x != 0) | (other != 0),
    lerp=lambda x, end, weight: x + weight * (end - x),
    addcmul=lambda x, tensor1, tensor2, value: x + value * tensor1 * tensor2,
    addcdiv=lambda x, tensor1, tensor2, value: x + value * tensor1 / tensor2,
)


@method
def pow(x: Any, exponent: Any) -> Tensor:
    """`x ** exponent`, of tensors or of one tensor and a number."""
    return x**exponent if not isinstance(exponent, Tensor) else Power.apply(x, exponent)


@method
def allclose(x: Tensor, other: Tensor, rtol: float, atol: float, equal_nan: bool) -> bool:
    """Whether |x - other| <= atol + rtol |other| everywhere."""
    if x.dtype != other.dtype:
        raise TypeError(f"allclose needs one dtype, got {x.dtype} and {other.dtype}: write x.to(y.dtype)")
    return bool(np.allclose(x.data, other.data, rtol, atol, equal_nan))


@method
def equal(x: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and elements."""
    return np.array_equal(x.data, other.data)

"""The methods of a Tensor that no notebook teaches, declared: tinytorch/extras writes them, under `@method`.

One line each, so that help, completion and type checkers know them.
"""

# ruff: noqa: E501, E704
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tinytorch.given.guards import numpy_names
from tinytorch.given.memory import in_place

if TYPE_CHECKING:
    from tinytorch.core.tensor import Dim, Generator, Tensor


class Extras:
    """Of elements and pairs of elements, products, reductions, orders, parts, and writing in place."""

    __slots__ = ()

    @staticmethod
    def _late(name: str, home: str = "extras") -> Callable[..., Any]:
        """The function behind the method `name`, as the Tensor that inherits this finds it."""
        raise NotImplementedError

    @property
    def device(self) -> Any: return self._late("device")(self)
    @numpy_names
    def var(self, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None) -> Tensor: return self._late("var")(self, dim, unbiased, keepdim, correction=correction)
    @numpy_names
    def std(self, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None) -> Tensor: return self._late("std")(self, dim, unbiased, keepdim, correction=correction)

    def sin(self) -> Tensor: return self._late("sin")(self)
    def cos(self) -> Tensor: return self._late("cos")(self)
    def tan(self) -> Tensor: return self._late("tan")(self)
    def asin(self) -> Tensor: return self._late("asin")(self)
    def acos(self) -> Tensor: return self._late("acos")(self)
    def atan(self) -> Tensor: return self._late("atan")(self)
    def atanh(self) -> Tensor: return self._late("atanh")(self)
    def expm1(self) -> Tensor: return self._late("expm1")(self)
    def atan2(self, other: Any) -> Tensor: return self._late("atan2")(self, other)
    def erf(self) -> Tensor: return self._late("erf")(self)
    def sign(self) -> Tensor: return self._late("sign")(self)
    def floor(self) -> Tensor: return self._late("floor")(self)
    def ceil(self) -> Tensor: return self._late("ceil")(self)
    def round(self, decimals: int = 0) -> Tensor: return self._late("round")(self, decimals)
    def square(self) -> Tensor: return self._late("square")(self)
    def rsqrt(self) -> Tensor: return self._late("rsqrt")(self)
    def log1p(self) -> Tensor: return self._late("log1p")(self)
    def isnan(self) -> Tensor: return self._late("isnan")(self)
    def isinf(self) -> Tensor: return self._late("isinf")(self)
    def isfinite(self) -> Tensor: return self._late("isfinite")(self)
    def isclose(self, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor: return self._late("isclose")(self, other, rtol, atol, equal_nan)
    def clamp_min(self, min: float) -> Tensor: return self._late("clamp_min")(self, min)
    def clamp_max(self, max: float) -> Tensor: return self._late("clamp_max")(self, max)
    def dist(self, other: Tensor, p: float = 2) -> Tensor: return self._late("dist")(self, other, p)
    def ravel(self) -> Tensor: return self._late("ravel")(self)
    def unfold(self, dimension: int, size: int, step: int) -> Tensor: return self._late("unfold")(self, dimension, size, step)
    def element_size(self) -> int: return self._late("element_size")(self)
    def neg(self) -> Tensor: return self._late("neg")(self)
    def reciprocal(self) -> Tensor: return self._late("reciprocal")(self)
    def log2(self) -> Tensor: return self._late("log2")(self)
    def log10(self) -> Tensor: return self._late("log10")(self)
    def logical_not(self) -> Tensor: return self._late("logical_not")(self)
    def logical_and(self, other: Any) -> Tensor: return self._late("logical_and")(self, other)
    def logical_or(self, other: Any) -> Tensor: return self._late("logical_or")(self, other)
    def lerp(self, end: Tensor, weight: Any) -> Tensor: return self._late("lerp")(self, end, weight)
    def addcmul(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Tensor: return self._late("addcmul")(self, tensor1, tensor2, value)
    def addcdiv(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Tensor: return self._late("addcdiv")(self, tensor1, tensor2, value)
    def maximum(self, other: Any) -> Tensor: return self._late("maximum")(self, other)
    def minimum(self, other: Any) -> Tensor: return self._late("minimum")(self, other)
    def eq(self, other: Any) -> Tensor: return self._late("eq")(self, other)
    def ne(self, other: Any) -> Tensor: return self._late("ne")(self, other)
    def lt(self, other: Any) -> Tensor: return self._late("lt")(self, other)
    def le(self, other: Any) -> Tensor: return self._late("le")(self, other)
    def gt(self, other: Any) -> Tensor: return self._late("gt")(self, other)
    def ge(self, other: Any) -> Tensor: return self._late("ge")(self, other)
    def add(self, other: Any, alpha: float = 1, *, out: Tensor | None = None) -> Tensor: return self._late("add")(self, other, alpha, out)
    def sub(self, other: Any, alpha: float = 1, *, out: Tensor | None = None) -> Tensor: return self._late("sub")(self, other, alpha, out)
    def mul(self, other: Any, *, out: Tensor | None = None) -> Tensor: return self._late("mul")(self, other, out)
    def div(self, other: Any, *, out: Tensor | None = None) -> Tensor: return self._late("div")(self, other, out)
    def pow(self, exponent: Any) -> Tensor: return self._late("pow")(self, exponent)
    def __rpow__(self, base: Any) -> Tensor: return self._late("pow")(base, self)
    def __floordiv__(self, other: Any) -> Tensor: return self._late("floor_divide")(self, other)
    def __rfloordiv__(self, other: Any) -> Tensor: return self._late("floor_divide")(other, self)
    def __mod__(self, other: Any) -> Tensor: return self._late("remainder")(self, other)
    def __rmod__(self, other: Any) -> Tensor: return self._late("remainder")(other, self)
    def __invert__(self) -> Tensor: return self._late("bitwise_not")(self)
    def __and__(self, other: Any) -> Tensor: return self._late("bitwise_and")(self, other)
    def __or__(self, other: Any) -> Tensor: return self._late("bitwise_or")(self, other)
    def __xor__(self, other: Any) -> Tensor: return self._late("bitwise_xor")(self, other)
    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__
    def __ifloordiv__(self, other: Any) -> Tensor: return in_place(self, self // other)
    def __imod__(self, other: Any) -> Tensor: return in_place(self, self % other)
    def __iand__(self, other: Any) -> Tensor: return in_place(self, self & other)
    def __ior__(self, other: Any) -> Tensor: return in_place(self, self | other)
    def __ixor__(self, other: Any) -> Tensor: return in_place(self, self ^ other)
    def floor_divide(self, other: Any) -> Tensor: return self._late("floor_divide")(self, other)
    def remainder(self, other: Any) -> Tensor: return self._late("remainder")(self, other)
    def bitwise_not(self) -> Tensor: return self._late("bitwise_not")(self)
    def bitwise_and(self, other: Any) -> Tensor: return self._late("bitwise_and")(self, other)
    def bitwise_or(self, other: Any) -> Tensor: return self._late("bitwise_or")(self, other)
    def bitwise_xor(self, other: Any) -> Tensor: return self._late("bitwise_xor")(self, other)
    def clip(self, min: Any = None, max: Any = None) -> Tensor: return self._late("clip")(self, min, max)
    def mm(self, other: Any) -> Tensor: return self._late("mm")(self, other)
    def bmm(self, other: Any) -> Tensor: return self._late("bmm")(self, other)
    def dot(self, other: Any) -> Tensor: return self._late("dot")(self, other)
    def outer(self, other: Any) -> Tensor: return self._late("outer")(self, other)
    def allclose(self, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool: return self._late("allclose")(self, other, rtol, atol, equal_nan)
    def equal(self, other: Tensor) -> bool: return self._late("equal")(self, other)

    @numpy_names
    def any(self, dim: Dim = None, keepdim: bool = False) -> Tensor: return self._late("any")(self, dim, keepdim)
    @numpy_names
    def all(self, dim: Dim = None, keepdim: bool = False) -> Tensor: return self._late("all")(self, dim, keepdim)
    @numpy_names
    def prod(self, dim: int | None = None, keepdim: bool = False) -> Tensor: return self._late("prod")(self, dim, keepdim)
    @numpy_names
    def norm(self, p: Any = "fro", dim: Dim = None, keepdim: bool = False) -> Tensor: return self._late("norm")(self, p, dim, keepdim)
    @numpy_names
    def logsumexp(self, dim: Dim, keepdim: bool = False) -> Tensor: return self._late("logsumexp")(self, dim, keepdim)
    @numpy_names
    def amin(self, dim: Dim = None, keepdim: bool = False) -> Tensor: return self._late("amin")(self, dim, keepdim)
    @numpy_names
    def argmin(self, dim: int | None = None, keepdim: bool = False) -> Tensor: return self._late("argmin")(self, dim, keepdim)
    @numpy_names
    def cumsum(self, dim: int) -> Tensor: return self._late("cumsum")(self, dim)
    @numpy_names
    def cumprod(self, dim: int) -> Tensor: return self._late("cumprod")(self, dim)
    @numpy_names
    def argsort(self, dim: int = -1, descending: bool = False, stable: bool = True) -> Tensor: return self._late("argsort")(self, dim, descending)
    @numpy_names
    def sort(self, dim: int = -1, descending: bool = False, stable: bool = True) -> Any: return self._late("sort")(self, dim, descending)
    def topk(self, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any: return self._late("topk")(self, k, dim, largest)
    def multinomial(self, num_samples: int, replacement: bool = False, *, generator: Generator | None = None) -> Tensor: return self._late("multinomial")(self, num_samples, replacement, generator=generator)
    def gather(self, dim: int, index: Tensor) -> Tensor: return self._late("gather")(self, dim, index)
    def scatter_add(self, dim: int, index: Tensor, src: Tensor) -> Tensor: return self._late("scatter_add")(self, dim, index, src)
    def scatter(self, dim: int, index: Tensor, src: Any) -> Tensor: return self._late("scatter")(self, dim, index, src)
    def index_add(self, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor: return self._late("index_add")(self, dim, index, source, alpha=alpha)
    def scatter_(self, dim: int, index: Tensor, src: Any = None, value: Any = None) -> Tensor: return self._late("scatter_")(self, dim, index, src, value)
    def scatter_add_(self, dim: int, index: Tensor, src: Tensor) -> Tensor: return self._late("scatter_add_")(self, dim, index, src)
    def index_fill_(self, dim: int, index: Tensor, value: float) -> Tensor: return self._late("index_fill_")(self, dim, index, value)
    def index_add_(self, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor: return self._late("index_add_")(self, dim, index, source, alpha=alpha)
    @numpy_names
    def count_nonzero(self, dim: Dim = None) -> Tensor: return self._late("count_nonzero")(self, dim)
    @numpy_names
    def median(self, dim: int | None = None, keepdim: bool = False) -> Any: return self._late("median")(self, dim, keepdim)
    @numpy_names
    def kthvalue(self, k: int, dim: int = -1, keepdim: bool = False) -> Any: return self._late("kthvalue")(self, k, dim, keepdim)
    @numpy_names
    def quantile(self, q: Any, dim: int | None = None, keepdim: bool = False) -> Tensor: return self._late("quantile")(self, q, dim, keepdim)
    def bincount(self, weights: Tensor | None = None, minlength: int = 0) -> Tensor: return self._late("bincount")(self, weights, minlength)
    def unique(self, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False) -> Any: return self._late("unique")(self, sorted, return_inverse, return_counts)
    def histogram(self, bins: int = 100, *, range: tuple[float, float] | None = None, density: bool = False) -> Any: return self._late("histogram")(self, bins, range=range, density=density)
    def narrow(self, dim: int, start: int, length: int) -> Tensor: return self._late("narrow")(self, dim, start, length)
    def repeat_interleave(self, repeats: Any, dim: int | None = None) -> Tensor: return self._late("repeat_interleave")(self, repeats, dim)
    def diag(self, diagonal: int = 0) -> Tensor: return self._late("diag")(self, diagonal)
    def diagonal(self, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor: return self._late("diagonal")(self, offset, dim1, dim2)
    def trace(self) -> Tensor: return self._late("trace")(self)
    def unflatten(self, dim: int, sizes: Any) -> Tensor: return self._late("unflatten")(self, dim, sizes)
    def movedim(self, source: Any, destination: Any) -> Tensor: return self._late("movedim")(self, source, destination)
    def swapaxes(self, axis0: int, axis1: int) -> Tensor: return self._late("swapaxes")(self, axis0, axis1)
    def masked_select(self, mask: Tensor) -> Tensor: return self._late("masked_select")(self, mask)
    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor: return self._late("addmm")(self, mat1, mat2, beta=beta, alpha=alpha)
    def new_zeros(self, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor: return self._late("new_zeros")(self, size, dtype, device, requires_grad)
    def new_ones(self, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor: return self._late("new_ones")(self, size, dtype, device, requires_grad)
    def new_full(self, size: Any, fill_value: Any, dtype: Any = None, device: Any = None) -> Tensor: return self._late("new_full")(self, size, fill_value, dtype, device)
    def new_tensor(self, data: Any, dtype: Any = None, device: Any = None) -> Tensor: return self._late("new_tensor")(self, data, dtype, device)
    def retain_grad(self) -> None: self._late("retain_grad")(self)
    def register_hook(self, hook: Callable[[Tensor], Any]) -> Any: return self._late("register_hook")(self, hook)
    def index_select(self, dim: int, index: Tensor) -> Tensor: return self._late("index_select")(self, dim, index)
    def nonzero(self, *, as_tuple: bool = False) -> Any: return self._late("nonzero")(self, as_tuple)
    def split(self, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]: return self._late("split")(self, split_size, dim)
    def chunk(self, chunks: int, dim: int = 0) -> tuple[Tensor, ...]: return self._late("chunk")(self, chunks, dim)
    def unbind(self, dim: int = 0) -> tuple[Tensor, ...]: return self._late("unbind")(self, dim)
    def flip(self, *args: Any, dims: Any = ()) -> Tensor: return self._late("flip")(self, *(args or [dims]))
    def roll(self, shifts: Any, dims: Any = None) -> Tensor: return self._late("roll")(self, shifts, dims)
    def repeat(self, *sizes: Any) -> Tensor: return self._late("repeat")(self, *sizes)
    def tril(self, diagonal: int = 0) -> Tensor: return self._late("tril")(self, diagonal)
    def triu(self, diagonal: int = 0) -> Tensor: return self._late("triu")(self, diagonal)
    def view_as(self, other: Tensor) -> Tensor: return self._late("view_as")(self, other)
    def expand_as(self, other: Tensor) -> Tensor: return self._late("expand_as")(self, other)
    def type(self, dtype: Any = None) -> Any: return self._late("type")(self, dtype)
    def type_as(self, other: Tensor) -> Tensor: return self._late("type_as")(self, other)
    def is_floating_point(self) -> bool: return self._late("is_floating_point")(self)
    def nelement(self) -> int: return self._late("nelement")(self)
    def is_contiguous(self) -> bool: return self._late("is_contiguous")(self)
    def clone(self) -> Tensor: return self._late("clone")(self)
    def contiguous(self) -> Tensor: return self._late("contiguous")(self)
    def t(self) -> Tensor: return self._late("t")(self)
    @property
    def mT(self) -> Tensor: return self._late("mT")(self)
    def unsqueeze_(self, dim: int) -> Tensor: return self._late("unsqueeze_")(self, dim)
    def squeeze_(self, dim: int | None = None) -> Tensor: return self._late("squeeze_")(self, dim)
    def add_(self, other: Any, alpha: float = 1) -> Tensor: return self._late("add_")(self, other, alpha)
    def sub_(self, other: Any, alpha: float = 1) -> Tensor: return self._late("sub_")(self, other, alpha)
    def mul_(self, other: Any) -> Tensor: return self._late("mul_")(self, other)
    def div_(self, other: Any) -> Tensor: return self._late("div_")(self, other)
    def clamp_(self, min: float | None = None, max: float | None = None) -> Tensor: return self._late("clamp_")(self, min, max)
    def copy_(self, src: Tensor) -> Tensor: return self._late("copy_")(self, src)
    def fill_(self, value: float) -> Tensor: return self._late("fill_")(self, value)
    def zero_(self) -> Tensor: return self._late("zero_")(self)
    def exp_(self) -> Tensor: return self._late("exp_")(self)
    def sqrt_(self) -> Tensor: return self._late("sqrt_")(self)
    def tanh_(self) -> Tensor: return self._late("tanh_")(self)
    def relu_(self) -> Tensor: return self._late("relu_")(self)
    def pow_(self, exponent: Any) -> Tensor: return self._late("pow_")(self, exponent)
    def lerp_(self, end: Tensor, weight: Any) -> Tensor: return self._late("lerp_")(self, end, weight)
    def addcmul_(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Tensor: return self._late("addcmul_")(self, tensor1, tensor2, value)
    def addcdiv_(self, tensor1: Any, tensor2: Any, *, value: float = 1) -> Tensor: return self._late("addcdiv_")(self, tensor1, tensor2, value)
    def masked_fill_(self, mask: Tensor, value: float) -> Tensor: return self._late("masked_fill_")(self, mask, value)
    def normal_(self, mean: float = 0, std: float = 1, *, generator: Generator | None = None) -> Tensor: return self._late("normal_")(self, mean, std, generator=generator)
    def uniform_(self, low: float = 0, high: float = 1, *, generator: Generator | None = None) -> Tensor: return self._late("uniform_")(self, low, high, generator=generator)

"""Tensors from nothing, from other data, or by chance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch.core.tensor import (
    METHODS,
    Generator,
    Tensor,
    as_array,
    created,
    default_generator,
    float32,
    int64,
    method,
    on_cpu,
    ones,
    randn,
    sizes,
    tensor,
    zeros,
)


def full(
    size: Sequence[int],
    fill_value: Any,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Every element `fill_value`; a float gives float32."""
    value = fill_value.item() if isinstance(fill_value, (np.generic, Tensor)) else fill_value
    return created(np.full(size, value, dtype or as_array(value).dtype), device, requires_grad)


def eye(
    n: int, m: int | None = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Ones on the diagonal of an (n, m) matrix, zeros elsewhere."""
    return created(np.eye(n, m, dtype=dtype or float32), device, requires_grad)


def linspace(
    start: float, end: float, steps: int, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`steps` numbers from `start` to `end`, both included."""
    return created(np.linspace(start, end, steps, dtype=dtype or float32), device, requires_grad)


def rand(
    *shape: Any,
    size: Any = (),
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Uniform in [0, 1)."""
    drawn = stream(generator).random(sizes(shape or size), dtype=dtype or float32)
    return created(drawn, device, requires_grad)


def randint(
    low: int = 0,
    high: Any = None,
    size: Any = None,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
) -> Tensor:
    """Integers in [low, high), int64; without `low`, as in randint(10, (2, 3)), in [0, high)."""
    low, high, size = (0, low, high) if size is None else (low, high, size)
    low, high = (0, low) if high is None else (low, high)  # randint(10, size=(2, 3))
    drawn = stream(generator).integers(low, high, sizes([size]), dtype=int64)
    return created(drawn.astype(dtype or int64, copy=False), device, False)


def zeros_like(
    x: Tensor,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Zeros in x's shape and dtype."""
    return zeros(x.shape, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad)


def ones_like(
    x: Tensor,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Ones in x's shape and dtype."""
    return ones(x.shape, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad)


def full_like(
    x: Tensor, fill_value: float, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`fill_value` in x's shape and dtype."""
    return full(x.shape, fill_value, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad)


def rand_like(
    x: Tensor,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Uniform in [0, 1), in x's shape, and in its dtype unless another is given."""
    return rand(
        x.shape, generator=generator, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad
    )


def randn_like(
    x: Tensor,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Standard normal, in x's shape, and in its dtype unless another is given."""
    return randn(
        x.shape, generator=generator, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad
    )


def empty(
    *shape: Any, size: Any = (), dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A tensor whose elements are whatever the memory held."""
    return created(np.empty(sizes(shape or size), dtype or float32), device, requires_grad)


def empty_like(
    x: Tensor,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """The same in x's shape and dtype."""
    return empty(x.shape, dtype=dtype or x.dtype, device=device, requires_grad=requires_grad)


def is_tensor(x: Any) -> bool:
    """Whether it is a Tensor."""
    return isinstance(x, Tensor)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """A tensor itself, an array sharing its memory, other data as `tensor` makes it."""
    on_cpu(device)
    if isinstance(data, np.ndarray):
        return Tensor(data if dtype is None else data.astype(dtype, copy=False))
    if not isinstance(data, Tensor):
        return tensor(data, dtype=dtype)
    return data if dtype is None else data.to(dtype)


def stream(generator: Generator | None) -> np.random.Generator:
    return (generator or default_generator).numpy


def normal(
    mean: Any = 0.0,
    std: Any = 1.0,
    size: Sequence[int] = (),
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Normal with this mean and standard deviation, numbers of the shape `size` or tensors."""
    on_cpu(device)
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        center, spread = (t.data if isinstance(t, Tensor) else np.float32(t) for t in (mean, std))
        return Tensor(stream(generator).normal(center, spread).astype(np.result_type(center, spread)))
    drawn = stream(generator).standard_normal(sizes([size]), dtype or float32) * std + mean
    return created(drawn, device, requires_grad)


def randperm(n: int, generator: Generator | None = None, device: Any = None) -> Tensor:
    """0 to n - 1 in an order that is drawn, int64."""
    on_cpu(device)
    return Tensor(stream(generator).permutation(n).astype(int64))


def get_rng_state() -> Tensor:
    """Where the library's stream of random numbers is, as bytes: a checkpoint may keep it."""
    return Tensor(np.frombuffer(json.dumps(default_generator.numpy.bit_generator.state).encode(), np.uint8))


def set_rng_state(new_state: Tensor) -> None:
    """Put the library's stream of random numbers back to where it was."""
    default_generator.numpy.bit_generator.state = json.loads(new_state.numpy().tobytes())


def initial_seed() -> int:
    """The seed of the library's stream of random numbers."""
    return default_generator.seed


def bernoulli(x: Tensor, generator: Generator | None = None) -> Tensor:
    """1 with the probability that each element is, else 0."""
    return Tensor((stream(generator).random(x.shape) < x.data).astype(x.dtype))


@method
def multinomial(
    x: Tensor, num_samples: int, replacement: bool = False, *, generator: Generator | None = None
) -> Tensor:
    """Positions drawn with the probabilities in the last dimension, which need not add up to 1.

    Raises ValueError for weights that are negative or no numbers, or too few to be drawn without replacement.
    """
    weights = np.atleast_2d(x.data).astype(np.float64)
    total = weights.sum(-1)
    if x.ndim not in (1, 2) or not np.isfinite(total).all() or (weights < 0).any() or not total.all():
        raise ValueError(
            "multinomial takes rows of weights, none of them negative, and in each row one above 0"
        )
    if not replacement and ((weights > 0).sum(-1) < num_samples).any():
        raise ValueError(f"{num_samples} draws need as many weights above 0, or replacement=True")
    if replacement:
        ends = weights.cumsum(-1)
        marks = stream(generator).random((len(weights), num_samples)) * ends[:, -1:]
        drawn = np.stack([np.searchsorted(e, m, "right") for e, m in zip(ends, marks, strict=True)])
    else:  # of waiting times with these rates, the first to end
        waiting = stream(generator).exponential(size=weights.shape) / np.where(weights > 0, weights, 1)
        drawn = np.argsort(np.where(weights > 0, waiting, np.inf), -1)[:, :num_samples]
    return Tensor(drawn.astype(int64).reshape(*x.shape[:-1], num_samples))


METHODS.update(
    new_zeros=lambda x, size, dtype, *rest: zeros(*size, dtype=dtype or x.dtype, **placed(*rest)),
    new_ones=lambda x, size, dtype, *rest: ones(*size, dtype=dtype or x.dtype, **placed(*rest)),
    new_full=lambda x, size, value, dtype, device: full(size, value, dtype=dtype or x.dtype, device=device),
    new_tensor=lambda x, data, dtype, device: tensor(data, dtype=dtype or x.dtype, device=device),
)


def placed(device: Any, requires_grad: bool) -> dict[str, Any]:
    return {"device": device, "requires_grad": requires_grad}


class Maker:
    """Makes a tensor of one dtype of a list or an array, or of sizes; names that dtype in `x.type(...)`."""

    def __init__(self, dtype: np.dtype):
        self.dtype = dtype

    def __call__(self, *data: Any) -> Tensor:
        return Tensor(*data).to(self.dtype)


FloatTensor, LongTensor = Maker(float32), Maker(int64)


def scalar_tensor(value: float, dtype: Any = None) -> Tensor:
    """A number as a tensor of no dimensions, float32 unless said."""
    return tensor(value, dtype=dtype or float32)


def tril_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """Where the elements on and below a diagonal of a (row, col) matrix stand, (2, n)."""
    return Tensor(np.stack(np.tril_indices(row, offset, col)))


def triu_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """Where the elements on and above a diagonal of a (row, col) matrix stand, (2, n)."""
    return Tensor(np.stack(np.triu_indices(row, offset, col)))


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Each vector stretched over all others: n of them give n tensors of n dimensions.

    indexing: "ij", the first vector runs down; "xy", across, as in a picture.
    """
    if indexing not in ("ij", "xy"):
        raise ValueError(f"meshgrid: indexing is 'ij' or 'xy', got {indexing!r}")
    vectors = list(tensors[0] if isinstance(tensors[0], (list, tuple)) else tensors)
    if indexing == "xy" and len(vectors) > 1:
        second, first, *others = meshgrid(vectors[1], vectors[0], *vectors[2:])
        return first, second, *others
    shape = tuple([t.numel() for t in vectors])
    ones_but = [(1,) * i + (-1,) + (1,) * (len(shape) - 1 - i) for i in range(len(shape))]
    return tuple([t.reshape(own).expand(shape) for t, own in zip(vectors, ones_but, strict=True)])


def logspace(start: float, end: float, steps: int, base: float = 10.0, dtype: Any = None) -> Tensor:
    """`steps` powers of `base`, whose exponents go evenly from `start` to `end`."""
    return created(np.logspace(start, end, steps, base=base).astype(dtype or float32), None, False)

"""What NumPy may not do with a Tensor, and the names of NumPy's that methods take."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np

from tinytorch.given.data import CUT, Data

P = ParamSpec("P")
R = TypeVar("R")
NUMPY_ADVICE = (
    "NumPy would drop the history; write x.exp(), x.sum(), ... or hand it x.detach().numpy(); "
    "in a rule, fn.arrays"
)
OPERATORS: dict[Any, Callable[[Any, Any], Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.less: operator.lt,
    np.less_equal: operator.le,
    np.greater: operator.gt,
    np.greater_equal: operator.ge,
    np.equal: operator.eq,
    np.not_equal: operator.ne,
    np.power: operator.pow,
}


FILES = (np.save, np.savez, np.savez_compressed)


def array(x: Any) -> Any:
    """A Tensor's array, which one that requires gradients refuses; anything else as it is."""
    return x.numpy() if isinstance(x, Guarded) else x  # type: ignore[attr-defined]


class Guarded:
    """NumPy functions on a Tensor are refused, since results would have no history; files have none."""

    __slots__ = ()

    def __getstate__(self) -> Any:
        """For copies: what `x.data` showed is made anew, in the memory of the copy."""
        state: Any = object.__getstate__(self)
        return state[0], {**state[1], "_shown": None}

    def __array__(self: Any, *args: Any, **kwargs: Any) -> np.ndarray:
        if self.ndim == 0 and not self.requires_grad:  # a number: tensor([x.mean(), y.mean()])
            return np.array(self.item(), self.dtype)
        raise TypeError(f"a Tensor is no array and a list of Tensors no table (use stack): {NUMPY_ADVICE}")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        number = args[0]  # np.float64(2) * x asks NumPy first, which may make an array of no dimensions of it
        if isinstance(number, Data) and ufunc in OPERATORS:
            return self._with_data(ufunc, number, **kwargs)
        if ufunc in OPERATORS and isinstance(number, (np.generic, np.ndarray)) and number.ndim == 0:
            return OPERATORS[ufunc](number.item(), self)
        raise TypeError(
            f"np.{ufunc.__name__} on a Tensor: {NUMPY_ADVICE}; an array becomes a tensor by from_numpy(a)"
        )

    def _with_data(self: Any, ufunc: np.ufunc, data: Data, out: Any = None) -> Any:
        """`data * x` and `data += x`, where nothing is recorded: to the program, `data` is a tensor."""
        if out is not None and not self.requires_grad:
            return ufunc(data, self.numpy(), out=out)
        result = OPERATORS[ufunc](data.tensor(data), self)
        if result.requires_grad:
            raise TypeError(CUT)
        return result

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function in FILES:  # np.savez("model.npz", **model.state_dict())
            return function(*map(array, args), **{name: array(x) for name, x in kwargs.items()})
        raise TypeError(f"np.{function.__name__} on a Tensor: {NUMPY_ADVICE}")


def numpy_names(method: Callable[P, R]) -> Callable[P, R]:
    """Let a method take `axis` and `keepdims` for `dim` and `keepdim`, as PyTorch does."""

    @functools.wraps(method)
    def accept(*args: P.args, **kwargs: P.kwargs) -> R:
        for numpy_name, name in (("axis", "dim"), ("keepdims", "keepdim")) if kwargs else ():
            if numpy_name in kwargs:
                if name in kwargs:
                    raise TypeError(f"{numpy_name} is NumPy's name for {name}: give one of them")
                kwargs[name] = kwargs.pop(numpy_name)
        return method(*args, **kwargs)

    return accept

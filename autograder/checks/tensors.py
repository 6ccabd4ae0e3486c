"""What the checks know of a tensor: `.data`, `.grad`, `.requires_grad`, `.grad_fn`, and `fn.inputs`.

Nothing here imports tinytorch, so that a student's package in any state can be examined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar, runtime_checkable

import numpy as np

T = TypeVar("T")


@runtime_checkable
class HasNamedParameters(Protocol):
    def named_parameters(self) -> Iterable[tuple[str, Any]]: ...


@runtime_checkable
class HasParameters(Protocol):
    def parameters(self) -> Iterable[Any]: ...


@runtime_checkable
class HasBuffers(Protocol):
    def buffers(self) -> Iterable[Any]: ...


Parameters: TypeAlias = HasNamedParameters | HasParameters | Mapping[str, Any] | Iterable[Any]


def array_of(value: Any) -> np.ndarray | None:
    """The array of a tensor, an array or a number; None if `value` is none of these."""
    if isinstance(value, np.ndarray | np.generic | bool | int | float):
        return np.asarray(value)
    data = getattr(value, "data", None)
    return data if isinstance(data, np.ndarray) else None


def named(parameters: Parameters) -> dict[str, Any]:
    """Every parameter under its name, in order; those of a plain list are called "0", "1", ..."""
    if isinstance(parameters, Mapping):
        return dict(parameters)
    if isinstance(parameters, HasNamedParameters):
        return dict(parameters.named_parameters())
    if isinstance(parameters, HasParameters):
        parameters = parameters.parameters()
    return {str(i): parameter for i, parameter in enumerate(parameters)}


def require_names(tensors: Mapping[str, T], names: Iterable[str]) -> Mapping[str, T]:
    """The tensors; ValueError if one of the names is none of theirs: a name misspelt would exempt nothing."""
    unknown = [name for name in names if name not in tensors]
    if unknown:
        raise ValueError(f"no parameter is called {', '.join(unknown)}; there is {', '.join(tensors)}")
    return tensors


def snapshot(parameters: Parameters) -> dict[str, np.ndarray]:
    """Copies of all weights as they are now, by name: take one before training, compare with it after."""
    return {name: np.array(array_of(parameter)) for name, parameter in named(parameters).items()}


def reached(output: Any) -> set[int]:
    """The `id` of every tensor that the graph of `output` leads back to. Walk before `backward` frees it."""
    waiting, seen = [output], {id(output)}
    while waiting:
        function = waiting.pop().grad_fn
        for tensor in function.inputs if function is not None else ():
            if id(tensor) not in seen:
                seen.add(id(tensor))
                waiting.append(tensor)
    return seen

"""Layers that need no more ideas than module 04 has: activations as modules, shapes, a dict of modules.

They come with module 04, by the names of `tinytorch.nn`; its notebook is long enough without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tinytorch.core.activations import (
    gelu,
    leaky_relu,
    log_softmax,
    logsigmoid,
    named_dim,
    sigmoid,
    silu,
    softmax,
    softplus,
)
from tinytorch.core.layers import Module, Parameter
from tinytorch.core.tensor import Tensor
from tinytorch.extras.activations import (
    cosine_similarity,
    elu,
    glu,
    hardsigmoid,
    hardswish,
    hardtanh,
    mish,
    pairwise_distance,
    prelu,
    relu6,
    selu,
    softmin,
    softsign,
)
from tinytorch.given.module_methods import expect_module


class LeakyReLU(Module):
    """`x` where it is positive, `negative_slope * x` elsewhere."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False):
        self.negative_slope, self.inplace = negative_slope, inplace

    def forward(self, x: Tensor) -> Tensor:
        return leaky_relu(x, self.negative_slope)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}" + (", inplace=True" if self.inplace else "")


class SiLU(Module):
    """`x * sigmoid(x)`."""

    def __init__(self, inplace: bool = False):
        self.inplace = inplace

    def forward(self, x: Tensor) -> Tensor:
        return silu(x)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class Sigmoid(Module):
    """1 / (1 + exp(-x))."""

    def forward(self, x: Tensor) -> Tensor:
        return sigmoid(x)


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, x: Tensor) -> Tensor:
        return x.tanh()


class GELU(Module):
    """`x` times the chance that a standard normal number is smaller; approximate: "none" or "tanh"."""

    def __init__(self, approximate: str = "none"):
        self.approximate = approximate

    def forward(self, x: Tensor) -> Tensor:
        return gelu(x, self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """log(1 + exp(beta * x)) / beta."""

    def __init__(self, beta: float = 1):
        self.beta = beta

    def forward(self, x: Tensor) -> Tensor:
        return softplus(x, self.beta)

    def extra_repr(self) -> str:
        return f"beta={self.beta}"


class LogSigmoid(Module):
    """log(sigmoid(x))."""

    def forward(self, x: Tensor) -> Tensor:
        return logsigmoid(x)


class Softmax(Module):
    """Probabilities along `dim`, which must be given."""

    def __init__(self, dim: int | None = None):
        self.dim = named_dim(dim, "Softmax")

    def forward(self, x: Tensor) -> Tensor:
        return softmax(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(Module):
    """The logarithm of probabilities along `dim`, which must be given."""

    def __init__(self, dim: int | None = None):
        self.dim = named_dim(dim, "LogSoftmax")

    def forward(self, x: Tensor) -> Tensor:
        return log_softmax(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Flatten(Module):
    """The dimensions from `start_dim` to `end_dim` become one: (N, C, H, W) becomes (N, C·H·W)."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1):
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Identity(Module):
    """The input itself. Takes any arguments, so that it can stand in for any layer."""

    def __init__(self, *args: Any, **kwargs: Any):
        pass

    def forward(self, x: Any) -> Any:
        return x


class ByName(Module):
    """Parts by name, as attributes: what ModuleDict and ParameterDict have in common."""

    kind: type

    def __init__(self, parts: Mapping[str, Any] | None):
        self.update(parts or {})

    def update(self, parts: Mapping[str, Any]) -> None:
        for name, part in parts.items():
            self[name] = part

    def items(self) -> Any:
        return {name: part for name, part in vars(self).items() if isinstance(part, self.kind)}.items()

    def keys(self) -> Any:
        return dict(self.items()).keys()

    def values(self) -> Any:
        return dict(self.items()).values()

    def __getitem__(self, name: str) -> Any:
        return dict(self.items())[name]

    def __setitem__(self, name: str, part: Any) -> None:
        raise NotImplementedError(f"{type(self).__name__} does not say how a part is kept")

    def __delitem__(self, name: str) -> None:
        delattr(self, name)

    def __contains__(self, name: str) -> bool:
        return name in self.keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())


class ModuleDict(ByName):
    """A dict whose modules belong to the module that holds it."""

    kind = Module

    def __init__(self, modules: Mapping[str, Module] | None = None):
        super().__init__(modules)

    def __setitem__(self, name: str, module: Module) -> None:
        expect_module(self, module)
        self.add_module(name, module)


class ELU(Module):
    """`x` where it is positive, alpha * (exp(x) - 1) elsewhere."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False):
        self.alpha, self.inplace = alpha, inplace

    def forward(self, x: Tensor) -> Tensor:
        return elu(x, self.alpha)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}"


class Activation(Module):
    """A function of one tensor as a layer. inplace: PyTorch's, taken and not needed."""

    function: Callable[[Tensor], Tensor]

    def __init__(self, inplace: bool = False):
        self.inplace = inplace

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class SELU(Activation):
    """`elu`, scaled."""

    function = staticmethod(selu)


class ReLU6(Activation):
    """Between 0 and 6."""

    function = staticmethod(relu6)


class Hardtanh(Module):
    """Between two bounds."""

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False):
        self.min_val, self.max_val, self.inplace = min_val, max_val, inplace

    def forward(self, x: Tensor) -> Tensor:
        return hardtanh(x, self.min_val, self.max_val)

    def extra_repr(self) -> str:
        return f"min_val={self.min_val}, max_val={self.max_val}"


class Hardswish(Activation):
    """`x * hardsigmoid(x)`."""

    function = staticmethod(hardswish)


class Hardsigmoid(Activation):
    """A sigmoid of three straight lines."""

    function = staticmethod(hardsigmoid)


class Mish(Activation):
    """`x * tanh(softplus(x))`."""

    function = staticmethod(mish)


class Softsign(Module):
    """`x / (1 + |x|)`."""

    def forward(self, x: Tensor) -> Tensor:
        return softsign(x)


class GLU(Module):
    """One half of `dim` times the sigmoid of the other."""

    def __init__(self, dim: int = -1):
        self.dim = dim

    def forward(self, x: Tensor) -> Tensor:
        return glu(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmin(Module):
    """Softmax of `-x`."""

    def __init__(self, dim: int | None = None):
        self.dim = dim

    def forward(self, x: Tensor) -> Tensor:
        return softmin(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class PReLU(Module):
    """`x` where it is positive, `weight * x` elsewhere; the weight learns."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25):
        self.num_parameters = num_parameters
        self.weight = Parameter(Tensor([init] * num_parameters))

    def forward(self, x: Tensor) -> Tensor:
        return prelu(x, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class CosineSimilarity(Module):
    """`cosine_similarity` as a layer."""

    def __init__(self, dim: int = 1, eps: float = 1e-8):
        self.dim, self.eps = dim, eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """`pairwise_distance` as a layer."""

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False):
        self.p, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return pairwise_distance(x1, x2, self.p, self.eps, self.keepdim)


class Unflatten(Module):
    """One dimension becomes several: (N, C·H·W) becomes (N, C, H, W)."""

    def __init__(self, dim: int, unflattened_size: Sequence[int]):
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, x: Tensor) -> Tensor:
        return x.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class ParameterList(Module):
    """A list whose parameters belong to the module that holds it."""

    def __init__(self, values: Iterable[Any] = ()):
        self.extend(values)

    def append(self, value: Any) -> ParameterList:
        setattr(self, str(len(self)), value if isinstance(value, Parameter) else Parameter(value))
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        for value in values:
            self.append(value)
        return self

    def _values(self) -> list[Any]:
        return [value for name, value in vars(self).items() if name.isdigit()]

    def __len__(self) -> int:
        return len(self._values())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values())

    def __getitem__(self, index: int) -> Any:
        return self._values()[index]

    def extra_repr(self) -> str:
        return "".join(f"\n  ({i}): Parameter of shape {p.shape}" for i, p in enumerate(self))


class ParameterDict(ByName):
    """A dict whose parameters belong to the module that holds it."""

    kind = Parameter

    def __init__(self, parameters: Mapping[str, Any] | None = None):
        super().__init__(parameters)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self, name, value if isinstance(value, Parameter) else Parameter(value))


class DataParallel(Module):
    """The module itself, as where there is no graphics card; its names begin with "module."."""

    def __init__(self, module: Module, device_ids: Any = None):
        self.module = module

    def forward(self, *args: Any, **settings: Any) -> Any:
        return self.module(*args, **settings)

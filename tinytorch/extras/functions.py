"""Operations of a user's own, as published programs write them: on Tensors; and `autograd.grad`.

An operation of this package is a `tinytorch.Function` with a rule, in arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch.core.autograd import graph_order, no_grad
from tinytorch.core.tensor import VJP, Tensor, grad_mode, randn
from tinytorch.core.tensor import Function as Operation
from tinytorch.given.memory import unchanged, writes


class Context:
    """What `forward` keeps for `backward`, as attributes and by `save_for_backward`."""

    saved_tensors: tuple[Any, ...] = ()
    needs_input_grad: tuple[bool, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *tensors: Any) -> None: ...


class Custom(Operation):
    """An application of a user's Function. `own` is where its gradients are asked for."""

    own: Any
    context: Context
    places: list[int]  # of the tensors among the arguments

    def forward(self, *arrays: np.ndarray) -> np.ndarray:
        raise NotImplementedError


def d_custom(fn: Custom, g: np.ndarray) -> Any:
    kept = [t._data for t in fn.context.saved_tensors if isinstance(t, Tensor)]
    unchanged(fn, [*fn.arrays, *kept])
    with no_grad():
        found = fn.own.backward(fn.context, Tensor(g))
    gradients = found if isinstance(found, tuple) else (found,)
    if len(gradients) <= max(fn.places):
        name = fn.own.__name__
        raise ValueError(f"{name}.backward returns a gradient or None for each argument of forward")
    return tuple([None if (d := gradients[i]) is None else d.data for i in fn.places])


VJP[Custom] = d_custom


class Function:
    """One operation with static methods `forward(ctx, *args)` and `backward(ctx, grad_output)`, on Tensors.

    It has one result. backward returns a gradient for each argument of forward, None for what has none.
    """

    @classmethod
    def apply(cls: Any, *args: Any) -> Tensor:
        """The result of forward, with its history."""
        fn = Custom()
        fn.own, fn.context = cls, Context()
        fn.places = [i for i, a in enumerate(args) if isinstance(a, Tensor)]
        inputs = tuple([args[i] for i in fn.places])
        fn.context.needs_input_grad = tuple([isinstance(a, Tensor) and a.requires_grad for a in args])
        with no_grad():
            if hasattr(cls, "setup_context"):
                out = cls.forward(*args)
                cls.setup_context(fn.context, args, out)
            else:
                out = cls.forward(fn.context, *args)
        if not isinstance(out, Tensor):
            raise TypeError(f"{cls.__name__}.forward returns one Tensor here, got {type(out).__name__}")
        result = Tensor(out.numpy())
        if grad_mode.enabled and any(t.requires_grad for t in inputs):
            fn.inputs, fn._arrays, fn._out = inputs, [t._data for t in inputs], result._data
            fn._moment, result._requires_grad, result.grad_fn = writes.count, True, fn
        return result


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradient of the outputs for each input; no `.grad` changes.

    Raises RuntimeError for an input that the outputs do not depend on, unless allow_unused.
    """
    if create_graph:
        raise NotImplementedError("double backward is not supported: gradients have no history of their own")
    wanted = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    ends = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    given = grad_outputs if isinstance(grad_outputs, (list, tuple)) else [grad_outputs] * len(ends)
    behind = {id(t): t for end in ends for t in graph_order(end)} | {id(t): t for t in wanted}
    kept = [(t, t.grad) for t in behind.values()]
    for t, _ in kept:
        t.grad = None
    made = [(t, t.grad_fn) for t in wanted if t.grad_fn is not None]
    try:
        for t, _ in made:
            t.retain_grad()
        for n, (end, gradient) in enumerate(zip(ends, given, strict=True)):
            end.backward(gradient, retain_graph=bool(retain_graph) or n < len(ends) - 1)
        found = tuple([t.grad for t in wanted])
    finally:
        for t, before in kept:
            t.grad = before
        for t, fn in made if retain_graph else ():
            t.grad_fn = fn
    if not allow_unused and any(d is None for d in found):
        raise RuntimeError(
            "grad: the outputs do not depend on one of the inputs; allow_unused=True gives None"
        )
    return found


def gradcheck(func: Any, inputs: Any, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3) -> bool:
    """Whether backward agrees with central differences, along a gradient that is drawn; inputs: of float64.

    RuntimeError if not, with the number of the input.
    """
    tensors = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    if any(t.requires_grad and t.dtype != np.float64 for t in tensors):
        raise ValueError("gradcheck: differences of float32 are noise; write x.double()")
    out = func(*tensors)
    along = randn(*out.shape, dtype=out.dtype)
    wanted = [(n, t) for n, t in enumerate(tensors) if t.requires_grad]
    found = grad(out, [t for _, t in wanted], along, allow_unused=True)
    for (n, t), d in zip(wanted, found, strict=True):
        numeric = np.zeros(t.shape)
        for place in np.ndindex(t.shape):
            both = []
            for step in (eps, -eps):
                moved = t.detach().numpy().copy()
                moved[place] += step
                with no_grad():
                    both.append((func(*tensors[:n], Tensor(moved), *tensors[n + 1 :]) * along).sum().item())
            numeric[place] = (both[0] - both[1]) / (2 * eps)
        own = np.zeros(t.shape) if d is None else d.numpy()
        if not np.allclose(own, numeric, rtol, atol):
            raise RuntimeError(f"gradcheck: of input {n}, backward says {own}, differences {numeric}")
    return True


def Variable(data: Tensor, requires_grad: bool = False) -> Tensor:
    """The tensor itself: what a Variable was, every Tensor is."""
    return data.requires_grad_() if requires_grad else data


class anomaly:
    """`with set_detect_anomaly(True)`: a gradient of a wrong shape names its Function anyway."""

    def __init__(self, mode: bool = True): ...

    def __enter__(self) -> None: ...

    def __exit__(self, *exception: object) -> None: ...


def backward(
    tensors: Tensor | Sequence[Tensor], grad_tensors: Any = None, retain_graph: bool = False
) -> None:
    """`backward` of each tensor."""
    ends = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    given = grad_tensors if isinstance(grad_tensors, (list, tuple)) else [grad_tensors] * len(ends)
    for n, (end, gradient) in enumerate(zip(ends, given, strict=True)):
        end.backward(gradient, retain_graph=retain_graph or n < len(ends) - 1)

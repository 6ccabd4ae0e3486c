"""Runs a case in one library, and keeps what came out.

The handles that a case may ask for: `torch`, `nn`, `F` (nn.functional), `optim`, `data` (utils.data), and

    filled(module)   the module with weights that are drawn; their gradients and its buffers are compared, too
    descend(make)    twenty steps (five in float32) of the optimizer `make(parameters)` on a small problem:
                     losses, learning rates, parameters; a tuple of optimizer and schedules steps them all
"""

from __future__ import annotations

import inspect
import re
import warnings
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from case import Case
from drawing import Constant, Inputs, Style

HANDLES = {"torch": "", "nn": ".nn", "F": ".nn.functional", "optim": ".optim", "data": ".utils.data"}
REFUSALS = (ArithmeticError, AssertionError, LookupError, RuntimeError, TypeError, ValueError)


class Leaf(NamedTuple):
    """One thing of a result: an array, or a plain value that JSON knows."""

    value: Any
    requires_grad: bool = False


class Outcome(NamedTuple):
    """What a call gave: results and gradients, or an error."""

    inputs: int  # a digest: whether another run drew the same
    error: str | None
    results: list[Leaf]
    gradients: list[Leaf]


class Run:
    """A case in one library."""

    def __init__(self, library: Any, inputs: Inputs):
        self.library, self.inputs = library, inputs
        self.leaves: list[Any] = []
        self.modules: list[Any] = []

    def handle(self, name: str) -> Any:
        if name in HANDLES:
            return import_module(self.library.__name__ + HANDLES[name])
        return {"filled": self.filled, "descend": self.descend}[name]

    def tensor(self, value: Any) -> Any:
        """A drawn array as a tensor of the library, a leaf if it is floating."""
        if isinstance(value, Constant):
            return self.library.from_numpy(value.array)
        if not isinstance(value, np.ndarray):
            return value
        t = self.library.from_numpy(value)
        if value.dtype.kind == "f":
            self.leaves.append(t.requires_grad_())
        return t

    def filled(self, module: Any) -> Any:
        if self.inputs.style.dtype == "float64":
            module.double()
        with self.library.no_grad():
            for name, p in module.named_parameters():
                drawn = np.random.RandomState(zlib.crc32(name.encode())).uniform(-0.6, 0.6, tuple(p.shape))
                p.copy_(self.library.from_numpy(drawn.astype(self.inputs.style.dtype)))
        self.modules.append(module)
        self.leaves += [p for _, p in sorted(module.named_parameters())]
        return module

    def descend(self, make: Callable[[list[Any]], Any]) -> Any:
        shapes = [(8, 3), (8, 2), (3, 2), (2,)]
        # Without ties: where a slope is 0, its sign is noise.
        drawn = [self.inputs.random.uniform(-1, 1, shape) for shape in shapes]
        x, y, *ps = (self.library.from_numpy(a.astype(self.inputs.style.dtype)) for a in drawn)
        parameters = [p.requires_grad_() for p in ps]
        made = make(parameters)
        optimizer, *schedules = made if isinstance(made, tuple) else (made,)
        trace = []
        for _ in range(20 if self.inputs.style.dtype == "float64" else 5):  # in float32 rounding grows
            optimizer.zero_grad()
            error = x @ parameters[0] + parameters[1] - y
            loss = (error * error).mean()
            loss.backward()
            optimizer.step()
            for schedule in schedules:
                schedule.step()
            trace += [loss.item(), optimizer.param_groups[0]["lr"]]
        return trace, [p.detach() for p in parameters]


def run(case: Case, library: Any, seed: int, style: Style) -> Outcome:
    """The outcome of one draw of a case in this library."""
    call = case.pytorch if case.pytorch and library.__name__ == "torch" else case.call
    inputs = Inputs(seed, style)
    drawn = inputs.draw(case.call)
    digest = zlib.crc32(repr([as_list(value) for value in drawn.values()]).encode())
    this = Run(library, inputs)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        arguments = {
            name: this.tensor(drawn[name]) if name in drawn else this.handle(name)
            for name in inspect.signature(call).parameters
        }
        try:
            return Outcome(digest, None, *results_and_gradients(this, call(**arguments)))
        except REFUSALS as error:
            return Outcome(digest, f"{type(error).__name__}: {error}"[:100], [], [])


def results_and_gradients(this: Run, result: Any) -> tuple[list[Leaf], list[Leaf]]:
    """The parts of a result, and the gradients of all leaves under cotangents that are drawn."""
    buffers = [b for module in this.modules for _, b in sorted(module.named_buffers())]
    parts = [*flat(result), *buffers]
    results = [leaf(part) for part in parts]
    total = None
    for part in parts:
        if getattr(part, "requires_grad", False):
            cotangent = this.inputs.random.uniform(0.5, 2, tuple(part.shape))
            weighted = (part * this.library.from_numpy(np.asarray(cotangent)).to(part.dtype)).sum()
            total = weighted if total is None else total + weighted
    if total is not None:
        total.backward()
    return results, [leaf(t.grad) for t in this.leaves]


def flat(value: Any) -> Iterator[Any]:
    """The parts of tuples, lists and dictionaries, in their order."""
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from flat(part)
    else:
        yield value


def leaf(value: Any) -> Leaf:
    """A tensor's array, a number, or a text, in which PyTorch's name does not stand."""
    if hasattr(value, "detach"):
        return Leaf(np.array(value.detach().numpy()), value.requires_grad)
    if value is None or isinstance(value, (bool, int, float)):
        return Leaf(value)
    return Leaf(re.sub(r"torch\.|Backward0", "", str(value)))


def as_list(value: Any) -> Any:
    array = value.array if isinstance(value, Constant) else value
    return (str(array.dtype), array.tolist()) if isinstance(array, np.ndarray) else value

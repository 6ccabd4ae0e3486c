"""`doctor(layer, x)`: is the gradient true, and which parameter is cut off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from autograder.checks.births import Birth, moving_constant
from autograder.checks.differences import Slopes, largest, measure
from autograder.checks.gradcheck import slopes_table
from autograder.checks.table import Table
from autograder.checks.tensors import HasBuffers, HasNamedParameters, HasParameters, array_of, named, reached

RTOL = 1e-5
STILL = 1e-7  # a slope below this is rounding: the output does not move

State = Literal["true", "still", "frozen", "cut", "none", "false"]


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor found: sentences, and a table of true slopes beside autograd's.

    wrong: the inputs and parameters without their true gradient. cut: those of them that no graph reaches.
    """

    sentences: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    table: Table | None = None

    def __str__(self) -> str:
        return "\n".join(str(part) for part in (*self.sentences, self.table) if part)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        tables = [Table(["diagnosis"], [[sentence] for sentence in self.sentences]), self.table]
        return "".join(table._repr_html_() for table in tables if table)


def doctor(layer: Callable[..., Any], x: Any) -> Diagnosis:
    """Compare the gradients of a layer's parameters and inputs with central differences in float64.

    layer: anything that can be called; if it has `named_parameters()` or `parameters()`, they are examined.
    x: the input, or a tuple of them; tensors of floating numbers are examined, others go in as they are.
    The parameters are float64 during the examination; they and the buffers are as they were afterwards.
    """
    parameters: dict[str, Any] = named(layer) if isinstance(layer, HasNamedParameters | HasParameters) else {}
    inputs = [_float64_leaf(tensor) for tensor in (x if isinstance(x, tuple) else (x,))]
    names = ["input"] if len(inputs) == 1 else [f"input {i}" for i in range(len(inputs))]
    patients = {name: t for name, t in zip(names, inputs, strict=True) if _is_floating(t)} | parameters
    buffers: list[Any] = list(layer.buffers()) if isinstance(layer, HasBuffers) else []
    apart = _apart(layer, {id(tensor) for tensor in (*parameters.values(), *buffers)})
    if patients:
        with _in_float64(parameters), _restored(buffers):
            found = _examine(lambda: layer(*inputs), patients)
    else:
        got = _listed([_kind(value) for value in inputs])
        found = Diagnosis(
            (
                "There is nothing to examine: expected a Tensor of floating-point numbers as an input, or a "
                f"layer with parameters; got {got}. Make the input such a Tensor.",
            )
        )
    if not apart:
        return found
    said = f"No optimizer finds {_listed(apart)}: what is to learn is a Parameter, and this is a Tensor."
    return replace(found, sentences=(*found.sentences, said))


def _apart(layer: Any, known: Set[int]) -> list[str]:
    """The floating leaf Tensors that a Module or one of its parts holds and does not list, by their path."""
    parts = layer.named_modules() if hasattr(layer, "named_modules") else ()
    return [
        f"{path}.{name}" if path else name
        for path, part in parts
        for name, held in vars(part).items()
        if id(held) not in known and _is_floating(held) and getattr(held, "grad_fn", held) is None
    ]


def _examine(run: Callable[[], Any], patients: Mapping[str, Any]) -> Diagnosis:
    def values() -> np.ndarray:
        with _without_gradients(patients):  # so that nothing is recorded, and no guard misses a graph
            return np.array(run().data)

    try:
        output, again = values(), values()
    except Exception as raised:
        return Diagnosis((f"The layer does not run on this input: {_told(raised)}.",))
    if output.dtype != np.float64:
        return Diagnosis((f"The layer makes {output.dtype} of float64; let it keep the dtype of its input.",))
    if not np.array_equal(output, again, equal_nan=True):
        return Diagnosis(("The layer's output differs from call to call; examine it with eval().",))

    rng = np.random.default_rng(0)
    cotangent = np.asarray(rng.standard_normal(output.shape))
    seen, complaint = _walk_back(run, cotangent, patients)
    slopes = [measure(name, values, t.data, array_of(t.grad), cotangent, rng) for name, t in patients.items()]
    groups: dict[State, list[str]] = defaultdict(list)
    for s in slopes:
        groups[_state(s, patients[s.name], id(patients[s.name]) in seen)].append(s.name)
    suspects = groups["cut"] + groups["false"]
    left = next(filter(None, (moving_constant(run, patients[name]) for name in suspects)), None)
    return Diagnosis(
        sentences=tuple(_sentences(slopes, groups, complaint, left)),
        wrong=tuple(s.name for s in slopes if s.name not in groups["true"] + groups["still"]),
        cut=tuple(groups["cut"]),
        table=slopes_table(slopes),
    )


def _walk_back(
    run: Callable[[], Any], cotangent: np.ndarray, patients: Mapping[str, Any]
) -> tuple[set[int], str]:
    """Fill in every `.grad`; the ids of the tensors in the graph, and what was raised on the way."""
    for tensor in patients.values():
        tensor.grad = None
    seen: set[int] = set()
    try:
        output = run()
        seen = reached(output)
        if output.grad_fn is not None:
            output.backward(type(output)(cotangent))
    except Exception as raised:
        return seen, _told(raised)
    return seen, ""


def _state(slopes: Slopes, tensor: Any, is_reached: bool) -> State:
    if slopes.error <= RTOL:
        return "true"
    if slopes.gradient is None and largest(slopes.numeric) <= STILL:
        return "still"
    if not tensor.requires_grad:
        return "frozen"
    if not is_reached:
        return "cut"
    return "none" if slopes.gradient is None else "false"


def _sentences(
    slopes: Sequence[Slopes], groups: Mapping[State, list[str]], complaint: str, left: Birth | None
) -> Iterator[str]:
    """What is true numerically, what autograd said, and where to look. left: where a value left the graph."""
    moving = [s.name for s in slopes if largest(s.numeric) > STILL]
    still = [s.name for s in slopes if s.name not in moving]
    yield f"Numerically, the output moves with {_listed(moving)}" + (
        f", and not with {_listed(still)}." if still else "."
    )
    without = groups["frozen"] + groups["cut"] + groups["none"]
    said = f"Autograd gives the true gradient of {_listed(groups['true'])}"
    if groups["false"]:
        said += f", a wrong one of {_listed(groups['false'])}"
    if without:
        said += f", and no gradient of {_listed(without)}"
    yield f"{said}; it raised {complaint}." if complaint else f"{said}."
    if groups["cut"]:
        yield (
            f"The graph from the output does not reach {_listed(groups['cut'])}: "
            + (f"a value left it at {left}. " if left else "on the way a value left it. ")
            + "Look for .data, a NumPy call or a new Tensor made from an array; use tensor operations "
            "instead, or write a Function with its rule."
        )
    if groups["frozen"]:
        yield f"requires_grad is False for {_listed(groups['frozen'])}: make it with requires_grad=True."
    if groups["false"]:
        reached = f"The graph does reach {_listed(groups['false'])}"
        if left and groups["cut"]:
            yield f"{reached}, on another way."
        elif left:
            yield f"{reached}, but a value that moves with it left the graph at {left}."
        else:
            yield f"{reached}, and no value was seen to leave it: try check.gradients on each Function."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"


def _told(raised: Exception) -> str:
    return f"{type(raised).__name__}: {raised}".rstrip(".: ")


def _kind(value: Any) -> str:
    array = array_of(value)
    return type(value).__name__ if array is None else f"{array.dtype} {type(value).__name__}"


def _is_floating(value: Any) -> bool:
    """Whether `value` is a tensor of floating numbers: an array's own `.data` is a memoryview."""
    data = getattr(value, "data", None)
    return isinstance(data, np.ndarray) and data.dtype.kind == "f"


def _float64_leaf(tensor: Any) -> Any:
    """A tensor of the same values that requires gradients; integers, and what is no tensor, as they are."""
    if not _is_floating(tensor):
        return tensor
    return type(tensor)(tensor.data.astype(np.float64), requires_grad=True)


@contextmanager
def _in_float64(tensors: Mapping[str, Any]) -> Iterator[None]:
    before = [(tensor, tensor.data, tensor.grad) for tensor in tensors.values()]
    try:
        for tensor, data, _ in before:
            tensor.data = data.astype(np.float64)
        yield
    finally:
        for tensor, data, gradient in before:
            tensor.data, tensor.grad = data, gradient


@contextmanager
def _restored(buffers: Sequence[Any]) -> Iterator[None]:
    """A norm layer that trains takes note of every batch, and the doctor's are many."""
    before = [np.array(buffer.data) for buffer in buffers]
    try:
        yield
    finally:
        for buffer, data in zip(buffers, before, strict=True):
            buffer.data[...] = data


@contextmanager
def _without_gradients(tensors: Mapping[str, Any]) -> Iterator[None]:
    before = [(tensor, tensor.requires_grad) for tensor in tensors.values()]
    try:
        for tensor, _ in before:
            tensor.requires_grad = False
        yield
    finally:
        for tensor, required in before:
            tensor.requires_grad = required

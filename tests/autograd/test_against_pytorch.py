"""The same expressions in PyTorch, where it is installed: forward, gradients, and how tensors are printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tinytorch

torch = pytest.importorskip("torch", reason="PyTorch is not installed here; make bench TORCH=1 brings it")

A = np.random.default_rng(1).standard_normal((3, 4)).astype(np.float32)
B = np.random.default_rng(2).standard_normal((4, 1)).astype(np.float32)
TIES = np.float32([[2, 2, -1, 0], [0, 3, 3, 3], [-1, -1, 0, 1]])

# Each runs unchanged in both: `lib` is tinytorch or torch.
EXPRESSIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "an affine map and tanh": lambda lib, a, b: (a @ b + 0.5).tanh(),
    "reflected numbers": lambda lib, a, b: 2 - a + 3 * a - 1 / (a * a + 1),
    "powers": lambda lib, a, b: a**2 + a**3 + (a * a + 1) ** -0.5,
    "logsumexp": lambda lib, a, b: (a - a.amax(1, keepdim=True)).exp().sum(1).log(),
    "softmax": lambda lib, a, b: a.exp() / a.exp().sum(dim=-1, keepdim=True),
    "layer norm": lambda lib, a, b: (a - a.mean(1, True)) / (a.var(1, keepdim=True) + 0.1).sqrt(),
    "variances": lambda lib, a, b: a.std(0) + a.var((0, 1), correction=0),
    "functions, not methods": lambda lib, a, b: lib.exp(lib.clamp(a, -1, 1)) + lib.flatten(b, 0).mean(),
    "NumPy's names": lambda lib, a, b: a.sum(axis=1, keepdims=True) + a.mean(axis=0),
    "max of a dim": lambda lib, a, b: a.max(dim=1).values + a.min(dim=0)[0].sum(),
    "max and min of all": lambda lib, a, b: a.max() * a.min(),
    "abs and clamp": lambda lib, a, b: a.abs() + a.clamp(min=0) + lib.abs(a.clamp(-1, 2)),
    "broadcasting": lambda lib, a, b: a + b.T - b.reshape(1, 4) * b.squeeze(1),
    "shapes": lambda lib, a, b: a.reshape(2, 6).transpose(0, 1).flatten().unsqueeze(0) * 2,
    "permute and expand": lambda lib, a, b: a.unsqueeze(0).expand(2, 3, 4).permute(2, 0, -2),
    "indexing": lambda lib, a, b: a[1:, ..., None] * a[[0, 0, 2], [1, 1, 3]].sum() + a[-1, ::2].sum(),
    "a mask": lambda lib, a, b: a[a > 0].sum() + lib.where(a > 0, a, 0.1 * a),
    "masked attention": lambda lib, a, b: a.masked_fill(a < 0, float("-inf")).exp(),
    "cat and stack": lambda lib, a, b: lib.cat([a, a * 2], dim=1).sum(0) * lib.stack([a, a], -1).sum(),
    "a reused node": lambda lib, a, b: sum([a, a * a, (a * a).tanh()]),
    "batches": lambda lib, a, b: a.reshape(1, 3, 4) @ lib.stack([b, b * 2]),
    "a vector": lambda lib, a, b: a @ b.flatten() @ a + a.mean(0) @ b,
    "ints divide": lambda lib, a, b: a * (lib.arange(4) / 3),
    "a residual in place": lambda lib, a, b: residual(a),
}


def residual(x: Any) -> Any:
    out = x * x
    out += x
    return out


def forward_and_gradients(lib: Any, expression: Callable, arrays: list[np.ndarray]) -> list[np.ndarray]:
    a, b = (lib.tensor(array) for array in arrays)
    out = expression(lib, a.requires_grad_(), b.requires_grad_())
    cotangent = np.random.default_rng(3).standard_normal(tuple(out.shape)).astype(np.float32)
    out.backward(lib.tensor(cotangent))
    return [out.detach().numpy(), *(np.zeros(0) if x.grad is None else x.grad.numpy() for x in (a, b))]


@pytest.mark.parametrize("a", [A, TIES], ids=["random", "ties and zeros"])
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_forward_and_gradients_are_pytorchs(name: str, a: np.ndarray):
    ours, theirs = (forward_and_gradients(lib, EXPRESSIONS[name], [a, B]) for lib in (tinytorch, torch))
    for mine, reference in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, reference, rtol=2e-5, atol=2e-6)
        assert mine.dtype == reference.dtype


# A whole number beside nan, and booleans that are all true, have one space more here: NumPy sets the columns.
PRINTED = [
    lambda lib: lib.tensor([1, 2, 300]),
    lambda lib: lib.tensor([1.0, -2.0]),
    lambda lib: lib.tensor([1.5, 2.0, 100.25]),
    lambda lib: lib.tensor(3.14159),
    lambda lib: lib.tensor(7),
    lambda lib: lib.tensor([True, False]),
    lambda lib: lib.tensor([]),
    lambda lib: lib.tensor([[1.0, 2.0], [3.0, 4.5]]),
    lambda lib: lib.tensor([1.5], dtype=lib.float64),
    lambda lib: lib.tensor([1.5], requires_grad=True),
    lambda lib: lib.tensor([1e-8, 1.0]),
    lambda lib: lib.tensor([12345.678, 1.0]),
    lambda lib: lib.arange(24).reshape(2, 3, 4),
    lambda lib: lib.arange(4) > 1,
    lambda lib: lib.tensor([1.5], requires_grad=True) * 2,
]


@pytest.mark.parametrize("make", PRINTED)
def test_a_tensor_is_printed_as_pytorch_prints_it(make: Callable[[Any], Any]):
    theirs = repr(make(torch)).replace("torch.", "")
    assert repr(make(tinytorch)) == re.sub(r"grad_fn=<(\w+)Backward0>", r"grad_fn=<\1>", theirs)


@pytest.mark.parametrize("name", ["float", "double", "long", "bool", "float32", "float64", "int64"])
def test_a_dtype_has_the_size_and_kind_of_pytorchs(name: str):
    dtype, reference = getattr(tinytorch, name), getattr(torch, name)
    assert dtype == torch.zeros(1, dtype=reference).numpy().dtype

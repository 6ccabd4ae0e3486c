"""The least that the checks need of a framework: a tensor, a graph, a few rules that tests can make wrong.

It is no tinytorch: the checks must work with anything of this shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Rule = Callable[[np.ndarray], Sequence[np.ndarray | None]]


class Function:
    def __init__(self, inputs: tuple[Tensor, ...], rule: Rule) -> None:
        self.inputs, self.rule = inputs, rule


class Tensor:
    def __init__(self, data, requires_grad: bool = False) -> None:
        self.data = np.asarray(data)
        self.grad: Tensor | None = None
        self.requires_grad = requires_grad
        self.grad_fn: Function | None = None

    def backward(self, gradient: Tensor | None = None) -> None:
        if gradient is None and self.grad_fn is None:
            raise RuntimeError("backward of a tensor without history")
        g = np.ones_like(self.data) if gradient is None else gradient.data
        if self.grad_fn is None:
            self.grad = Tensor(g + (self.grad.data if self.grad else 0))
            return
        for tensor, part in zip(self.grad_fn.inputs, self.grad_fn.rule(g), strict=True):
            if tensor.requires_grad and part is not None:
                tensor.backward(Tensor(part))


def apply(data: np.ndarray, rule: Rule, *inputs: Tensor) -> Tensor:
    out = Tensor(data)
    if any(tensor.requires_grad for tensor in inputs):
        out.requires_grad, out.grad_fn = True, Function(inputs, rule)
    return out


def mul(a: Tensor, b: Tensor) -> Tensor:
    return apply(a.data * b.data, lambda g: (g * b.data, g * a.data), a, b)


def add_bias(x: Tensor, b: Tensor) -> Tensor:
    return apply(x.data + b.data, lambda g: (g, g.sum(axis=0)), x, b)


def matmul(a: Tensor, b: Tensor) -> Tensor:
    return apply(a.data @ b.data, lambda g: (g @ b.data.T, a.data.T @ g), a, b)


def relu(x: Tensor) -> Tensor:
    return apply(np.maximum(x.data, 0), lambda g: (g * (x.data > 0),), x)


def mean_square(x: Tensor) -> Tensor:
    return apply(np.mean(x.data**2), lambda g: (g * 2 * x.data / x.data.size,), x)


def softmax(x: Tensor, rule: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None) -> Tensor:
    """Over the last axis; `rule(p, g)` in place of the right one."""
    e = np.exp(x.data - x.data.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    right = rule or (lambda p, g: p * (g - (g * p).sum(axis=-1, keepdims=True)))
    return apply(p, lambda g: (right(p, g),), x)


class Network:
    """Two layers, four parameters; the broken ones override `hidden`."""

    def __init__(self, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.w1 = Tensor(rng.standard_normal((3, 5)).astype(np.float32), requires_grad=True)
        self.b1 = Tensor(np.full(5, 0.1, np.float32), requires_grad=True)
        self.w2 = Tensor(rng.standard_normal((5, 2)).astype(np.float32), requires_grad=True)
        self.b2 = Tensor(np.zeros(2, np.float32), requires_grad=True)

    def named_parameters(self) -> list[tuple[str, Tensor]]:
        return [("w1", self.w1), ("b1", self.b1), ("w2", self.w2), ("b2", self.b2)]

    def hidden(self, x: Tensor) -> Tensor:
        return relu(add_bias(matmul(x, self.w1), self.b1))

    def __call__(self, x: Tensor) -> Tensor:
        return add_bias(matmul(self.hidden(x), self.w2), self.b2)


class OnData(Network):
    """The founding bug: a layer computed on `.data`, its result in a fresh Tensor."""

    def hidden(self, x: Tensor) -> Tensor:
        return Tensor(np.maximum(x.data @ self.w1.data + self.b1.data, 0))


class Forgotten(Network):
    """requires_grad was forgotten for the first layer."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self.w1.requires_grad = self.b1.requires_grad = False


class Gated(Network):
    """A partial cut, as in attention with its scores on `.data`: the output still has a history."""

    def hidden(self, x: Tensor) -> Tensor:
        gate = Tensor(1 / (1 + np.exp(-(x.data @ self.w1.data))))
        return mul(gate, add_bias(matmul(x, Tensor(np.ones((3, 5)))), self.b1))


def sgd(network: Network, lr: float = 0.1) -> Callable[[], None]:
    def step() -> None:
        for _, parameter in network.named_parameters():
            if parameter.grad is not None:
                parameter.data -= lr * parameter.grad.data.astype(parameter.data.dtype)

    return step

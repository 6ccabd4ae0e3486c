"""After `backward` nothing is held, and nothing waits for the garbage collector."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from tinytorch import Function, Tensor, randn
from tinytorch.core.tensor import VJP


@pytest.fixture(autouse=True)
def no_garbage_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def chain(x: Tensor, length: int) -> tuple[Tensor, list[weakref.ref]]:
    """A loss some operations away from `x`, and weak references to all that lies between."""
    watched: list[weakref.ref] = []
    for _ in range(length):
        x = (x * 1.5).tanh()
        watched += [weakref.ref(x), weakref.ref(x.data), weakref.ref(x.grad_fn)]
    return x.sum(), watched


def alive(watched: list[weakref.ref]) -> int:
    return sum(ref() is not None for ref in watched)


def test_backward_lets_go_of_everything_between_leaf_and_loss():
    x = randn(4, 3, requires_grad=True)
    loss, watched = chain(x, 5)
    assert alive(watched) == 15
    loss.backward()
    assert alive(watched) == 0


def test_a_graph_that_is_never_walked_goes_with_its_loss():
    loss, watched = chain(randn(4, 3, requires_grad=True), 5)
    del loss
    assert alive(watched) == 0


def test_what_the_caller_holds_stays():
    x = randn(4, 3, requires_grad=True)
    y = x * 2
    y.sum().backward()
    assert y.shape == (4, 3)


def test_retain_graph_holds_the_graph():
    loss, watched = chain(randn(4, 3, requires_grad=True), 5)
    loss.backward(retain_graph=True)
    assert alive(watched) == 15


def test_the_graph_is_freed_as_the_walk_goes(monkeypatch: pytest.MonkeyPatch):
    class Watch(Function):
        def forward(self, a: np.ndarray) -> np.ndarray:
            return a + 0

    def rule(fn: Function, g: np.ndarray) -> np.ndarray:
        seen.append(alive(watched[:-6]))
        return g

    seen: list[int] = []
    monkeypatch.setitem(VJP, Watch, rule)
    loss, watched = chain(Watch.apply(randn(4, 3, requires_grad=True)), 5)
    watched = watched[6:]  # the two operations nearest to the leaf may still be in use
    loss.backward()
    assert seen == [0]


def test_a_hundred_training_steps_hold_no_more_arrays_than_one():
    w = randn(100, 100, requires_grad=True)

    def step() -> None:
        (w.tanh() * w).sum().backward()
        w.grad = None

    tracemalloc.start()
    step()
    after_one = bytes_in_arrays()
    for _ in range(100):
        step()
    after_all = bytes_in_arrays()
    tracemalloc.stop()
    assert after_all == after_one


def bytes_in_arrays() -> int:
    """What NumPy holds; Python's own lists of free tuples would look like a leak."""
    arrays = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces([arrays]).traces)


def test_backward_needs_no_more_memory_than_forward_and_a_few_arrays():
    x = randn(250, 1000, requires_grad=True)
    size = x.data.nbytes
    tracemalloc.start()
    loss, _ = chain(x, 10)
    held, _ = tracemalloc.get_traced_memory()
    loss.backward()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 21 * size
    assert peak < held + 4 * size

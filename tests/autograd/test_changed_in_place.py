"""A value that backward needs and that was changed in place since is refused there, as in PyTorch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from every_case import CASES
from gradient_cases import Case

from tinytorch import Function, Tensor, manual_seed, no_grad, ones, tensor, vjp, where
from tinytorch.core.tensor import changed


def leaf() -> Tensor:
    return tensor([1.0, 2.0], requires_grad=True)


def power(t: Tensor) -> None:
    t **= 2


def writes() -> dict:
    def double(t: Tensor) -> None:
        t *= 2

    def one_place(t: Tensor) -> None:
        t[0] = 7

    def through_a_view(t: Tensor) -> None:
        view = t.reshape(1, 2)
        view += 1

    def through_a_part(t: Tensor) -> None:
        part = t.detach()[1:]
        part += 1

    return {f.__name__: f for f in (double, power, one_place, through_a_view, through_a_part)}


@pytest.mark.parametrize("write", writes().values(), ids=list(writes()))
@pytest.mark.parametrize("name", ["exp", "sqrt", "tanh"])
def test_a_changed_result_is_refused(name: str, write):
    y = getattr(leaf(), name)()
    with no_grad():
        write(y)
    with pytest.raises(
        RuntimeError, match=f"(?i){name}> needs, for its gradient, a value that was changed in place"
    ):
        y.sum().backward()


@pytest.mark.parametrize("write", writes().values(), ids=list(writes()))
@pytest.mark.parametrize(
    "f",
    [lambda x, w: x * w, lambda x, w: x / w, lambda x, w: w.log(), lambda x, w: w**3, lambda x, w: w.abs(),
     lambda x, w: w.clamp(0, 1), lambda x, w: x.reshape(1, 2) @ w.reshape(2, 1)],
)  # fmt: skip
def test_a_weight_changed_between_forward_and_backward_is_refused(f, write):
    x, w = leaf(), leaf()
    y = f(x, w)
    with no_grad():
        write(w)
    with pytest.raises(RuntimeError, match="changed in place"):
        y.sum().backward()


@pytest.mark.parametrize(
    "f",
    [lambda x, w: x + w, lambda x, w: x - w, lambda x, w: -w, lambda x, w: w.sum(0), lambda x, w: w.mean(),
     lambda x, w: w.reshape(1, 2), lambda x, w: w[[0, 1, 1]], lambda x, w: w.max(0).values,
     lambda x, w: w.expand(3, 2), lambda x, w: where(w > 0, w, x), lambda x, w: w.double()],
)  # fmt: skip
def test_what_backward_does_not_need_may_change(f):
    x, w = leaf(), leaf()
    y = f(x, w)
    with no_grad():
        w *= 2
        if not np.shares_memory(w.data, y.data):
            y *= 2
    y.sum().backward()
    assert w.grad is not None


def test_updates_between_backward_and_the_next_forward_are_legal():
    w = leaf()
    for _ in range(3):
        (w * w).sum().backward()
        with no_grad():
            w -= 0.1 * w.grad
        w.grad = None
    np.testing.assert_allclose(w.data, np.array([1, 2]) * 0.8**3, rtol=1e-6)


def test_other_memory_may_change_between_forward_and_backward():
    w, running = leaf(), ones(2)
    y = w * w
    running *= 0.9
    y.sum().backward()
    assert w.grad.tolist() == [2, 4]


def test_a_rule_of_ones_own_is_watched():
    class Doubled(Function):
        def forward(self, a: np.ndarray) -> np.ndarray:
            return 2 * a

    vjp(Doubled)(lambda fn, g: g * (fn.out / fn.arrays[0]))
    y = Doubled.apply(leaf())
    with no_grad():
        y += 1
    with pytest.raises(RuntimeError, match="<Doubled> needs"):
        y.sum().backward()


@pytest.mark.parametrize(
    "f",
    [lambda x: x.clamp(min=0).sqrt(), lambda x: x.clamp(max=0) / 0, lambda x: x.amax() / 0],
    ids=["clamp below", "clamp above", "amax"],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_an_infinite_gradient_stays_where_it_belongs(f):
    x = tensor([-1.0, 1.0, 0.0], requires_grad=True)
    f(x).sum().backward()
    assert not np.isnan(x.grad.data).any() and np.isinf(x.grad.data).any()


def test_an_infinite_gradient_of_a_constant_power():
    x = tensor([1.0], requires_grad=True)
    (x**0).backward(tensor([np.inf]))
    assert x.grad.tolist() == [0]


def memories(out: Tensor) -> Iterator[np.ndarray]:
    """The arrays of all tensors that `out` was made of, and the indices and masks among the settings."""
    todo, seen = [out], {id(out)}
    while todo:
        t = todo.pop()
        settings = [getattr(t.grad_fn, name) for name in t.grad_fn.settings] if t.grad_fn is not None else []
        parts = [p for value in settings for p in (value if isinstance(value, tuple) else (value,))]
        yield from (a for a in (t.data, *parts) if isinstance(a, np.ndarray) and a.flags.writeable)
        todo += [i for i in (t.grad_fn.inputs if t.grad_fn is not None else ()) if id(i) not in seen]
        seen |= {id(i) for i in todo}


def written_over(case: Case, n: int | None) -> tuple[list[np.ndarray], int] | None:
    """The gradients after the n-th memory was changed, and how many there are; None where it is refused."""
    manual_seed(0)
    inputs = case.tensors()
    out = case.f(*inputs)
    arrays = [*memories(out)]
    before = [a.copy() for a in arrays]
    if n is not None:
        a = arrays[n]
        a[...] = ~a if a.dtype == bool else a[::-1].copy() if a.dtype.kind == "i" and a.ndim else a * 2 + 1
        changed(Tensor(a))
    try:
        out.backward(Tensor(np.cos(np.arange(out.numel(), dtype=out.dtype)).reshape(out.shape)))
    except RuntimeError as error:
        assert "changed in place" in str(error)
        return None
    finally:  # the ids and masks of the cases are shared
        for a, values in zip(arrays, before, strict=True):
            a[...] = values
    return [x.grad.data for x in inputs if x.grad is not None], len(arrays)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_whatever_was_changed_is_refused_or_does_not_matter(case: Case):
    right, count = written_over(case, None)
    for n in range(count):
        if found := written_over(case, n):
            for mine, expected in zip(found[0], right, strict=True):
                np.testing.assert_array_equal(mine, expected, err_msg=f"memory {n} of {count}")

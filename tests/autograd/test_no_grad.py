"""`no_grad`: as a context and as a decorator, restored after exceptions, local to its thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tinytorch import is_grad_enabled, no_grad, ones, tensor


def records() -> bool:
    return (ones(1, requires_grad=True) * 2).requires_grad


def test_nothing_is_recorded_inside():
    with no_grad():
        assert not records()
        assert not is_grad_enabled()


def test_recording_goes_on_afterwards():
    with no_grad():
        pass
    assert records()
    assert is_grad_enabled()


def test_recording_goes_on_after_an_exception():
    with pytest.raises(KeyError), no_grad():
        raise KeyError
    assert records()


def test_the_inner_of_two_does_not_switch_on_again():
    with no_grad():
        with no_grad():
            pass
        assert not records()
    assert records()


@pytest.mark.parametrize("decorator", [no_grad(), no_grad], ids=["@no_grad()", "@no_grad"])
def test_as_a_decorator(decorator):
    @decorator
    def f() -> bool:
        return records()

    assert not f()
    assert records()


def test_a_decorated_function_keeps_its_name_and_docstring():
    @no_grad()
    def f() -> None:
        """Its own words."""

    assert (f.__name__, f.__doc__) == ("f", "Its own words.")


def test_a_decorated_function_may_raise():
    @no_grad()
    def f() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        f()
    assert records()


def test_a_decorated_function_may_call_itself():
    @no_grad()
    def f(depth: int) -> bool:
        return f(depth - 1) if depth else records()

    assert not f(3)
    assert records()


def test_other_threads_go_on_recording():
    inside = Barrier(2, timeout=10)

    def quiet() -> bool:
        with no_grad():
            inside.wait()
            inside.wait()
            return records()

    def loud() -> bool:
        inside.wait()  # the other is under no_grad now, and stays there until the next wait
        recorded = records()
        inside.wait()
        return recorded

    with ThreadPoolExecutor(2) as pool:
        a, b = pool.submit(quiet), pool.submit(loud)
        assert (a.result(), b.result()) == (False, True)


def test_a_new_thread_records_whatever_the_thread_that_starts_it_does():
    with no_grad(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(records).result()


def test_a_tensor_made_inside_may_ask_for_gradients_outside():
    with no_grad():
        x = ones(2) * 3
    x.requires_grad_()
    x.sum().backward()
    assert x.grad.tolist() == [1, 1]


def test_backward_works_inside():
    x = ones(1, requires_grad=True)
    loss = (x * 2).sum()
    with no_grad():
        loss.backward()
    assert x.grad.tolist() == [2]


def test_each_step_of_a_generator_is_off_and_what_is_between_is_on():
    x = tensor([1.0], requires_grad=True)

    @no_grad()
    def steps():
        try:
            sent = yield (x * 2).requires_grad
            yield (x * sent).requires_grad
        except KeyError:
            yield "caught", (x * 2).requires_grad
        return "end"

    generator = steps()
    assert next(generator) is False and (x * 2).requires_grad
    assert generator.send(3) is False and (x * 2).requires_grad
    assert generator.throw(KeyError) == ("caught", False)
    with pytest.raises(StopIteration, match="end"):
        next(generator)
    assert (x * 2).requires_grad

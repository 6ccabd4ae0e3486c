"""The room beside the notebooks: loaded when it is asked for, and what stored answers cannot show of it."""

from __future__ import annotations

import inspect
import subprocess
import sys

import numpy as np
import pytest

import tinytorch as torch
from tinytorch import Tensor
from tinytorch.core.tensor import METHODS


def test_it_is_imported_when_one_of_its_methods_is_called_and_not_before():
    code = """
import sys, tinytorch
x = tinytorch.ones(2)
print("tinytorch.extras" in sys.modules, x.sin().shape, "tinytorch.extras" in sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "False (2,) True"


def test_what_01_stands_on_needs_no_module():
    code = """
import sys
from importlib import import_module
from pkgutil import iter_modules
import tinytorch.given
found = [import_module(f"tinytorch.given.{each.name}") for each in iter_modules(tinytorch.given.__path__)]
print(len(found) > 3, [n for n in sys.modules if n.startswith(("tinytorch.core", "tinytorch.extras"))])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "True []"


def test_every_method_that_is_filled_in_is_declared():
    assert torch.is_tensor(torch.randperm(2))  # loads the room
    assert [name for name in METHODS if not hasattr(Tensor, name)] == []


def test_empty_has_its_shape_and_dtype():
    x = torch.empty(2, 3, dtype=torch.float64)
    assert x.shape == (2, 3) and torch.empty_like(x).dtype == x.dtype
    assert torch.empty(size=(2,)).shape == (2,) and torch.empty([]).shape == ()


def test_draws_have_the_moments_that_were_asked_for():
    torch.manual_seed(3)
    x = torch.normal(2.0, 0.5, (20000,))
    assert abs(x.mean().item() - 2) < 0.02 and abs(x.std().item() - 0.5) < 0.02
    by_row = torch.normal(torch.tensor([0.0, 5.0]).expand(20000, 2), torch.tensor([1.0, 3.0]))
    assert np.allclose(by_row.mean(0).tolist(), [0, 5], atol=0.1)
    assert np.allclose(by_row.std(0).tolist(), [1, 3], atol=0.1)
    assert abs(torch.bernoulli(torch.full((20000,), 0.3)).mean().item() - 0.3) < 0.02
    y = torch.empty(20000)
    assert abs(y.uniform_(-1, 3).mean().item() - 1) < 0.05 and abs(y.normal_(4, 2).std().item() - 2) < 0.05
    assert y.dtype == torch.float32


def test_the_seed_decides_every_draw():
    def draws() -> list:
        torch.manual_seed(5)
        weights = torch.tensor([0.2, 0.5, 0.3])
        return [t.tolist() for t in (torch.randperm(5), torch.normal(0.0, 1.0, (2,)), weights.multinomial(2))]

    assert draws() == draws()


@pytest.mark.parametrize("replacement", [True, False])
def test_multinomial_draws_by_weight(replacement: bool):
    torch.manual_seed(1)
    weights = torch.tensor([[1.0, 0.0, 3.0], [0.0, 2.0, 2.0]]).repeat(4000, 1)
    drawn = torch.multinomial(weights, 1, replacement)
    assert drawn.shape == (8000, 1) and drawn.dtype == torch.int64
    assert abs((drawn[::2] == 2).float().mean().item() - 0.75) < 0.03
    assert abs((drawn[1::2] == 1).float().mean().item() - 0.5) < 0.03


def test_multinomial_without_replacement_draws_none_twice_and_none_of_weight_0():
    drawn = torch.multinomial(torch.tensor([1.0, 5.0, 0.0, 2.0]), 3)
    assert sorted(drawn.tolist()) == [0, 1, 3]
    with pytest.raises(ValueError, match="as many weights above 0, or replacement=True"):
        torch.multinomial(torch.tensor([1.0, 0.0]), 2)
    with pytest.raises(ValueError, match="none of them negative"):
        torch.multinomial(torch.tensor([1.0, -1.0]), 1)


def test_a_program_that_asks_for_a_graphics_card_goes_on_without():
    assert not torch.cuda.is_available() and not torch.backends.mps.is_available()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    assert device == "cpu" and repr(device) == "device(type='cpu')"
    assert torch.ones(2).to(device).device == device
    with pytest.raises(RuntimeError, match="there is no device cuda"):
        torch.device("cuda")


MAKERS = {
    "as_tensor": [2.0], "tensor": [2.0], "arange": 3, "empty": 3, "eye": 3, "full": ([2], 1), "Generator": 0,
    "linspace": (0, 1, 3), "normal": (0.0, 1.0, (2,)), "ones": 3, "rand": 3, "randint": (3, (2,)), "randn": 3,
    "randperm": 3, "zeros": 3, "empty_like": torch.ones(2), "full_like": (torch.ones(2), 1),
    "ones_like": torch.ones(2), "rand_like": torch.ones(2), "randn_like": torch.ones(2),
    "zeros_like": torch.ones(2),
}  # fmt: skip


@pytest.mark.parametrize("name", MAKERS)
def test_whatever_makes_a_tensor_takes_the_cpu_and_no_other_device(name: str):
    arguments = MAKERS[name] if isinstance(MAKERS[name], tuple) else (MAKERS[name],)
    make = getattr(torch, name)
    for device in (None, "cpu", "cpu:0", torch.device("cpu")):
        make(*arguments, device=device)
    with pytest.raises(RuntimeError, match="there is no device cuda:1: NumPy computes on the CPU"):
        make(*arguments, device="cuda:1")


def test_no_other_function_makes_a_tensor():
    takes = {n for n in dir(torch) if callable(f := getattr(torch, n)) and "device" in signature_of(f)}
    assert takes - {"set_default_device"} == {*MAKERS}


def signature_of(function: object) -> object:
    try:
        return inspect.signature(function).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ()


@pytest.mark.parametrize("write", ["zero_", "add_", "copy_", "fill_", "scatter_"])
def test_a_method_in_place_refuses_what_is_recorded_and_says_what_to_write(write: str):
    x = torch.ones(3, requires_grad=True) * 2
    arguments = {"zero_": (), "scatter_": (0, torch.tensor([0]), 1.0)}.get(write, (torch.ones(3),))
    with pytest.raises(RuntimeError, match=f"{write} would change a tensor that is recorded.*no_grad"):
        getattr(x, write)(*arguments)
    with torch.no_grad():
        assert getattr(x, write)(*arguments) is x


def test_a_value_that_backward_needs_is_not_changed_by_them_in_silence():
    x = torch.ones(3, requires_grad=True)
    y = x.exp()
    with torch.no_grad():
        y.zero_()
    with pytest.raises(RuntimeError, match="changed in place"):
        y.sum().backward()

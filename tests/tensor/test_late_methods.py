"""Methods that are declared in module 01 and written elsewhere."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from tinytorch import Tensor, ones, tensor
from tinytorch.core.tensor import METHODS, Later, method
from tinytorch.given.methods import Extras

ROOT = Path(__file__).parents[2]
DECLARED = [name for mixin in (Later, Extras) for name in vars(mixin) if name[0] != "_"]


@pytest.mark.parametrize("name", ["relu", "sigmoid", "softmax", "log_softmax"])
def test_a_method_that_is_missing_names_the_module_that_brings_it(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(METHODS, name, raising=False)
    monkeypatch.setitem(sys.modules, "tinytorch.core.activations", None)  # as if it were not exported
    arguments = [0] * (len(inspect.signature(getattr(Tensor, name)).parameters) - 1)
    message = f"{name} comes with 03_activations: complete that notebook and export it"
    with pytest.raises(NotImplementedError, match=message):
        getattr(ones(2), name)(*arguments)


def test_a_function_under_method_is_the_method(monkeypatch: pytest.MonkeyPatch):
    def softmax(x: Tensor, dim: int) -> Tensor:
        return x + dim

    monkeypatch.setitem(METHODS, "softmax", None)  # what was there comes back after the test
    assert method(softmax) is softmax
    assert tensor([1, 2]).softmax(dim=3).tolist() == [4, 5]


def test_a_method_that_is_not_declared_is_refused():
    def mish(x: Tensor) -> Tensor:
        return x

    with pytest.raises(TypeError, match="no method mish waits for a function"):
        method(mish)


def test_a_method_that_is_there_already_is_refused():
    def exp(x: Tensor) -> Tensor:
        return x

    with pytest.raises(TypeError, match="no method exp waits"):
        method(exp)


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_method_is_complete_under_tab(name: str):
    assert name in dir(ones(2))
    declared = inspect.getattr_static(Tensor, name)
    function = declared.fget if isinstance(declared, property) else declared
    assert inspect.signature(function).return_annotation is not inspect.Signature.empty


def test_the_module_of_a_method_is_imported_when_it_is_called(tmp_path: Path):
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import tinytorch.core
tinytorch.core.__path__.append({str(tmp_path)!r})
import tinytorch
sys.modules.pop("tinytorch.core.activations", None)
x = tinytorch.ones(2)
assert "tinytorch.core.activations" not in sys.modules and "tinytorch.extras" not in sys.modules
tinytorch.core.__path__.reverse()
print(x.relu().tolist())"""
    (tmp_path / "activations.py").write_text(
        "from tinytorch.core.tensor import method\n\n@method\ndef relu(x): return x * 3\n", encoding="utf-8"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[3.0, 3.0]", done.stderr

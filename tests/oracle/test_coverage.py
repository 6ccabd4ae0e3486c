"""Every public name has a case beside PyTorch, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from case import everything, reasons

import tinytorch
from tinytorch import Tensor, _facade

PACKAGE = Path(tinytorch.__file__).parent


def facades() -> Iterator[tuple[str, Path]]:
    """Each facade's prefix ("", "nn.", "nn.functional.") with its stub."""
    for stub in PACKAGE.rglob("*.pyi"):
        parts = stub.relative_to(PACKAGE).with_suffix("").parts
        yield "".join(f"{part}." for part in parts if part != "__init__"), stub


def public_names() -> dict[str, object]:
    """The names that users write after `torch.`, with what they stand for."""
    names: dict[str, object] = {}
    for prefix, stub in facades():
        module = import_module(f"tinytorch.{prefix}".rstrip("."))
        for name in _facade.origins(stub.read_text(encoding="utf-8")):
            names[prefix + name] = getattr(module, name)
    for name in dir(Tensor):
        if not name.startswith("_") or is_operator(name):
            names[f"Tensor.{name}"] = getattr(Tensor, name)
    return names


def is_operator(name: str) -> bool:
    """Whether Tensor defines `__add__`, `__len__` and the like for itself."""
    if not name.startswith("__") or name in ("__init__", "__getattr__"):
        return False
    own = any(name in vars(cls) for cls in Tensor.__mro__ if cls is not object)
    return own and callable(getattr(Tensor, name))


def without_case() -> set[str]:
    """The public names of which nothing is compared; a method that is a function, too, needs one case."""
    shown = {case.public for _, case in everything()} | reasons().keys()
    names = public_names()
    compared = {id(value) for name, value in names.items() if name in shown}
    return {name for name, value in names.items() if name not in shown and id(value) not in compared}


PREFIXES = ["Tensor.", *sorted({prefix for prefix, _ in facades()})]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_public_name_has_a_case_or_a_reason(prefix: str):
    names = {name for name in without_case() if name.rpartition(".")[0] == prefix.rstrip(".")}
    assert names == set(), "give each a line in tests/oracle/cases/, or a reason there in WITHOUT"


def test_a_public_name_without_a_case_is_noticed(monkeypatch: pytest.MonkeyPatch):
    before = without_case()
    monkeypatch.setattr(Tensor, "sinh", lambda self: self, raising=False)
    assert without_case() - before == {"Tensor.sinh"}


def test_a_case_or_a_reason_is_of_a_name_that_exists():
    named = {case.public for _, case in everything()} | reasons().keys()
    assert named <= public_names().keys()

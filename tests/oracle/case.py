"""A case: a public name, and a call of it that runs unchanged in PyTorch and here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

MODULES = sorted(path.stem for path in Path(__file__).with_name("cases").glob("*.py"))


class Case(NamedTuple):
    """`Case("exp", lambda x: x.exp())`.

    name: the public name as users write it after `torch.`, and what is special, after a comma.
    call: its parameters are inputs (see drawing.py) and handles of the library (see running.py).
    pytorch: how PyTorch says it, where its words are others.
    """

    name: str
    call: Callable[..., Any]
    pytorch: Callable[..., Any] | None = None

    @property
    def public(self) -> str:
        """The name of the facade, or the method of Tensor, that this case shows."""
        return self.name.partition(",")[0]

    def __str__(self) -> str:
        return self.name


def cases(module: str) -> list[Case]:
    """The cases of a file in cases/."""
    return import_module(f"cases.{module}").CASES


def reasons() -> dict[str, str]:
    """Why a public name has no case."""
    found: dict[str, str] = {}
    for module in MODULES:
        found |= import_module(f"cases.{module}").WITHOUT
    return found


def everything() -> Iterator[tuple[str, Case]]:
    """Each case with the name of its file."""
    return ((module, case) for module in MODULES for case in cases(module))

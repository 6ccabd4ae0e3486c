"""Runs a program and keeps what it prints; `import torch` gives it the library that it is to use."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMS = sorted(path.stem for path in (HERE / "sources").glob("*.py"))
NN, OPTIM = ("", ".functional", ".init", ".parallel", ".utils", ".utils.rnn"), ("", ".lr_scheduler")
UTILS = ("", ".data", ".data.dataloader")
NAMES = (
    *("", ".distributions", *(f".nn{n}" for n in NN)),
    *(f".optim{n}" for n in OPTIM),
    *(f".utils{n}" for n in UTILS),
)


def printed(program: str) -> str:
    """What the program prints."""
    path = HERE / "sources" / f"{program}.py"
    with redirect_stdout(io.StringIO()) as out:
        exec(compile(path.read_text(encoding="utf-8"), path, "exec"), {"__name__": "__main__"})
    return out.getvalue()


def stored(program: str) -> Path:
    """Where PyTorch's lines are kept."""
    return HERE / "printed" / f"{program}.txt"


@contextmanager
def under_the_name_of_torch(library: str) -> Iterator[None]:
    """`import torch` and the like give this library inside."""
    before = {f"torch{name}": sys.modules.pop(f"torch{name}", None) for name in NAMES}
    sys.modules.update({f"torch{name}": import_module(library + name) for name in NAMES})
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module

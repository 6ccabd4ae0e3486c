"""PyTorch's names for what the notebooks export, imported when they are asked for.

The public names of a facade stand once, in the type stub beside it, which type checkers and completion read
too. So importing a facade is quick, and works while half of the modules are not exported yet.
"""

from collections.abc import Callable
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

CORE = Path(__file__).with_name("core")
SOURCES = ("tinytorch.core.", "tinytorch.extras")


class Origin(NamedTuple):
    """Where a public name comes from: "01", "tensor", tinytorch.core.tensor and "cat".

    Or "Tensor.exp", a method as a function. The source is another than the module's own where no notebook
    teaches the name: it comes with its module all the same.
    """

    number: str
    module: str
    source: str
    path: str


def attach(namespace: dict[str, Any]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` (PEP 562) of the module whose `globals()` these are.

    A name whose module is not exported yet raises ImportError, which says what to complete.
    `from tinytorch import *`, which asks for `__all__`, gets what is exported.
    """
    stub = Path(namespace["__file__"]).with_suffix(".pyi")
    text = stub.read_text(encoding="utf-8")
    public, within = origins(text), facades(text)

    def available() -> list[str]:
        return [*within, *(name for name, origin in public.items() if exported(origin.module))]

    def __getattr__(name: str) -> Any:
        if name == "__all__":
            return available()
        if name in within:
            return import_module(within[name])
        if name not in public:
            from tinytorch._missing import sentence  # here, for its difflib takes as long as a facade

            raise AttributeError(sentence(namespace["__name__"], name, available()))
        namespace[name] = load(name, public[name])  # the next time, Python finds it there
        return namespace[name]

    def __dir__() -> list[str]:
        return sorted({*namespace, *available()})

    return __getattr__, __dir__


def origins(stub: str) -> dict[str, Origin]:
    """The public names in a stub's text; a line such as `# 01 tensor` names the module of those below.

    Below `# -- extras` stand those of the room that no notebook exports.
    """
    found, number, module, own = {}, "", "", ""
    for line in stub.splitlines():
        match line.split():
            case ["#", number, module]:
                own = f"tinytorch.{'' if module == 'extras' else 'core.'}{module}"
            case ["from", source, "import", path, "as", name] if source.startswith(SOURCES):
                found[name] = Origin(number, module, source, path)
            case [name, "=", path]:
                found[name] = Origin(number, module, own, path)
    return found


def facades(stub: str) -> dict[str, str]:
    """The facades within one, from its stub: `from tinytorch import nn as nn` puts tinytorch.nn there."""
    lines = [line.split() for line in stub.splitlines()]
    return {
        line[5]: f"{line[1]}.{line[3]}"
        for line in lines
        if line[:1] == ["from"] and line[4:5] == ["as"] and not line[1].startswith(SOURCES)
    }


def load(name: str, origin: Origin) -> Any:
    """The object itself, with the gradient rules in place where they may be had."""
    number, module, source, path = origin
    if not exported(module):
        raise ImportError(
            f"{name} comes with module {number} {module}, which is not exported yet: "
            f"complete {number}_{module} and export it"
        )
    load_autograd()
    return attrgetter(path)(import_module(source))


def load_autograd() -> None:
    """Fill `Tensor.backward`, unless autograd is not exported yet, or hidden where it is being built."""
    try:
        import_module("tinytorch.core.autograd")
    except ModuleNotFoundError as missing:
        if missing.name != "tinytorch.core.autograd":
            raise


def exported(module: str) -> bool:
    return CORE.joinpath(f"{'tensor' if module == 'extras' else module}.py").is_file()

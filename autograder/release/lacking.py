"""What the modules of a student's own package lack. Their text is read, and nothing of it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from autograder.course import Assignment
from autograder.naming import some
from autograder.release.exports import exports, module_path, names, recorded
from autograder.release.stubs import still_unwritten


class Missing(NamedTuple):
    """Something that a module lacks: a name of it, and what is the matter with it."""

    name: str
    what: str

    def __str__(self) -> str:
        return f"`{self.name}` {self.what}"


def lacking(
    milestone: Assignment, text_of: Callable[[str], str | None]
) -> Iterator[tuple[str, list[Missing]]]:
    """The name of each module that a milestone imports, and what it lacks.

    text_of: the text of a file of the package, by its path "tinytorch/..."; of None nothing is said.
    """
    for module in milestone.prerequisites:
        notebook = module.notebook()
        path = module_path(notebook)
        text = text_of(f"tinytorch/{path}") if path else None
        if text is not None:
            expected = chain(*(recorded(notebook) or exports(notebook)).values())
            yield module.name, _missing(text, expected)


def blame(module: str, missing: Iterable[Missing]) -> str:
    """A sentence about what a student's own module lacks."""
    return f"your own {module}: {some(map(str, missing))}"


def _missing(text: str, expected: Iterable[str]) -> list[Missing]:
    """Names that the text of a module uses, or is expected to have, and lacks; what is a stub."""
    found = names(text)
    absent = sorted(found.used - found.bound) or [name for name in expected if name not in found.bound]
    stubs = [stub.function for stub in still_unwritten(text)]
    return [
        *(Missing(name, "is missing") for name in absent),
        *(Missing(name, "is not written yet") for name in stubs),
    ]

"""What a released notebook exports, and what a student's copy of it no longer does.

The release writes down in the notebook which cells are exported and which names they bring, since nothing
else on a student's machine knows. A notebook is only read here, as text: nothing in it is evaluated.
"""

from __future__ import annotations

import builtins
import re
import symtable
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from nbformat import NotebookNode

from autograder.course.cells import default_modules, is_exported, settings
from autograder.course.syntax import parsing
from autograder.naming import some
from autograder.release.stubs import stub_lines

RECORD = "autograder"  # the key in a released notebook's metadata
EXPORT_LINE = re.compile(r"^[ \t]*#[ \t]*\|[ \t]*exports?[ \t]*\n?", re.MULTILINE)
_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
_STAR = re.compile(r"^[ \t]*from\s.*\simport\s+\*", re.MULTILINE)
_FUTURE = "from __future__ import annotations\n"  # what an annotation says is not looked up
_GIVEN = {*dir(builtins), "__name__", "__file__", "__doc__", "annotations"}


class Names(NamedTuple):
    """Of a source, the names that it binds at its top level, and those that it looks up there."""

    bound: frozenset[str]
    used: frozenset[str]


@lru_cache(maxsize=256)  # given cells are the same in each submission of a class
def names(source: str) -> Names:
    """The names of a cell, or of a module; none of a source that is not Python.

    A function that is still a stub uses none: given lines below its stub may speak of what is to be written.
    """
    bound: set[str] = set()
    used: set[str] = set()
    text = _FUTURE + _MAGIC.sub("", source)
    try:
        stubs = stub_lines(text)
        with parsing():
            tables = [symtable.symtable(text, "", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tables = []
    while tables:
        table = tables.pop()
        if table.get_type() == "function" and table.get_lineno() in stubs:
            continue
        tables += table.get_children()
        for symbol in filter(symtable.Symbol.is_global, table.get_symbols()):
            if symbol.is_assigned() or symbol.is_imported():
                bound.add(symbol.get_name())
            if symbol.is_referenced():
                used.add(symbol.get_name())
    if _STAR.search(source):  # it may bring any of them
        used.clear()
    return Names(frozenset(bound - _GIVEN), frozenset(used - _GIVEN))


def exports(notebook: NotebookNode) -> dict[str, list[str]]:
    """The names that each exported cell brings, by the cell's id."""
    return {cell.id: sorted(names(cell.source).bound) for cell in notebook.cells if is_exported(cell)}


def module_path(notebook: NotebookNode) -> str | None:
    """Where in the package lies what the notebook exports: "core/tensor.py", or None if that is nowhere."""
    return next((f"{name.replace('.', '/')}.py" for name in default_modules(notebook)), None)


def record(notebook: NotebookNode) -> None:
    """Write down in a notebook that is being released what it exports."""
    if brought := exports(notebook):
        notebook.metadata[RECORD] = {"exports": {cell: " ".join(each) for cell, each in brought.items()}}


def recorded(notebook: NotebookNode) -> dict[str, list[str]]:
    """What a notebook exported when it was released; nothing, if it does not say so."""
    said = note(notebook, "exports")
    return {cell: brought.split() for cell, brought in said.items() if isinstance(brought, str)}


def note(notebook: NotebookNode, key: str) -> dict[str, Any]:
    """What the release wrote down, by cell; nothing, if the file says something else, as it may."""
    kept = notebook.metadata.get(RECORD)
    found = kept.get(key) if isinstance(kept, dict) else None
    return found if isinstance(found, dict) else {}


def strays(notebook: NotebookNode) -> list[str]:
    """The names that exported cells use, and that only a cell defines which is not exported."""
    exported = [names(cell.source) for cell in notebook.cells if is_exported(cell)]
    undefined = set().union(*(cell.used for cell in exported)).difference(*(cell.bound for cell in exported))
    others = [names(cell.source).bound for cell in notebook.cells if _is_left_out(cell)]
    return sorted(undefined & set().union(*others))


def left_out(notebook: NotebookNode) -> list[str]:
    """What the package lacks of a student's notebook, and why, in a sentence each.

    A cell that was released as one to be exported and is none, one whose `#| export` is not its first line,
    and a name that only the notebook has.
    """
    lost = dict(_lost(notebook))
    told = set().union(*lost.values())
    return [*lost, *(stray_sentence(name) for name in strays(notebook) if name not in told)]


def stray_sentence(name: str) -> str:
    return f"`{name}` is used by exported cells, and the cell that defines it does not begin with `#| export`"


def lacks(names: Iterable[str]) -> str:
    """What becomes of a package without a cell that brings these names."""
    return f"the package lacks {some(f'`{name}`' for name in names) or 'it'}"


def _lost(notebook: NotebookNode) -> Iterator[tuple[str, list[str]]]:
    """A sentence about each cell that is not exported, and was or means to be, and the names missed."""
    brought = set().union(*exports(notebook).values())
    cells: dict[str, list[NotebookNode]] = {}
    for cell in notebook.cells:
        cells.setdefault(str(settings(cell).get("grade_id", cell.id)), []).append(cell)
    before = recorded(notebook)
    for id in {**before, **cells}:
        copies = cells.get(id, [])
        if any(map(is_exported, copies)) or not (id in before or any(map(_says_export, copies))):
            continue
        here = sorted(set().union(*(names(cell.source).bound for cell in copies)))
        missing = [name for name in before.get(id) or here if name not in brought]
        if missing or not before.get(id):
            yield f"cell {id} {_what_became(copies)}: {lacks(missing)}", missing


def _what_became(copies: list[NotebookNode]) -> str:
    if not copies:
        return "is gone"
    code = any(cell.cell_type == "code" for cell in copies)
    return "does not begin with `#| export`" if code else "is no code cell any more"


def _says_export(cell: NotebookNode) -> bool:
    return EXPORT_LINE.search(cell.source) is not None


def _is_left_out(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and not is_exported(cell)

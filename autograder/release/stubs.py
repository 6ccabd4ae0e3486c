"""What stands in a solution's place: a line that says what is to be written, and where."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from autograder.course.cells import regions
from autograder.course.syntax import DEFINITION, FUNCTION, parse_python

YOURS = "{} is yours to write, in {}"
_YOURS = re.compile(YOURS.format(r"([\w.]+)", r"(\w+)"))


class Unwritten(NamedTuple):
    """A function that is still a stub, and the notebook in which it is to be written."""

    function: str
    notebook: str


def stub(source: str, notebook: str) -> str:
    """The source of a code cell, with a line that raises in the place of each solution region.

    The line has the indentation of the region and names the function that the region is in. Raises
    CourseError if the markers do not come in pairs.
    """
    lines = source.split("\n")
    tree = parse_python(source)
    for begin, end in reversed(regions(source, "SOLUTION")):
        indentation = lines[begin - 1].partition("#")[0]
        what = _owner(tree, begin, end) or "This"
        lines[begin - 1 : end] = [f'{indentation}raise NotImplementedError("{YOURS.format(what, notebook)}")']
    return "\n".join(lines)


def unwritten(text: str) -> list[Unwritten]:
    """The functions whose stubs speak in this text, be it a module's source or an error message."""
    return list(dict.fromkeys(map(Unwritten._make, _YOURS.findall(text))))


def still_unwritten(module: str) -> list[Unwritten]:
    """The stubs of a module that no later definition of the same name takes the place of."""
    last = {node.name: node for node in parse_python(module).body if isinstance(node, DEFINITION)}
    return unwritten("\n".join(ast.get_source_segment(module, node) or "" for node in last.values()))


def stub_lines(source: str) -> set[int]:
    """The lines in which the functions begin that are still stubs. Raises what `ast.parse` raises."""
    if not _YOURS.search(source):
        return set()
    functions = [node for node in ast.walk(parse_python(source)) if isinstance(node, FUNCTION)]
    return {node.lineno for node in functions if _YOURS.search(ast.get_source_segment(source, node) or "")}


def _owner(node: ast.AST, begin: int, end: int, name: str = "") -> str | None:
    """The qualified name of what holds the first statement between two lines; "" for the cell itself."""
    if isinstance(node, DEFINITION):
        name = f"{name}.{node.name}" if name else node.name
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt) and begin < child.lineno < end:
            return name
        if (found := _owner(child, begin, end, name)) is not None:
            return found
    return None

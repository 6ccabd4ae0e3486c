"""The rooms of autograder/ depend on one another in one direction."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

ROOMS = Path(__file__).parents[2] / "autograder"


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Each module's room, which is its folder or the module itself, and its code."""
    for path in ROOMS.rglob("*.py"):
        if path != ROOMS / "__init__.py":
            room = path.relative_to(ROOMS).with_suffix("").parts[0]
            yield room, ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> Iterator[str]:
    """The dotted names that a module imports, inside of functions too."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms() -> dict[str, set[str]]:
    """Each room with those that it imports."""
    graph: dict[str, set[str]] = {}
    for room, module in modules():
        found = {name.split(".")[1] for name in imported(module) if name.startswith("autograder.")}
        graph.setdefault(room, set()).update(found - {room})
    return graph


def test_no_room_imports_one_that_imports_it():
    order = [*TopologicalSorter(rooms()).static_order()]  # raises CycleError
    assert order.index("checks") < order.index("sandbox") < order.index("grading") < order.index("batch")


def test_contributing_names_every_room():
    text = (ROOMS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [row] = re.findall(r"^\| `autograder/` \|(.*)\|$", text, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", row)) == sorted(rooms())


def test_what_the_map_of_a_submission_names_is_there():
    text = (ROOMS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_.]+\.\w+)`", text.partition("## The way")[2].partition("\n## ")[0])
    assert len(named) > 20
    for name in named:
        pkgutil.resolve_name(f"autograder.{name}")


def test_the_students_side_and_the_judge_stand_alone():
    graph = rooms()
    assert not graph["datasets"] and graph["checks"] <= {"datasets"} and graph["doctor"] <= {"checks"}
    assert "sandbox" not in graph["judge"] and "judge" not in graph["sandbox"]


def test_the_two_packages_never_import_each_other():
    for path in (*ROOMS.rglob("*.py"), *(ROOMS.parent / "tinytorch").rglob("*.py")):
        other = "tinytorch" if ROOMS in path.parents else "autograder"
        names = [*imported(ast.parse(path.read_text(encoding="utf-8")))]
        assert other not in {name.partition(".")[0] for name in names}, path

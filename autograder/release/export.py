"""From notebooks to the package: what `make export`, a student and the grader all call.

nbdev writes the module; here stands what it may see. It works in a temporary folder of one fixed layout, so
that the text does not depend on where notebook and package lie, and nothing in a student's notebook can name
another file to write.
"""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Iterable
from importlib.util import cache_from_source
from pathlib import Path

import nbformat
from nbdev.export import nb_export
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import Assignment
from autograder.course.cells import default_module, is_exported, syntax_error
from autograder.course.notebook import begins, read_notebook
from autograder.course.syntax import parse_python, parsing
from autograder.release.error import ExportError

DIRECTIVES = re.compile(r"\A(?:\s*#\s*\|.*\n|\s*\n)+")
MARKER = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)


def export(notebook: Path | NotebookNode | Assignment, package: Path) -> Path | None:
    """Write what the notebook exports into `package`; return the file, or None if it exports nothing.

    A notebook that cannot be compiled raises ExportError and leaves the package as it was.
    """
    exported = _module(_read(notebook))
    if exported is None:
        return None
    relative, text = exported
    path = package / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    if not path.exists() or path.read_bytes() != text:
        _replace(path, text)
    return path


def build_package(notebooks: Iterable[Path | NotebookNode | Assignment], facades: Path) -> dict[str, bytes]:
    """The files of a `tinytorch` that holds what these notebooks export, beside the course's facades.

    facades: the course's tinytorch/ folder; what lies in its core/ is left out.
    Returns posix paths that begin with "tinytorch/", and contents. Raises ExportError.
    """
    files = {
        path.relative_to(facades).as_posix(): path.read_bytes()
        for path in sorted(facades.rglob("*"))
        if path.is_file() and not {"core", "__pycache__"} & set(path.relative_to(facades).parts)
    }
    files["core/__init__.py"] = b""
    for notebook in notebooks:
        if exported := _module(_read(notebook)):
            files.update([exported])
    return {f"tinytorch/{path}": content for path, content in files.items()}


def _read(notebook: Path | NotebookNode | Assignment) -> NotebookNode:
    if isinstance(notebook, Assignment):
        return notebook.notebook()
    return read_notebook(notebook) if isinstance(notebook, Path) else notebook


def _module(notebook: NotebookNode) -> tuple[str, bytes] | None:
    """The module that a notebook exports: its path in the package and its text."""
    module, exported = default_module(notebook), list(filter(is_exported, notebook.cells))
    if module is None or not exported:
        return None
    name = begins(notebook).name
    if not re.fullmatch(r"core\.\w+", module) or not re.fullmatch(r"\w+", name):
        raise ExportError(f"{name}: expected `#| default_exp core.name`, found {module}")
    for cell in exported:
        if problem := syntax_error(cell) or _relative_import(cell):
            raise ExportError(f"{name} was not exported: {problem}")
    relative = f"{module.replace('.', '/')}.py"
    text = _nbdev(_visible_to_nbdev(notebook, module), name, relative)
    _compile(text, name)
    return relative, text


def _relative_import(cell: NotebookNode) -> str | None:
    """nbdev makes imports relative itself, and stumbles over one that is."""
    for node in ast.walk(parse_python(cell.source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            where = f"cell {cell.id}, line {node.lineno}"
            return f"{where}: write `from tinytorch.core.name import ...`, with no dots before"
    return None


def _visible_to_nbdev(notebook: NotebookNode, module: str) -> NotebookNode:
    """The exported cells alone, each with one plain directive and without solution markers."""
    cells = [new_code_cell(f"#| default_exp {module}", id="default_exp")]
    for cell in filter(is_exported, notebook.cells):
        source = MARKER.sub("", DIRECTIVES.sub("", cell.source)).rstrip()
        cells.append(new_code_cell(f"#| export\n{source}", id=cell.id))
    return new_notebook(cells=cells)


def _nbdev(notebook: NotebookNode, name: str, relative: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "modules" / name / f"{name}.ipynb"
        package = Path(folder) / "tinytorch"
        source.parent.mkdir(parents=True)
        source.write_text(nbformat.writes(notebook), encoding="utf-8")
        try:
            with parsing():  # nbdev parses, and keeps its state in globals
                nb_export(source, lib_path=package)
        except Exception as error:  # whatever a student's source makes of nbdev is that notebook's problem
            raise ExportError(f"{name} was not exported: nbdev cannot take it: {error!r}") from error
        return (package / relative).read_text(encoding="utf-8").encode("utf-8")


def _compile(text: bytes, name: str) -> None:
    """Cells that compile one by one may not do so together: a late `from __future__ import`."""
    try:
        with parsing():
            compile(text, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = text.decode("utf-8").split("\n")[(error.lineno or 1) - 1]
        raise ExportError(f"{name} was not exported: {error.msg}: {line.strip()}") from error


def _replace(path: Path, text: bytes) -> None:
    """Write in one step, and drop the bytecode, reused for a file of the same size and second."""
    draft = path.with_suffix(".tmp")
    draft.write_bytes(text)
    draft.replace(path)
    Path(cache_from_source(str(path))).unlink(missing_ok=True)

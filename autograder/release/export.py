"""From notebooks to the package: what `make export`, a student and the grader all call."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from importlib.util import cache_from_source
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import CORE_MODULE, default_modules, is_exported, syntax_error
from autograder.course.notebook import begins
from autograder.course.syntax import parse_python, parsing
from autograder.release.error import ExportError
from autograder.release.exports import module_path
from autograder.release.module_text import late_directives, module_text
from autograder.whole_file import write_whole


def export(notebook: NotebookNode, package: Path) -> Path | None:
    """Write what the notebook exports into `package`; return the file, or None if it exports nothing.

    A notebook that cannot be compiled raises ExportError and leaves the package as it was.
    """
    exported = _module(notebook)
    if exported is None:
        return None
    relative, text = exported
    path = package / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    if not path.exists() or path.read_bytes() != text:
        write_whole(path, text)
        # Python reuses it for a file of the same size and second.
        Path(cache_from_source(str(path))).unlink(missing_ok=True)
    return path


def build_package(notebooks: Iterable[NotebookNode], facades: Path) -> dict[str, bytes]:
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
        if exported := _module(notebook):
            files.update([exported])
    return {f"tinytorch/{path}": content for path, content in files.items()}


def _module(notebook: NotebookNode) -> tuple[str, bytes] | None:
    """The module that a notebook exports: its path in the package and its text."""
    path, exported = module_path(notebook), list(filter(is_exported, notebook.cells))
    if path is None or not exported:
        return None
    name, modules = begins(notebook).name, default_modules(notebook)
    if not re.fullmatch(r"\w+", name):
        raise ExportError(f'expected begin("NN_name") in the setup cell; got begin({name!r})')
    if len(modules) > 1 or not CORE_MODULE.fullmatch(modules[0]):
        raise ExportError(f"{name}: expected one `#| default_exp core.name`, found {', '.join(modules)}")
    for cell in exported:
        if problem := syntax_error(cell) or _late_directive(cell) or _relative_import(cell):
            raise ExportError(f"{name} was not exported: {problem}")
    return path, _text(name, exported)


def _late_directive(cell: NotebookNode) -> str | None:
    """nbdev and the eye might take it for one, wherever it stands."""
    for line, directive in late_directives(cell):
        where = f"cell {cell.id}, line {line}"
        return f"{where}: {directive!r} stands behind code; directives are a cell's first lines"
    return None


def _relative_import(cell: NotebookNode) -> str | None:
    """The export makes imports relative itself."""
    for node in ast.walk(parse_python(cell.source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            where = f"cell {cell.id}, line {node.lineno}"
            return f"{where}: write `from tinytorch.core.name import ...`, with no dots before"
    return None


def _text(name: str, exported: list[NotebookNode]) -> bytes:
    """Cells that compile one by one may not do so together: a late `from __future__ import`."""
    text = ""
    try:
        text = module_text(name, exported)
        with parsing():
            compile(text, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = text.split("\n")[(error.lineno or 1) - 1] if text else error.text or ""
        raise ExportError(f"{name} was not exported: {error.msg}: {line.strip()}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ExportError(f"{name} was not exported: {str(error) or 'nested too deeply'}") from error
    return text.encode("utf-8")

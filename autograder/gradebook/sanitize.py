"""What a student wrote, made safe to look at: on feedback pages and in formgrader.

Both are nbconvert's HTMLExporter with a template of nbgrader's. `safe_pages` reaches both through that
exporter's settings: a filter for what becomes of Markdown, and a preprocessor for everything else.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets.config import Config

from autograder.gradebook.allow_list import as_text, clean

MAX_MARKDOWN = 10_000  # characters of a cell; some texts cost the renderer the square of their length
MAX_HIGHLIGHTED = 10_000  # characters of a cell
# For all texts of a page together; an honest one takes a second, and 600,000 characters of HTML.
PAGE_SECONDS = 5.0  # of a processor
PAGE_LENGTH = 2_000_000
PYTHON = {"python", "python3", "py"}
MAX_SHOWN = 500_000  # characters of all outputs of a page, pictures aside: each costs the template time
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


def safe_pages() -> Config:
    """The settings that make both pages safe; nbgrader_config.py merges them into its own."""
    config = Config()
    config.HTMLExporter.filters = {
        "markdown2html": f"{__name__}.safe_markdown",
        "strip_files_prefix": f"{__name__}.unchanged",
        "highlight_code": f"{__name__}.highlighted",
    }
    config.HTMLExporter.preprocessors = [f"{__name__}.safe_cells"]
    return config


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """Markdown with math as clean HTML; what the renderer cannot take is shown as text."""
    attachments = context.get("cell", {}).get("attachments", {})
    budget = _budget(context)
    try:
        if len(source) > MAX_MARKDOWN or budget.is_spent:
            raise ValueError
        renderer = MarkdownWithMath(_Renderer(escape=False, attachments=attachments))
        return budget.spend(clean(renderer.render(source)))
    except Exception:  # the renderer promises nothing about texts written to break it
        return as_text(source)


class _Renderer(IPythonRenderer):
    """With code in colours where that is Python: for other lexers, a text can be endless work."""

    def block_code(self, code: str, info: str | None = None) -> str:
        return super().block_code(code, "python3" if (info or "").strip() in PYTHON else None)


@pass_context
def highlighted(
    context: Context, source: str, language: str | None = None, metadata: NotebookNode | None = None
) -> str:
    """Code in colours; as text where it is long: some texts cost the lexer the square of their length.

    By the lexer of Python alone: that of IPython looks for magics at every blank, and `%%perl` calls another.
    """
    budget = _budget(context)
    if len(source) > MAX_HIGHLIGHTED or budget.is_spent:
        return f'<div class="highlight">{as_text(source)}</div>'
    return budget.spend(_HIGHLIGHT(source, "python3", metadata))


_HIGHLIGHT = Highlight2HTML()


class _Budget:
    """What the texts of one page may still take; when it is spent, the rest is shown as it is.

    Formgrader makes its pages in Jupyter's own server, where everything else waits meanwhile.
    """

    def __init__(self) -> None:
        self._until, self._left = time.thread_time() + PAGE_SECONDS, PAGE_LENGTH

    @property
    def is_spent(self) -> bool:
        return self._left < 0 or time.thread_time() > self._until

    def spend(self, html: str) -> str:
        self._left -= len(html)
        return html


def _budget(context: Context) -> _Budget:
    return context.get("resources", {}).get("budget") or _Budget()


def unchanged(text: str) -> str:
    """For a filter that has nothing left to do, and whose pattern takes the square of a text's brackets."""
    return text


def safe_cells(notebook: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
    """Clean all that a template shows as it stands: outputs, raw cells, metadata."""
    resources["budget"] = _Budget()
    notebook.metadata.pop("widgets", None)
    room = MAX_SHOWN
    for cell in notebook.cells:
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k == "nbgrader"})
        if cell.cell_type == "raw":
            cell.source = as_text(cell.source)
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.metadata = NotebookNode()
                output.data = _safe_data(output.data)
            room -= _length(output)
        if room < 0 and not cell.metadata.get("nbgrader", {}).get("grade"):  # verdicts are always shown
            cell.outputs = [new_output("stream", text="[not shown: the outputs of this page are too long]")]
    return notebook, resources


def _length(output: NotebookNode) -> int:
    """The characters that an output puts on the page, pictures aside."""
    texts = [text for kind, text in output.get("data", {}).items() if not kind.startswith("image/")]
    return sum(map(len, (*texts, output.get("text", ""), *output.get("traceback", ()))))


def _safe_data(data: NotebookNode) -> NotebookNode:
    """What of an output is shown; scripts, widgets and unknown kinds leave a line that says so."""
    safe = NotebookNode()
    for kind, (shown_as, cleaned) in SHOWN.items():
        if isinstance(data.get(kind), str) and (text := cleaned(data[kind])):
            safe[shown_as] = text
    return safe or NotebookNode({"text/plain": f"[not shown: {', '.join(map(str, data))}]"})


def _base64(text: str) -> str:
    return text if BASE64.fullmatch(text) else ""


# Kind of output -> the kind that it is shown as, and how it is cleaned; HTML takes the place of a drawing.
SHOWN: dict[str, tuple[str, Callable[[str], str]]] = {
    "image/svg+xml": ("text/html", clean),
    "text/html": ("text/html", clean),
    "text/markdown": ("text/markdown", str),  # becomes HTML through safe_markdown
    "text/latex": ("text/latex", str),  # the template escapes it, as it does plain text
    "text/plain": ("text/plain", str),
    "image/png": ("image/png", _base64),
    "image/jpeg": ("image/jpeg", _base64),
}

"""What a student wrote is shown on feedback pages and in formgrader, and nothing of it is alive there."""

from __future__ import annotations

from collections import Counter
from time import process_time

import pytest
import toy
from live_page import live
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from page_attacks import MARKUP, PNG, WIDGETS, cells, output, shows
from rendering import Render, renderer
from traitlets.config import Config

from autograder.checks.table import Table
from autograder.gradebook import sanitize
from autograder.gradebook.sanitize import MAX_SHOWN, highlighted, safe_cells, safe_markdown, safe_pages


@pytest.fixture(params=["feedback", "formgrader"])
def page(request) -> str:
    return request.param


@pytest.fixture
def render(page: str) -> Render:
    return renderer(page, safe_pages())


# Nothing is alive. ----------------------------------------------------------------------------------


def test_no_attack_is_alive_on_a_page(render):
    attack = toy.notebook(cells())
    attack.metadata.widgets = WIDGETS
    attack.metadata.title = "</title><script>evil()</script>"
    assert live(render(attack)) - live(render(toy.notebook([]))) == {}


@pytest.fixture(scope="module")
def unsafe() -> tuple[Render, Counter]:
    """Formgrader's page without the sanitiser, and what is alive on an empty one."""
    render = renderer("formgrader", Config())
    return render, live(render(toy.notebook([])))


@pytest.mark.parametrize("text", MARKUP)
def test_each_attack_is_alive_without_the_sanitiser(text, unsafe):
    """One that nbconvert holds back by itself would prove nothing above."""
    render, nothing = unsafe
    assert live(render(toy.notebook([shows(output("text/html", text))]))) - nothing


@pytest.mark.parametrize(
    ("switched_off", "cell"),
    [
        ("filters", new_markdown_cell("<script>evil()</script>")),
        ("preprocessors", shows(output("text/html", "<script>evil()</script>"))),
    ],
)
def test_either_half_of_the_sanitiser_is_needed(switched_off, cell, page):
    settings = safe_pages()
    del settings.HTMLExporter[switched_off]
    render = renderer(page, settings)
    assert live(render(toy.notebook([cell]))) - live(render(toy.notebook([])))


# What cannot be rendered is still shown. ------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "![the picture](attachment:not-there.png) and words",
        "words " + "[" * 40_000,
        "words\n" + "\\begin{a}" * 10_000,
        "words\n\n<p>" + "".join(f"<b title={i}>" for i in range(2_000)) + "</p>" + "<p>x</p>" * 2_000,
        "words\n\n" + "<div>" * 30_000,
    ],
    ids=["no attachment", "brackets", "environments", "tags that multiply", "deep"],
)
def test_a_text_made_to_break_the_page_is_shown_as_text(text, render):
    begin = process_time()
    shown = render(toy.notebook([new_markdown_cell(text), shows(output("text/html", text))]))
    assert shown.count("words") == 2
    assert len(shown) < 3_000_000
    assert process_time() - begin < 5


@pytest.mark.parametrize(
    ("budget", "most", "cell"),
    [
        ("PAGE_SECONDS", 0.2, new_markdown_cell("\\\\[" * 3_000)),
        ("PAGE_LENGTH", 200_000, new_code_cell("a." * 4_000)),
    ],
    ids=["seconds", "length"],
)
def test_many_slow_texts_share_the_budget_of_a_page_and_the_rest_is_shown_as_text(
    budget, most, cell, render, monkeypatch
):
    """Formgrader's pages are made by Jupyter's own server, where nothing interrupts them."""
    render(toy.notebook([cell]))
    monkeypatch.setattr(sanitize, budget, most)
    begin = process_time()
    assert render(toy.notebook([cell] * 50)).count("<pre>") > 40
    assert process_time() - begin < 5


@pytest.mark.parametrize("kind", ["", "text/html", "text/latex"])
def test_a_raw_cell_is_shown_as_text(kind, render):
    notebook = toy.notebook([new_raw_cell("a <b> c", metadata={"raw_mimetype": kind})])
    assert "<pre>a &lt;b&gt; c</pre>" in render(notebook)


def test_what_is_not_shown_is_named(render):
    notebook = toy.notebook([shows(output("application/javascript", "evil()"))])
    assert "[not shown: application/javascript]" in render(notebook)


def test_outputs_without_end_do_not_make_a_page_without_end():
    long = [shows(output("text/markdown", "\\begin{a}" * 3_000)) for _ in range(200)]
    verdict = toy.graded("check_it", 1, "pass")
    verdict.outputs = [output("text/plain", "the verdict")]
    shown, _ = safe_cells(toy.notebook([*long, verdict]), {})
    assert len(str(shown)) < 2 * MAX_SHOWN
    assert "too long" in str(shown.cells[-2].outputs)
    assert "the verdict" in str(shown.cells[-1].outputs)


# What must survive. ---------------------------------------------------------------------------------


def test_math_tables_and_code_survive(render):
    text = """
# Doubling

$a < b$ and $$\\sum_i x_i & y$$ and \\begin{align} a &= b \\end{align}

| name | value |
|:-----|------:|
| one  |     1 |

```python
def double(x): return x
```

[there](#Doubling) and [outside](https://pytorch.org/docs)
"""
    shown = render(toy.notebook([new_markdown_cell(text)]))
    for kept in (
        "$a &lt; b$",
        "$$\\sum_i x_i &amp; y$$",
        "\\begin{align} a &amp;= b \\end{align}",
        '<td style="text-align:right">1</td>',
        '<span class="k">def</span>',
        '<h1 id="own-Doubling">',
        'href="#own-Doubling"',
        'href="https://pytorch.org/docs"',
    ):
        assert kept in shown


def test_pictures_drawings_and_frames_of_data_survive(render):
    drawing = (
        '<svg viewBox="0 0 9 9"><defs><marker id="tip"><path d="M0 0"/></marker></defs>'
        '<line x1="0" x2="9" stroke="red" marker-end="url(#tip)"/><text x="1">a &amp; b</text></svg>'
    )
    frame = '<div><table border="1" class="dataframe"><thead><tr><th>a</th></tr></thead></table></div>'
    shown = render(
        toy.notebook(
            [
                shows(output("image/png", PNG)),
                shows(output("image/svg+xml", drawing), output("text/html", frame)),
                new_markdown_cell("![x](attachment:a.png)", attachments={"a.png": {"image/png": PNG}}),
            ]
        )
    )
    assert shown.count(f"data:image/png;base64,{PNG}") == 2
    assert '<table class="dataframe">' in shown
    assert '<marker id="own-tip">' in shown
    assert 'marker-end="url(#own-tip)"' in shown
    assert "a &amp; b</text>" in shown


def test_our_own_tables_survive(render):
    table = Table(("parameter", "gradient"), [("conv.weight", "flows"), ("conv.bias", None)], title="2 of 2")
    shown = render(toy.notebook([shows(output("text/html", table._repr_html_()))]))
    assert table._repr_html_() in shown


@pytest.mark.parametrize(
    "source",
    [
        "if 0: a" + ".a" * 200_000,
        "%%perl\n" + "s{" * 4000,
        "\n \n" * 3000,
        "x = 1\n%%html\n" + "<" * 9000,
    ],
    ids=["long", "perl", "blanks", "html"],
)
def test_code_that_is_long_work_for_a_lexer_is_shown_at_once(source: str) -> None:
    begin = process_time()
    assert "highlight" in highlighted({}, source)
    assert process_time() - begin < 2


def test_code_in_a_text_is_coloured_if_it_is_python() -> None:
    begin = process_time()
    assert "s{s{" in safe_markdown({}, "```perl\n" + "s{" * 4000 + "\n```")
    assert process_time() - begin < 2
    assert '<span class="k">def</span>' in safe_markdown({}, "```python\ndef f(): pass\n```")

"""One table: aligned text for terminals, escaped HTML for Jupyter."""

from __future__ import annotations

from autograder.checks import Table


def test_text_is_aligned_and_numbers_stand_at_the_right():
    table = Table(("name", "norm"), [("weight", 0.123456), ("b", "none"), ("long one", 12)], title="Norms")
    assert str(table).splitlines() == [
        "Norms",
        "name       norm",
        "--------  -----",
        "weight    0.123",
        "b          none",
        "long one     12",
    ]


def test_a_table_without_rows_has_its_head():
    assert str(Table(("a", "bc"), [])) == "a  bc\n-  --"


def test_html_is_escaped():
    html = Table(("<b>",), [("<script>alert(1)</script>",)], title="a & b")._repr_html_()
    assert "<script>" not in html and "<b>" not in html
    assert "&lt;script&gt;" in html and "a &amp; b" in html

"""One table for every check: aligned text in a terminal, HTML in Jupyter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Table:
    """Rows of short values under column names, with an optional title.

    A column of numbers is aligned at the right; floats have three significant digits.
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
        self.columns = tuple(columns)
        self.rows = [tuple(row) for row in rows]
        self.title = title

    def __str__(self) -> str:
        lines = [self.columns, *(tuple(map(_text, row)) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        right = [any(_is_number(row[i]) for row in self.rows) for i in range(len(self.columns))]
        texts = [
            "  ".join(
                cell.rjust(width) if at_right else cell.ljust(width)
                for cell, width, at_right in zip(line, widths, right, strict=True)
            ).rstrip()
            for line in lines
        ]
        texts.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([self.title, *texts] if self.title else texts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_text(cell))}</td>" for cell in row) + "</tr>" for row in self.rows
        )
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float)


def _text(cell: object) -> str:
    return f"{cell:.3g}" if isinstance(cell, float) else str(cell)

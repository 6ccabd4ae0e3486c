"""How a training shows what it does: a row for each epoch, curves of them, a bar that moves."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TextIO


class History:
    """A row for each epoch: history["loss"] is a column, plot() a picture."""

    def __init__(self, rows: Sequence[dict[str, float]] = ()):
        self.rows = list(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> list[float]:
        return [row[name] for row in self.rows if name in row]

    def __repr__(self) -> str:
        return (
            "\n".join(f"epoch {i}  {as_text(row)}" for i, row in enumerate(self.rows, 1)) or "no epochs yet"
        )

    def plot(self, *names: str) -> Curves:
        """Columns over epochs; without names, the losses."""
        shown = names or [name for name in ("loss", "val_loss") if self[name]]
        return Curves({name: self[name] for name in shown})


def as_text(row: Mapping[str, float]) -> str:
    """The numbers of an epoch in one line."""
    return "  ".join(f"{name} {value:.4g}" for name, value in row.items())


class Curves:
    """Curves over epochs: a picture in Jupyter, lines of text elsewhere."""

    COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd")

    def __init__(self, columns: Mapping[str, Sequence[float]]):
        self.columns = {name: list(values) for name, values in columns.items() if len(values)}

    def __repr__(self) -> str:
        return "\n".join(
            f"{name}: {' '.join(f'{v:.4g}' for v in values)}" for name, values in self.columns.items()
        )

    def _repr_svg_(self) -> str:
        finite = [v for values in self.columns.values() for v in values if math.isfinite(v)] or [0.0]
        low, high, longest = min(finite), max(finite), max(map(len, self.columns.values()), default=1)
        text = 'font-family="sans-serif" font-size="12"'
        parts = [
            f'<text x="4" y="{y}" {text} fill="#222">{v:.3g}</text>' for y, v in ((24, high), (184, low))
        ]
        for (name, values), colour in zip(
            self.columns.items(), self.COLOURS * len(self.columns), strict=False
        ):
            points = [
                (60 + 380 * i / max(1, longest - 1), 180 - 160 * (v - low) / ((high - low) or 1))
                for i, v in enumerate(values)
                if math.isfinite(v)
            ]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            x, y = points[-1] if points else (60, 180)
            parts.append(f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" {text} fill="{colour}">{name}</text>')
        axes = '<path d="M60 20 V180 H440" fill="none" stroke="#888"/>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="540" height="200">{axes}{"".join(parts)}</svg>'
        )


class Progress:
    """A bar that moves in a terminal; where output is kept, as in a file or a notebook, a line an epoch."""

    def __init__(self, epochs: int, stream: TextIO | None = None):
        self.epochs, self.stream = epochs, stream or sys.stdout
        self.moves, self.start, self.shown = self.stream.isatty(), time.monotonic(), 0.0

    def batch(self, epoch: int, done: int, batches: int, loss: float) -> None:
        """Show how far the epoch is, ten times a second at most."""
        if self.moves and time.monotonic() - self.shown > 0.1:
            self.shown = time.monotonic()
            bar = ("#" * (30 * done // max(1, batches))).ljust(30, ".")
            self.stream.write(
                f"\repoch {epoch}/{self.epochs} [{bar}] {done}/{batches}  loss {loss:.4g}\x1b[K"
            )
            self.stream.flush()

    def epoch(self, epoch: int, row: Mapping[str, float]) -> None:
        """The line of an epoch that is over."""
        took, self.start = time.monotonic() - self.start, time.monotonic()
        begin, end = ("\r", "\x1b[K\n") if self.moves else ("", "\n")
        self.stream.write(f"{begin}epoch {epoch}/{self.epochs}  {as_text(row)}  {took:.1f} s{end}")
        self.stream.flush()

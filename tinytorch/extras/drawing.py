"""The drawing of a graph. It asks a tensor for `grad_fn`, its inputs and its shape, and no more."""

from __future__ import annotations

from html import escape

import numpy as np

from tinytorch.core.tensor import Tensor


def inputs_of(t: Tensor) -> tuple[Tensor, ...]:
    """The tensors that `t` was made of; none for a leaf."""
    if made_by(t) == "Freed":
        raise RuntimeError("this graph was freed by backward: draw it before, or pass retain_graph=True")
    return () if t.grad_fn is None else t.grad_fn.inputs


def graph_columns(root: Tensor) -> list[list[Tensor]]:
    """The tensors behind `root` in columns, each left of all that were made of it; `root` in the last.

    One that is used again further right stands in every column up to there: its first place is a box,
    the others are points that its line passes.
    """
    tensors, first = {id(root): root}, {id(root): 0}  # columns counted from the right
    place, column = 0, tensors
    while column:  # all that some way of this length leads to; the longest way counts
        tensors |= column
        first |= dict.fromkeys(column, place)
        place, column = place + 1, {id(i): i for t in column.values() for i in inputs_of(t)}
    last = {id(root): 0}
    for key, t in tensors.items():
        for i in inputs_of(t):
            last[id(i)] = min(last.get(id(i), place), first[key] + 1)
    places = range(max(first.values()), -1, -1)
    return [[t for key, t in tensors.items() if last[key] <= place <= first[key]] for place in places]


def graph_rows(columns: list[list[Tensor]]) -> list[dict[int, float]]:
    """How far down each tensor of each column stands: level with what hangs on it, where there is room."""
    rows = [{id(columns[-1][0]): 0.0}]
    for column, right in zip(columns[-2::-1], columns[:0:-1], strict=True):
        wishes: dict[int, list[float]] = {id(t): [] for t in column}
        for t in right:
            for i in (t,) if id(t) in wishes else inputs_of(t):
                wishes[id(i)].append(rows[0][id(t)])
        wish = {key: float(np.mean(heights)) for key, heights in wishes.items()}
        placed: dict[int, float] = {}
        for key in sorted(wish, key=lambda key: wish[key]):
            placed[key] = max([wish[key], *(height + 1 for height in placed.values())])
        drift = float(np.mean([placed[key] - wish[key] for key in wish]))
        rows.insert(0, {key: height - drift for key, height in placed.items()})
    return rows


FILL = {"leaf": "#cfe8cf", "constant": "#e8e8e8"}  # and white for what a Function made


def made_by(t: Tensor) -> str:
    """The Function that made `t`; "leaf" if nobody did, "constant" if it takes no gradient either."""
    return type(t.grad_fn).__name__ if t.grad_fn is not None else "leaf" if t.requires_grad else "constant"


def svg_box(x: float, y: float, width: float, texts: tuple[str, str], fill: str) -> str:
    """A box around two lines of text, centred at height `y`."""
    style = 'text-anchor="middle" fill="#222" font-family="sans-serif" font-size="12"'
    text = f'<text x="{x + width / 2:g}" {style}'
    return (
        f'<rect x="{x:g}" y="{y - 19:g}" width="{width:g}" height="38" rx="6" fill="{fill}" stroke="#666"/>'
        f'{text} font-weight="bold" y="{y - 3:g}">{escape(texts[0])}</text>'
        f'{text} y="{y + 12:g}">{escape(texts[1])}</text>'
    )


def svg_line(start: tuple[float, float], x: float, y: float, onwards: float = 0.0) -> str:
    """A curve from `start` to the right, to (x, y), and straight on by `onwards`."""
    (x0, y0), bend = start, (start[0] + x) / 2
    path = f"M{x0:g} {y0:g} C{bend:g} {y0:g} {bend:g} {y:g} {x:g} {y:g} h{onwards:g}"
    return f'<path d="{path}" fill="none" stroke="#888" stroke-width="1.5"/>'


def graph_picture(columns: list[list[Tensor]], titles: dict[int, str]) -> str:
    """The columns as SVG: a box for each tensor, a line from each input to what was made of it."""
    heights, left = graph_rows(columns), 10.0
    top = min(height for rows in heights for height in rows.values())
    lines, boxes = [], []
    ends: dict[int, tuple[float, float]] = {}  # where each tensor's line goes on
    for column, rows in zip(columns, heights, strict=True):
        texts = {id(t): (titles.get(id(t), made_by(t)), str(t.shape)) for t in column if id(t) not in ends}
        width = 20 + 7.5 * max(len(text) for pair in texts.values() for text in pair)
        y = {key: 30 + 52 * (height - top) for key, height in rows.items()}
        for t in column:
            if id(t) in texts:
                boxes.append(svg_box(left, y[id(t)], width, texts[id(t)], FILL.get(made_by(t), "#ffffff")))
                lines += [svg_line(ends[id(i)], left, y[id(t)]) for i in inputs_of(t)]
            else:
                lines.append(svg_line(ends[id(t)], left, y[id(t)], width))
        ends |= {key: (left + width, y[key]) for key in y}
        left += width + 40
    size = f'width="{left - 30:g}" height="{60 + 52 * (max(max(rows.values()) for rows in heights) - top):g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(lines + boxes)}</svg>'


class GraphDrawing:
    """A picture in Jupyter, lines of text elsewhere. It holds no tensor."""

    def __init__(self, text: str, svg: str):
        self.text, self.svg = text, svg

    def __repr__(self) -> str: return self.text
    def _repr_svg_(self) -> str: return self.svg


def draw_graph(root: Tensor, /, **names: Tensor) -> GraphDrawing:
    """A drawing of how `root` came about; `draw_graph(loss, W=W)` calls that tensor W."""
    columns = graph_columns(root)
    named = {id(t): name for name, t in names.items()}
    tensors = list({id(t): t for column in columns for t in column}.values())
    short = {id(t): named.get(id(t), f"t{n}") for n, t in enumerate(tensors)}
    inputs = {id(t): ", ".join(short[id(i)] for i in inputs_of(t)) for t in tensors}
    calls = {key: f"({listed})" if listed else "" for key, listed in inputs.items()}
    text = [f"{short[id(t)]} = {made_by(t)}{calls[id(t)]}  {t.shape}" for t in tensors]
    titles = {id(t): name if made_by(t) in FILL else f"{name} = {made_by(t)}" for name, t in names.items()}
    return GraphDrawing("\n".join(text), graph_picture(columns, titles))

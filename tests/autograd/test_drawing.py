"""The drawing of a graph: `draw_graph`, as SVG and as text."""

import gc
import weakref
from xml.etree import ElementTree

import pytest

from tinytorch import draw_graph, tensor
from tinytorch.extras.drawing import GraphDrawing

SVG = "{http://www.w3.org/2000/svg}"


def titles(drawing: GraphDrawing) -> list[str]:
    """What stands in the boxes' first lines."""
    picture = ElementTree.fromstring(drawing._repr_svg_())
    return [text.text or "" for text in picture.iter(f"{SVG}text") if text.get("font-weight") == "bold"]


def boxes(drawing: GraphDrawing) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, width and height of each box, by its title."""
    rects = ElementTree.fromstring(drawing._repr_svg_()).iter(f"{SVG}rect")
    sides = [tuple(float(rect.get(side, "")) for side in ("x", "y", "width", "height")) for rect in rects]
    return dict(zip(titles(drawing), sides, strict=True))


@pytest.fixture
def residual() -> GraphDrawing:
    """A graph in which a tensor is used at once and again much later."""
    x, w = tensor([1.0, 2.0], requires_grad=True), tensor([3.0, 4.0])
    scaled = x * w
    squashed = scaled.tanh()
    y = squashed.exp() + x
    return draw_graph(y, x=x, w=w, scaled=scaled, squashed=squashed, y=y)


def test_text_says_what_each_tensor_was_made_of(residual):
    assert repr(residual).splitlines() == [
        "x = leaf  (2,)",
        "w = constant  (2,)",
        "scaled = Mul(x, w)  (2,)",
        "squashed = Tanh(scaled)  (2,)",
        "t4 = Exp(squashed)  (2,)",
        "y = Add(t4, x)  (2,)",
    ]


def test_picture_has_one_box_for_each_tensor(residual):
    assert sorted(titles(residual)) == ["Exp", "scaled = Mul", "squashed = Tanh", "w", "x", "y = Add"]


def test_picture_runs_from_left_to_right(residual):
    left = {title: box[0] for title, box in boxes(residual).items()}
    columns = [left[title] for title in ("x", "scaled = Mul", "squashed = Tanh", "Exp", "y = Add")]
    assert columns == sorted(set(columns)) and left["w"] == left["x"]


def test_boxes_lie_apart_and_within_the_picture(residual):
    picture = ElementTree.fromstring(residual._repr_svg_())
    width, height = float(picture.get("width", "")), float(picture.get("height", ""))
    placed = list(boxes(residual).values())
    for i, (x, y, w, h) in enumerate(placed):
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
        for x2, y2, w2, h2 in placed[:i]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_leaves_constants_and_results_differ_in_colour():
    x, c = tensor(1.0, requires_grad=True), tensor(2.0)
    picture = ElementTree.fromstring(draw_graph(x * c)._repr_svg_())
    assert len({rect.get("fill") for rect in picture.iter(f"{SVG}rect")}) == 3


def test_names_are_text_and_not_markup():
    x = tensor(1.0, requires_grad=True)
    assert "<b>&" in titles(draw_graph(x * 2, **{"<b>&": x}))


def test_drawing_outlives_the_graph_and_holds_no_tensor():
    x = tensor([1.0], requires_grad=True)
    y = x * x
    drawing, gone = draw_graph(y), weakref.ref(y)
    y.backward()
    del y
    gc.disable()
    try:
        assert gone() is None and "Mul" in repr(drawing) and "Mul" in drawing._repr_svg_()
    finally:
        gc.enable()


def test_a_freed_graph_is_not_drawn():
    x = tensor(1.0, requires_grad=True)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match="retain_graph"):
        draw_graph(y)

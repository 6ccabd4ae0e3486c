"""The HTML and SVG that may stand on a page; everything else is removed."""

from __future__ import annotations

import re
from html import escape

import nh3
from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]


def _words(text: str) -> set[str]:
    return set(text.split())


TEXT = _words("""
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup
    table tbody td tfoot th thead tr tt u ul var
""")
DRAWING = _words("""
    circle clipPath defs ellipse g line linearGradient marker path polygon polyline radialGradient
    rect stop svg text tspan use
""")
SHAPE = _words("""
    clipPathUnits cx cy d dx dy fx fy gradientTransform gradientUnits height href id marker-end
    marker-mid marker-start markerHeight markerUnits markerWidth offset orient points
    preserveAspectRatio r refX refY rx ry transform viewBox width x x1 x2 y y1 y2
""")
PAINT = _words("""
    clip-path clip-rule color dominant-baseline fill fill-opacity fill-rule font-family font-size
    font-style font-weight opacity stop-color stop-opacity stroke stroke-dasharray stroke-linecap
    stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
""")

ATTRIBUTES = {
    "*": {"class", "style", "title"},
    "a": {"href"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
    **{tag: {*SHAPE, *PAINT} for tag in DRAWING},
}
STYLES = {"background-color", "text-align", "text-decoration", "vertical-align", "white-space", *PAINT}
# Formgrader's own scripts go by class, id and data-*: a student's cell may carry none of theirs.
CLASSES = {"anchor-link", "dataframe", "highlight", *STANDARD_TYPES.values()}
ID_PREFIX = "own-"

MAX_TAGS = 20_000  # a large drawing has some 5,000
MAX_REPEATED = 200_000
LINGERING = re.compile(r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", re.IGNORECASE)

PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+")
WEB = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
ON_THIS_PAGE = re.compile(r"#[^\s#]+")
PAINT_ON_THIS_PAGE = re.compile(r"url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)")
FROM_ELSEWHERE = re.compile(r"url|\\|@", re.IGNORECASE)
PAINTED = {"style", "marker-end", "marker-mid", "marker-start", *PAINT}


def clean(html: str) -> str:
    """HTML or SVG without what is not on the allow-list: scripts, events, forms, frames, far pictures.

    Markup that would take the parser long, or grow in it, is shown as text.
    """
    return _CLEANER.clean(html) if _is_bearable(html) else as_text(html)


def as_text(source: str) -> str:
    """HTML that shows a text character by character."""
    return f"<pre>{escape(source, quote=False)}</pre>"


def _is_bearable(html: str) -> bool:
    """Deep nesting costs the square of the tags; an open `<b title=x>` is repeated in every later block."""
    tags = html.count("<")
    return tags <= MAX_TAGS and tags * len(LINGERING.findall(html)) <= MAX_REPEATED


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that an allowed attribute may have here; None removes the attribute."""
    if name == "class":
        return " ".join(word for word in value.split() if word in CLASSES) or None
    if name == "id":
        return ID_PREFIX + value
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return _link(tag, value)
    return _paint(value) if name in PAINTED else value


def _link(tag: str, value: str) -> str | None:
    """Links on the page for every element, out into the web for `a` alone; none into this server."""
    if ON_THIS_PAGE.fullmatch(value):
        return f"#{ID_PREFIX}{value[1:]}"
    return value if tag == "a" and WEB.match(value) else None


def _paint(value: str) -> str | None:
    """CSS that fetches nothing: url(...) may name an element of the page, not an address."""
    if FROM_ELSEWHERE.search(PAINT_ON_THIS_PAGE.sub("", value)):
        return None
    return PAINT_ON_THIS_PAGE.sub(rf"url(#{ID_PREFIX}\1)", value)


_CLEANER = nh3.Cleaner(
    tags={*TEXT, *DRAWING},
    clean_content_tags={"script", "style", "metadata", "title"},
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    filter_style_properties=STYLES,
    url_schemes={"http", "https", "mailto", "data"},
)

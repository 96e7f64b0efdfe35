"""HTML from anywhere made well-formed, shallow and plain, before it is judged by the sanitiser.

A parser of HTML repairs what it reads, and some repairs cost the square of the text's length or multiply it
(formatting that is never closed is opened again in every paragraph). So tags are read here once, from the start to
the end, and given on balanced and at most 40 deep; what is safe is decided by `richtext`, on the result.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

DEPTH = 40
INLINE = frozenset({"a", "strong", "em", "sup", "sub", "span", "cite", "abbr"})
BLOCKS = frozenset({
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td",
    "figure", "figcaption", "dl", "dt", "dd",
})  # fmt: skip
VOID = frozenset({"br", "img"})
TAGS = INLINE | BLOCKS | VOID
_RENAMED = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "b": "strong", "i": "em", "tfoot": "tbody"}
_BREAKS = frozenset({
    "div", "section", "article", "main", "header", "footer", "aside", "nav", "center", "pre", "address", "form",
    "fieldset", "body", "html", "head", "hr", "details", "summary",
})  # fmt: skip
_GONE = frozenset({
    "script", "style", "template", "noscript", "iframe", "object", "title", "xml", "svg", "math", "textarea",
    "select", "noembed", "noframes", "xmp", "plaintext", "audio", "video", "canvas", "applet",
})  # fmt: skip
_CELLS = frozenset({"td", "th", "caption"})
_PARTS = frozenset({"table", "thead", "tbody", "tr", "td", "th", "caption"})
_ENDS: dict[
    str, tuple[AbstractSet[str], AbstractSet[str]]
] = {  # opening one of these ends the others of its group, up to the element that holds them
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr", "caption"}, {"table"}),
    "thead": ({"thead", "tbody", "caption"}, {"table"}),
    "tbody": ({"thead", "tbody", "caption"}, {"table"}),
    "h2": ({"h2", "h3"}, _CELLS | {"li", "blockquote", "figure", "dd"}),
    "h3": ({"h2", "h3"}, _CELLS | {"li", "blockquote", "figure", "dd"}),
    "a": ({"a"}, set()),
}
_MARK = re.compile(
    r"""<(?:(!--)|([!?])|(/?)([a-zA-Z][a-zA-Z0-9:-]*+)((?:[^<>"']|"[^"]*"|'[^']*')*+)>)""",
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z]++)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'<>=]++)""")
_QUOTED = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;"})
_SPACE = " \t\r\n\f"


class _Tidying:
    """What has been given on so far, and which elements are open."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.open: list[str] = []

    def text(self, text: str) -> None:
        if not text:
            return
        if not self.open and text.strip(_SPACE):
            self._start("p", "")
        self.parts.append(text.replace("<", "&lt;").replace(">", "&gt;"))

    def start(self, name: str, attributes: str) -> None:
        if name in BLOCKS:
            self._leave({"p"}, _CELLS)
        if name in _ENDS:
            self._leave(*_ENDS[name])
        if not self.open and name not in BLOCKS:
            self._start("p", "")
        if name in VOID:
            self.parts.append(f"<{name}{attributes}>")
        elif len(self.open) < DEPTH:
            self._start(name, attributes)

    def end(self, name: str) -> None:
        self._leave({name}, set() if name in _PARTS else _CELLS)

    def close(self) -> None:
        """End a paragraph that is open, with all in it: something separates what comes from what was."""
        self._leave({"p"}, _CELLS)
        while self.open and self.open[-1] in INLINE:
            self._pop()

    def _start(self, name: str, attributes: str) -> None:
        self.open.append(name)
        self.parts.append(f"<{name}{attributes}>")

    def _pop(self) -> None:
        self.parts.append(f"</{self.open.pop()}>")

    def _leave(self, names: AbstractSet[str], holders: AbstractSet[str]) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] in names:
                while len(self.open) > place:
                    self._pop()
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
            closing = re.compile(rf"</{name}[^>]*>", re.IGNORECASE).search(html, place)
            place = len(html) if closing is None else closing.end()
    tidying.text(html[place:])
    while tidying.open:
        tidying._pop()
    return "".join(tidying.parts)


def _kept(attributes: str) -> str:
    """Return attributes written in one way, none of them able to end early."""
    pairs: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(attributes):
        pairs.setdefault(name.lower(), value[1:-1] if value[0] in "\"'" else value)
    return "".join(
        f' {name}="{value.translate(_QUOTED)}"'
        for name, value in pairs.items()
        if name in ("lang", "href", "scope", "colspan", "rowspan", "start", "title", "src", "alt")
    )

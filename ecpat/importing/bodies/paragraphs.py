"""Classic texts: a blank line begins a paragraph, a line end a break, an address alone what it shows."""

from __future__ import annotations

import re
from html import escape, unescape

from . import silent

_FLOW = frozenset({
    "blockquote", "div", "section", "article", "main", "aside", "header", "footer", "center", "form", "fieldset",
    "details", "address", "nav",
})  # fmt: skip
_BLOCK = _FLOW | frozenset({
    "figure", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody",
    "tfoot", "tr", "td", "th", "caption", "colgroup", "col", "pre", "hr", "figcaption", "map", "legend", "summary",
    "embed",
})  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*>")
_BLANK = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_ADDRESS = re.compile(r"[ \t]*(https?://[^\s<>\"\[\]]+)[ \t]*", re.IGNORECASE)
PAGE = re.compile(r"<!--\s*(?:more\b[^<>]*?|nextpage)\s*-->")  # a summary or a page ends, and its paragraph
_INSIDE = re.compile(
    r"(<a\b[^<>]*>)[ \t]*\n[ \t]*|\n[ \t]*(</a>)"
)  # line ends that builders leave about a button's words
_NONE = frozenset({"figure", "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})  # where no paragraph begins


def made(text: str) -> str:
    """Return a classic text as HTML with its paragraphs and breaks."""
    writer, place = _Writer(), 0
    text = PAGE.sub("\n\n", text)
    for start, end in silent.spans(text):
        _read(writer, text[place:start])
        writer.silent(text[start:end])
        place = end
    _read(writer, text[place:])
    return writer.whole()


def _read(writer: _Writer, text: str) -> None:
    place = 0
    for found in _TAG.finditer(text):
        writer.words(text[place : found.start()])
        place = found.end()
        writer.tag(found[0].replace("\n", " "), found[2].lower(), bool(found[1]))
    writer.words(text[place:])


class _Writer:
    """What was written so far, and in which blocks it stands."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.run: list[str] = []  # words and inline tags since the last block
        self.open: list[str] = []

    def words(self, text: str) -> None:
        if text:
            self.run.append(text)

    def tag(self, written: str, name: str, ending: bool) -> None:
        if name not in _BLOCK:
            self.run.append(written)
            return
        self.flush()
        self.parts.append(written)
        if ending:
            if name in self.open:
                del self.open[len(self.open) - 1 - self.open[::-1].index(name) :]
        elif not written.endswith("/>") and name not in ("hr", "col", "embed"):
            if name == "p" and self.open and self.open[-1] == "p":
                self.open.pop()
            if len(self.open) < 200:
                self.open.append(name)

    def silent(self, written: str) -> None:
        """Keep what nobody reads: some of it plays."""
        if not written.startswith("<!--"):
            self.flush()
            self.parts.append(written)

    def flush(self) -> None:
        """Write the run as paragraphs, or with breaks alone where no paragraph may begin."""
        run = "".join(self.run).strip(" \t\n")
        self.run = []
        if not run:
            return
        inside = self.open[-1] if self.open else ""
        if inside == "pre":
            self.parts.append(run.replace("\n", "<br>"))
        elif inside and inside not in _FLOW:
            self.parts.append(_broken(run if inside in _NONE else _BLANK.sub("<br><br>", run)))
        else:
            self.parts.extend(_paragraph(one) for one in _BLANK.split(run) if one.strip())

    def whole(self) -> str:
        self.flush()
        return "".join(self.parts)


def _paragraph(run: str) -> str:
    """Return a paragraph; lines that are an address alone are what is to be seen there."""
    lines, said, parts = run.strip(" \t\n").split("\n"), list[str](), list[str]()
    for line in lines:
        if found := _ADDRESS.fullmatch(line):
            parts += [f"<p>{_broken(chr(10).join(said))}</p>"] if said else []
            said = []
            parts.append(f'<embed src="{escape(unescape(found[1]))}" data-bare="">')
        else:
            said.append(line)
    return "".join(parts) + (f"<p>{_broken(chr(10).join(said))}</p>" if said else "")


def _broken(run: str) -> str:
    """Return lines with breaks between them, but where there is one already."""
    run = _INSIDE.sub(lambda found: found[1] or found[2], run)
    return re.sub(r"(<br\s*/?>)?[ \t]*\n", lambda found: found[1] or "<br>", run, flags=re.IGNORECASE)

"""The words of a body with what is around them: block, emphasis, link, language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "h2", "h3", "li", "td", "th", "caption", "dt", "dd", "figcaption"})
_VOID = frozenset({"br", "img"})
_OWN = re.compile(r"asset:([0-9]{1,18})")


@dataclass(frozen=True)
class Run:
    """Words under the same tags; `own` where they are in the text's own language."""

    text: str
    tags: frozenset[str]
    own: bool
    href: str | None
    link: int  #: which link of the text it belongs to, from 1; 0 outside any


@dataclass
class Block:
    """A paragraph, a heading, an item or a cell, under its tag."""

    name: str
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return all its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Shown:
    """A picture in a text: its file's id and the alternative text written there, if any."""

    file: int
    alt: str


@dataclass
class Text:
    """A body, read."""

    blocks: list[Block] = field(default_factory=list)
    pictures: list[Shown] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, locale: str) -> None:
        super().__init__()
        self.text = Text()
        self._open: list[tuple[str, str, str | None]] = [("", locale, None)]  # tag, language, address
        self._locale, self._links = locale, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img":
            if source := _OWN.fullmatch(values.get("src") or ""):
                self.text.pictures.append(Shown(int(source[1]), values.get("alt") or ""))
        elif tag == "br":
            self.handle_data(" ")
        if tag in _VOID:
            return
        if tag in _BLOCKS:
            self.text.blocks.append(Block(tag))
        self._links += tag == "a"
        _tag, language, href = self._open[-1]
        self._open.append((tag, values.get("lang") or language, values.get("href") or href))

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self.text.blocks:
            if not data.strip():
                return
            self.text.blocks.append(Block("p"))
        tags = frozenset(tag for tag, _language, _href in self._open)
        _tag, language, href = self._open[-1]
        own = language.partition("-")[0] == self._locale
        self.text.blocks[-1].runs.append(Run(data, tags, own, href, self._links if href else 0))


def read(html: str, locale: str) -> Text:
    """Return the blocks and pictures of sanitised HTML."""
    reader = _Reader(locale)
    reader.feed(html)
    reader.close()
    return reader.text

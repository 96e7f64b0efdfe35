"""A body in passages: what translators write anew, each with its codes, and the markup around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import NamedTuple

from ..richtext import markup

TEXT, START, END, PLACE = "text", "start", "end", "place"
_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"<(/?)([a-z0-9]+)")
_WORDS = re.compile(r' (alt|title)="([^"]*)"')
_INLINE = markup.INLINE | markup.VOID


class Token(NamedTuple):
    """A text of a passage, or where a code begins, ends or stands: its value is the text, or the code's id."""

    sort: str
    value: str


class Code(NamedTuple):
    """An inline element of a passage: its tags as the body has them, and the words that are in the first."""

    element: str
    start: str
    end: str
    words: str

    @property
    def shape(self) -> str:
        """Return what tells it from other codes, whatever its words are."""
        return _WORDS.sub("", self.start)


@dataclass(frozen=True)
class Passage:
    """A text without any block in it, and its codes by id."""

    tokens: tuple[Token, ...]
    codes: Mapping[str, Code]

    @property
    def text(self) -> str:
        """Return its words alone."""
        return "".join(token.value for token in self.tokens if token.sort == TEXT)

    def html(self, tokens: Sequence[Token], words: Mapping[str, str]) -> str:
        """Return other tokens as its HTML, with other words in its codes (by their ids)."""
        return "".join(self._html(token, words) for token in tokens)

    def _html(self, token: Token, words: Mapping[str, str]) -> str:
        if token.sort == TEXT:
            return escape(token.value, quote=False)
        code = self.codes[token.value]
        if token.sort == END:
            return code.end
        said = escape(words.get(token.value, code.words))
        return _WORDS.sub(lambda found: f' {found[1]}="{said}"', code.start, count=1)

    def like(self, other: Passage) -> Passage | None:
        """Return this passage with its codes called as another calls the same ones; None where they differ."""
        free = list(other.codes.items())
        names: dict[str, str] = {}
        for own, code in self.codes.items():
            place = next((at for at, (_id, one) in enumerate(free) if one.shape == code.shape), None)
            if place is None:
                return None
            names[own] = free.pop(place)[0]
        tokens = (Token(sort, value if sort == TEXT else names[value]) for sort, value in self.tokens)
        return None if free else Passage(tuple(tokens), {names[own]: code for own, code in self.codes.items()})


def line(text: str) -> Passage:
    """Return a text without codes."""
    return Passage((Token(TEXT, text),) if text else (), {})


def split(html: str) -> list[str | Passage]:
    """Return sanitised HTML in its order: passages, and the markup between them as it is."""
    parts: list[str | Passage] = []
    run: list[str] = []
    for piece in filter(None, _TAG.split(html)):
        name = _NAME.match(piece)
        if name and name[2] not in _INLINE:
            parts += [*_passages(run), piece]
            run = []
        else:
            run.append(piece)
    return [*parts, *_passages(run)]


def join(parts: Sequence[str | Passage], translated: Sequence[str]) -> str:
    """Return HTML that was split, with other HTML in the place of each passage."""
    rest = iter(translated)
    return "".join(part if isinstance(part, str) else next(rest) for part in parts)


def _passages(run: Sequence[str]) -> Iterator[str | Passage]:
    """Yield the passages of a run of text and inline tags; a tag whose other half is elsewhere is no part of any."""
    pairs = _pairs(run)
    begun = 0
    for place in [*(at for at, piece in enumerate(run) if _is_half(piece) and at not in pairs), len(run)]:
        yield from _passage(run[begun:place], {at - begun: to - begun for at, to in pairs.items()})
        yield from run[place : place + 1]
        begun = place + 1


def _pairs(run: Sequence[str]) -> dict[int, int]:
    """Return the place of the other half by the place of each tag that has it in the run."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for at, piece in enumerate(run):
        if piece.startswith("</"):
            if opened:
                pairs[at] = opened.pop()
                pairs[pairs[at]] = at
        elif _is_half(piece):
            opened.append(at)
    return pairs


def _is_half(piece: str) -> bool:
    name = _NAME.match(piece)
    return name is not None and name[2] not in markup.VOID


def _passage(run: Sequence[str], pairs: Mapping[int, int]) -> Iterator[str | Passage]:
    """Yield what a run is that has both halves of each tag: a passage, or markup where it has no words."""
    tokens: list[Token] = []
    codes: dict[str, Code] = {}
    ids: dict[int, str] = {}
    for at, piece in enumerate(run):
        name = _NAME.match(piece)
        if name is None:
            tokens.append(Token(TEXT, unescape(piece)))
        elif name[1]:
            tokens.append(Token(END, ids[pairs[at]]))
        else:
            ids[at] = str(len(codes) + 1)
            words = _WORDS.search(piece)
            end = "" if name[2] in markup.VOID else f"</{name[2]}>"
            codes[ids[at]] = Code(name[2], piece, end, unescape(words[2]) if words else "")
            tokens.append(Token(START if end else PLACE, ids[at]))
    passage = Passage(tuple(tokens), codes)
    if passage.text.strip() or any(code.words.strip() for code in codes.values()):
        yield passage
    else:
        yield from run

"""What there is to translate of an edition: units with a name, made of its words and made words again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from .. import change_notes, fields, richtext
from ..kind import Kind, Label
from ..models import READERS_WORDS_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from ..words import DETAIL_LENGTH, LENGTHS
from . import passages
from .passages import TEXT, Passage, Token

NOTE = "change-"  # how the ids of units begin that are notes on changes
Translated = Mapping[str, Sequence[Token]]  # by the ids of units
_LINES = {
    "title": (_l("Title"), TITLE_LENGTH),
    "summary": (_l("Summary"), SUMMARY_LENGTH),
    "readers_words": (_l("Readers’ words"), READERS_WORDS_LENGTH),
}
_WORDS_OF = {"img": _l("Alternative text of a picture"), "abbr": _l("Meaning of an abbreviation")}


@dataclass(frozen=True)
class Unit:
    """One text to translate: its id in the file, what it is called, how long its translation may be, if limited."""

    id: str
    label: Label
    passage: Passage
    limit: int = 0
    number: int = 0  #: of a passage of the body, as people count


class Text:
    """All that is translated of an edition's words, which are values of its part of the form."""

    def __init__(self, kind: Kind, values: Mapping[str, Any]) -> None:
        details = {f"detail-{field.name}": (field.label, DETAIL_LENGTH) for field in _details(kind)}
        self.known = {**_LINES, **details}
        self.lines = {name: str(values.get(name) or "") for name in self.known}
        self.notes: list[change_notes.ChangeNote] = list(values.get("changes") or ())
        self.body = passages.split(richtext.sanitise(str(values.get("body") or "")))
        said = json.dumps([self.lines, self.html, [note["text"] for note in self.notes]], sort_keys=True)
        self.digest = hashlib.sha256(said.encode()).hexdigest()[:32]  #: by which a change is noticed

    @property
    def html(self) -> str:
        """Return the body."""
        return passages.join(self.body, [part.html(part.tokens, {}) for part in self.passages])

    @property
    def passages(self) -> list[Passage]:
        """Return the passages of the body."""
        return [part for part in self.body if isinstance(part, Passage)]

    def leave_notes(self) -> None:
        """Leave the notes on changes out of what is translated: the other language has others."""
        self.notes = []

    def units(self) -> Iterator[Unit]:
        """Yield what has words, in the order of the form: lines, the body, what changed."""
        for name, (label, limit) in self.known.items():
            if self.lines[name].strip():
                yield Unit(name, label, passages.line(self.lines[name]), limit)
        for number, passage in enumerate(self.passages, 1):
            if passage.text.strip():
                yield Unit(_body(number), _l("Passage of the text"), passage, number=number)
            for key, code in passage.codes.items():
                if code.words.strip():
                    label, limit = _WORDS_OF[code.element], LENGTHS["alt" if code.element == "img" else "title"]
                    yield Unit(within(number, key), label, passages.line(code.words), limit, number)
        for number, note in enumerate(self.notes, 1):
            words, label = passages.line(note["text"]), _l("What changed, and why")
            yield Unit(f"{NOTE}{number}", label, words, change_notes.LONGEST)

    def present(self, other: Text) -> dict[str, tuple[Token, ...]]:
        """Return, by unit, what another language says now: of the body where it is made of the same parts."""
        found = {name: passages.line(other.lines[name]).tokens for name in self.known if other.lines[name]}
        if _frame(self) == _frame(other):
            for number, (own, theirs) in enumerate(zip(self.passages, other.passages, strict=True), 1):
                if (alike := theirs.like(own)) is None:
                    continue
                found[_body(number)] = alike.tokens
                found |= {within(number, key): passages.line(code.words).tokens for key, code in alike.codes.items()}
        if len(self.notes) == len(other.notes):
            said = (passages.line(note["text"]).tokens for note in other.notes)
            found |= {f"{NOTE}{number}": tokens for number, tokens in enumerate(said, 1)}
        return {name: tokens for name, tokens in found.items() if tokens}

    def values(self, translated: Translated) -> dict[str, Any]:
        """Return the values of the form that a translation of every unit makes."""
        lines = {unit.id: _text(translated[unit.id]) for unit in self.units() if not unit.passage.codes}
        bodies = []
        for number, passage in enumerate(self.passages, 1):
            words = {key: lines[named] for key in passage.codes if (named := within(number, key)) in lines}
            bodies.append(passage.html(translated.get(_body(number), passage.tokens), words))
        values: dict[str, Any] = {name: lines[name] for name in self.known if name in lines}
        if self.body:
            values["body"] = passages.join(self.body, bodies)
        if self.notes:
            values["changes"] = [
                {**note, "text": lines[f"{NOTE}{number}"]} for number, note in enumerate(self.notes, 1)
            ]
        return values


def within(number: int, code: str) -> str:
    """Return the id of the unit for the words in a code of a passage."""
    return f"{_body(number)}-code-{code}"


def _body(number: int) -> str:
    return f"body-{number}"


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.value for token in tokens if token.sort == TEXT)


def _frame(text: Text) -> list[str]:
    """Return the markup around the passages of a body, with a mark for each."""
    return [part if isinstance(part, str) else "" for part in text.body]


def _details(kind: Kind) -> Iterator[fields.Field]:
    """Yield the facts that are words of a language."""
    return (field for field in kind.details if isinstance(field, fields.Line) and not isinstance(field, fields.Url))

"""Whether a translation can be taken: every unit has one, with the codes of its source, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from .passages import END, START, TEXT, Code, Passage, Token
from .reading import Fault, Translation
from .units import Text, Unit

LONGEST_NAME = 40  # characters of the words by which a code or a passage is named


def faults(text: Text, translation: Translation) -> list[Fault]:
    """Return what keeps a translation from being taken, in the order of the file, in the reader's language."""
    return [
        Fault(message, called(unit))
        for unit in text.units()
        for message in _of_unit(unit, translation.targets.get(unit.id), unit.id in translation.targets)
    ]


def called(unit: Unit) -> str:
    """Return what a unit is called where something is said of it."""
    words = _short(unit.passage.text)
    if unit.number:
        return str(_("%(label)s %(number)d, “%(words)s”", label=unit.label, number=unit.number, words=words))
    return str(unit.label)


def _of_unit(unit: Unit, tokens: Sequence[Token] | None, there: bool) -> Iterator[str]:
    if not there:
        yield str(_("It is not in the file any more."))
        return
    if not tokens or not "".join(token.value for token in tokens if token.sort == TEXT).strip():
        yield str(_("It has no translation yet."))
        return
    wanted, found = (Counter(token for token in some if token.sort != TEXT) for some in (unit.passage.tokens, tokens))
    for key in dict.fromkeys(token.value for token in wanted - found):
        yield str(_("Missing: %(code)s.", code=_named(unit.passage, key)))
    for key in dict.fromkeys(token.value for token in found - wanted):
        if key in unit.passage.codes:
            yield str(_("More than once: %(code)s.", code=_named(unit.passage, key)))
        else:
            yield str(_("A code too many, which the original does not have: %(code)s.", code=key or "?"))
    if wanted == found and _crossing(tokens, unit.passage.codes):
        yield str(_("Its codes cross each other: what begins within a link or in bold has to end within it."))


def _crossing(tokens: Sequence[Token], codes: Mapping[str, Code]) -> bool:
    """Tell whether a code ends before one that it holds, or a link stands within a link."""
    opened: list[str] = []
    for token in tokens:
        if token.sort == START:
            if codes[token.value].element == "a" and any(codes[key].element == "a" for key in opened):
                return True
            opened.append(token.value)
        elif token.sort == END and (not opened or opened.pop() != token.value):
            return True
    return False


def _named(passage: Passage, key: str) -> str:
    """Return what a code is called: what it is, and the words in it."""
    code, words = passage.codes[key], _short(_within(passage.tokens, key))
    names: dict[str, Any] = {
        "a": _("the link “%(words)s”", words=words), "strong": _("the bold words “%(words)s”", words=words),
        "em": _("the words in italics “%(words)s”", words=words), "img": _("a picture"), "br": _("a line break"),
    }  # fmt: skip
    return str(names.get(code.element) or _("the marked words “%(words)s”", words=words))


def _within(tokens: Sequence[Token], key: str) -> str:
    inside, words = False, ""
    for token in tokens:
        if token.sort in (START, END) and token.value == key:
            inside = token.sort == START
        elif inside and token.sort == TEXT:
            words += token.value
    return words


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_NAME else words[:LONGEST_NAME].rstrip() + "…"

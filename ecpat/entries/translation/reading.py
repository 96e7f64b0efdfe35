"""Reading a file that comes back from translators: nothing of it is run, fetched or believed but its texts.

defusedxml refuses document types, and with them entities and whatever they would fetch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from flask_babel import lazy_gettext as _l

from ...core.characters import fit
from . import origin
from .origin import Origin
from .passages import END, PLACE, START, TEXT, Token

XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"
LARGEST = 32 << 20  # bytes of a file: four times the longest body
MOST, DEEPEST = 200_000, 100  # elements of a file, and how deep they may stand within one another
_CODES = {"ph": PLACE, "sc": START, "ec": END}
_SILENT = ("cp", "sm", "em")  # characters that no text has, and where marks begin and end
Element = Any  # of xml.etree, which has to be read with care: it is never made here


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, and with which of its texts, if with one."""

    message: Any
    text: str = ""  #: what that is called


class UnfitError(ValueError):
    """A file of which nothing is taken: all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault.message) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Translation:
    """What a file says: what it was made from, and its targets by the ids of units; none where it has none."""

    origin: Origin
    targets: dict[str, tuple[Token, ...] | None]


def read(file: IO[bytes]) -> Translation:
    """Return what a file says; raises UnfitError for what is none of ours or too much."""
    root = _parsed(file)
    if root.tag != f"{XLIFF}xliff":
        raise _unfit(_l("This is no file for translators (XLIFF 2)."))
    found = next((one for one in root.iter(f"{XLIFF}file")), None)
    made_from = origin.read(found.get("original", "")) if found is not None else None
    if found is None or made_from is None:
        raise _unfit(
            _l("This file does not say what it was made from: it was not downloaded here, or it was damaged.")
        )
    languages = (root.get("srcLang", ""), made_from.source), (root.get("trgLang", ""), made_from.target)
    if any(said.lower().partition("-")[0] != meant for said, meant in languages):
        raise _unfit(_l("The languages of this file are not those that it was made for."))
    return Translation(made_from, {unit.get("id", ""): _target(unit) for unit in found.iter(f"{XLIFF}unit")})


def _parsed(file: IO[bytes]) -> Element:
    if len(file.read(LARGEST + 1)) > LARGEST:
        raise _unfit(_l("This file is larger than any that is made here."))
    file.seek(0)
    depth = count = 0
    root: Element = None
    try:
        for event, element in iterparse(file, ("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            count += event == "start"
            depth += 1 if event == "start" else -1
            if count > MOST or depth > DEEPEST:
                raise _unfit(_l("This file has more in it than any that is made here."))
    except DefusedXmlException as error:
        raise _unfit(_l("It declares a document type or entities, which nothing here reads.")) from error
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, UnfitError):
            raise
        raise _unfit(_l("This file cannot be read: it is damaged, or it is no XML.")) from error
    return root


def _target(unit: Element) -> tuple[Token, ...] | None:
    """Return the target of a unit, its segments in the order that they have in it; None where one has none."""
    pieces: list[tuple[int, tuple[Token, ...]]] = []
    for place, part in enumerate((one for one in unit if one.tag in (f"{XLIFF}segment", f"{XLIFF}ignorable")), 1):
        target = part.find(f"{XLIFF}target")
        if target is None and part.tag == f"{XLIFF}ignorable":
            target = part.find(f"{XLIFF}source")  # spaces between two segments
        if target is None:
            return None
        order = target.get("order", "")
        pieces.append((int(order) if order.isdecimal() and len(order) < 7 else place, tuple(_tokens(target))))
    return tuple(token for _place, tokens in sorted(pieces, key=lambda piece: piece[0]) for token in tokens)


def _tokens(element: Element) -> Iterator[Token]:
    """Yield the texts and codes in an element; of marks and of what is not known, what is in them."""
    if element.text:
        yield Token(TEXT, fit(element.text))
    for child in element:
        name = str(child.tag).removeprefix(XLIFF)
        key = child.get("id", "")
        if name == "pc":
            yield Token(START, key)
            yield from _tokens(child)
            yield Token(END, key)
        elif name in _CODES:
            yield Token(_CODES[name], child.get("startRef", key) if name == "ec" else key)
        elif name not in _SILENT:
            yield from _tokens(child)
        if child.tail:
            yield Token(TEXT, fit(child.tail))


def _unfit(message: Any) -> UnfitError:
    return UnfitError([Fault(message)])

"""The form of an entry as plain fields: read from a request, an entry, or what either of them once was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from ... import locales
from ...core import dates
from ...core.database import LARGEST_NUMBER
from ...core.errors import ContentError
from ...desk.forms import ids
from ..kind import Fact, Kind
from ..models import PRECISIONS, Edition, Entry

Fields = dict[str, str]  #: by the names of the form

COMMON = "facts"  #: the part of the form that is no language's
TOPICS = 3  # how many an entry may have
WORDS = ("title", "slug", "summary", "body")
DELIVERED_IN = (*locales.LOCALES, "nl", "de")
_TRUE = "1"
URL_LENGTH, LINE_LENGTH = 500, 200


def names(kind: Kind) -> list[str]:
    """Return the names of every field of a kind's form but its counters."""
    return [name for own in parts(kind).values() for name in own]


def common(kind: Kind) -> list[str]:
    """Return the names of the fields that both languages share."""
    facts = [f"fact-{fact.name}" for fact in kind.facts]
    return [*facts, *(f"topic-{place}" for place in range(1, TOPICS + 1)), "image", "date_precision"]


def of_words(kind: Kind, locale: str) -> list[str]:
    """Return the names of the fields of one language."""
    own = [*WORDS, *(f"detail-{fact.name}" for fact in kind.details), *(["document"] if kind.has_document else [])]
    return [f"{locale}-{name}" for name in own]


def parts(kind: Kind) -> dict[str, list[str]]:
    """Return the names of a kind's fields by part: what the languages share, and each language."""
    return {COMMON: common(kind)} | {locale: of_words(kind, locale) for locale in locales.LOCALES}


def typed(kind: Kind) -> Fields:
    """Return what was typed into the form that a request sends, without the bytes that no text has.

    A part that the form shows closed, for reading alone, is left out.
    """
    form = request.form
    closed = form.getlist("closed")
    wanted = [name for part, own in parts(kind).items() if part not in closed for name in own]
    lists = {f"fact-{fact.name}" for fact in kind.facts if fact.form == "languages"}
    found = {
        name: ",".join(form.getlist(name)) if name in lists else form.get(name, "").replace("\r\n", "\n")
        for name in wanted
    }
    found |= {f"{locale}-moment": form.get(f"{locale}-moment", "") for locale in locales.LOCALES}
    return {name: text.encode("utf-8", "ignore").decode().replace("\0", "") for name, text in found.items()}


def of_entry(kind: Kind, entry: Entry) -> Fields:
    """Return the fields as an entry fills them now."""
    facts = {fact.name: getattr(entry, fact.name) for fact in kind.facts}
    facts |= {"image_id": entry.image_id, "date_precision": entry.date_precision}
    found = of_facts(kind, {**facts, "topics": [link.topic_id for link in entry.topic_links]})
    for locale in locales.LOCALES:
        edition = entry.editions.get(locale)
        found |= of_edition(kind, edition) if edition else dict.fromkeys(of_words(kind, locale), "")
    return found


def of_edition(kind: Kind, edition: Edition) -> Fields:
    """Return one language's fields as an edition fills them now."""
    kept = {name: getattr(edition, name) for name in (*WORDS, "details")}
    return of_revision(kind, edition.locale, kept, edition.document_id)


def of_revision(kind: Kind, locale: str, words: Mapping[str, Any], document_id: int | None) -> Fields:
    """Return one language's fields as a revision's words fill them."""
    details = words.get("details") or {}
    found = {f"{locale}-{name}": str(words.get(name) or "") for name in WORDS}
    found |= {f"{locale}-detail-{fact.name}": str(details.get(fact.name) or "") for fact in kind.details}
    if kind.has_document:
        found[f"{locale}-document"] = str(document_id or "")
    return found


def of_facts(kind: Kind, facts: Mapping[str, Any]) -> Fields:
    """Return the common fields as facts fill them: an entry's, or those of a revision."""
    found = {f"fact-{fact.name}": _shown(fact, facts.get(fact.name)) for fact in kind.facts}
    topics = [str(topic_id) for topic_id in facts.get("topics", ())][:TOPICS]
    found |= {f"topic-{place}": topic for place, topic in enumerate([*topics, *[""] * (TOPICS - len(topics))], 1)}
    return {
        **found,
        "image": str(facts.get("image_id") or ""),
        "date_precision": str(facts.get("date_precision") or "day"),
    }


def _shown(fact: Fact, value: Any) -> str:
    if value is None or value is False:
        return ""
    if fact.form == "check":
        return _TRUE
    if fact.form == "moment":
        return dates.write(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return str(value)


def read_facts(kind: Kind, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (facts by column, faults by field) of what was typed."""
    facts: dict[str, Any] = {}
    faults: dict[str, Any] = {}
    for fact in kind.facts:
        name = f"fact-{fact.name}"
        try:
            facts[fact.name] = _read(fact, name, fields[name].strip())
        except ContentError as error:
            faults[name] = error.message
    precision = fields["date_precision"] or "day"
    if precision not in PRECISIONS:
        faults["date_precision"] = _l("Choose one of the list.")
    if not faults:
        faults = {f"fact-{name}": message for name, message in kind.check(facts).items()}
    return {**facts, "date_precision": precision}, faults


def _read(fact: Fact, name: str, text: str) -> Any:
    if fact.required and not text:
        raise ContentError(name, _l("This is needed."))
    if fact.form == "moment":
        return dates.read(name, text)
    if fact.form == "check":
        return bool(text)
    if fact.form == "number":
        return _number(name, text)
    if fact.form == "choice" and text and text not in (fact.options() if fact.options else ()):
        raise ContentError(name, _l("Choose one of the list."))
    if fact.form == "url" and text and not text.startswith(("https://", "http://")):
        raise ContentError(name, _l("An address is written whole, from “https” on."))
    if fact.form == "languages":
        return ",".join(code for code in DELIVERED_IN if code in text.split(","))
    if len(text) > (limit := URL_LENGTH if fact.form == "url" else LINE_LENGTH):
        raise ContentError(name, _l("This is longer than %(limit)d characters.", limit=limit))
    return " ".join(text.split())


def _number(name: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > LARGEST_NUMBER:
        raise ContentError(name, _l("This is no whole number."))
    return int(text)


def counters() -> Fields:
    """Return what a request says of the saves that its form began with."""
    counted = ("saves", *(f"{locale}-saves" for locale in locales.LOCALES))
    return {name: request.form.get(name, "")[:10] for name in counted}


def seen(counted: Mapping[str, str]) -> dict[str, int]:
    """Return the saves that a form began with, by part."""
    counted_by = {COMMON: "saves"} | {locale: f"{locale}-saves" for locale in locales.LOCALES}
    return {part: next(iter(ids([counted.get(name, "")])), 0) for part, name in counted_by.items()}

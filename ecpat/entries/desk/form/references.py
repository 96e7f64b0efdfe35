"""What the editor's dialogs offer: entries by words of their title, by an address, by id; languages of phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from .... import locales
from ....core.characters import folded
from ....core.database import db
from ....core.i18n import language_name
from ....desk import access
from ....web import forms
from ....web.feature import Route
from ... import kind
from ...findable import Findable
from ...models import Edition, Entry
from ...words import LENGTHS
from .. import rights
from ..list import pasted_address
from .states import WORDS, state_of

FOUND = 12  # entries of one answer
ASKED = 200  # ids of one question
PHRASES = (
    "ar", "de", "en", "es", "fa", "fr", "it", "la", "nl", "pl", "ps", "pt", "ro", "ru", "sq", "so", "ti", "tr", "uk",
)  # fmt: skip


def phrase_languages() -> list[tuple[str, str]]:
    """Return (code, name) of the languages that a phrase may be marked as, by their names."""
    return sorted(((code, language_name(code)) for code in PHRASES), key=lambda pair: folded(pair[1]))


def entries_json() -> Response:
    """Answer with the entries that `q` means (else the newest) or whose `id` is listed, as the person sees them."""
    found = select(Entry).options(
        selectinload(Entry.editions).load_only(
            Edition.entry_id,
            Edition.locale,
            Edition.title,
            Edition.published_at,
            Edition.updated_at,
            Edition.withdraw_at,
            Edition.has_copy,
        )
    )
    asked = request.args.get("id")
    ids = _meant(request.args.get("q", "").strip()) if asked is None else forms.ids(asked.split(",")[:ASKED])
    person = access.person()
    found = found.where(Entry.id.in_(ids), rights.readable(person, Entry))
    entries = {entry.id: entry for entry in db.session.scalars(found)}
    editions = rights.editions_of(person, entries.values())
    shown = [_described(entries[number], editions[number]) for number in ids if number in entries]
    response = jsonify(entries=shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _meant(asked: str) -> list[int]:
    """Return the ids of entries with an address (of this site or only its path), or with words in a title."""
    if pasted_address.is_address(asked):
        return pasted_address.ids_at(asked)
    editions = select(Edition.entry_id).join(Entry, Entry.id == Edition.entry_id)
    editions = editions.join(Findable, Findable.edition_id == Edition.id)
    editions = editions.where(Entry.deleted_at.is_(None), rights.readable(access.person(), Edition))
    for word in folded(asked).split()[:8]:
        editions = editions.where(Findable.title.contains(word, autoescape=True))
    editions = editions.order_by(Edition.updated_at.desc(), Edition.id.desc()).limit(FOUND * len(locales.LOCALES))
    return list(dict.fromkeys(db.session.scalars(editions)))[:FOUND]


def _described(entry: Entry, editions: Mapping[str, Edition]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": str(kind.get_kind(entry.kind).one),
        "titles": {locale: edition.title for locale, edition in editions.items()},
        "states": {locale: str(WORDS[state_of(edition)]) for locale, edition in editions.items()},
        "gone": entry.deleted_at is not None,
    }


GLOBALS = {"body_limits": LENGTHS, "phrase_languages": phrase_languages}
ROUTES = (Route("entries_json", "{entries}.json", entries_json),)

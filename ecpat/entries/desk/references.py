"""What the editor's dialogs offer: entries by words of their title, by an address, by id; languages of phrases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify, request
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ...core.database import db
from ...core.i18n import language_name
from ...desk import access
from ...web import forms
from ...web.feature import Route
from .. import kind
from ..models import Alias, Edition, Entry
from ..words import LENGTHS
from . import rights
from .states import WORDS, state_of

FOUND = 12  # entries of one answer
ASKED = 200  # ids of one question
_LOOSE = re.compile(r"oe|ae|[^bdfghjklmpqrtvwx0-9]")  # in a folded word: whatever may stand otherwise in a title
PHRASES = (
    "ar", "de", "en", "es", "fa", "fr", "it", "la", "nl", "pl", "ps", "pt", "ro", "ru", "sq", "so", "ti", "tr", "uk",
)  # fmt: skip


def phrase_languages() -> list[tuple[str, str]]:
    """Return (code, name) of the languages that a phrase may be marked as, by their names."""
    return sorted(((code, language_name(code)) for code in PHRASES), key=lambda pair: _folded(pair[1]))


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
    editions = select(Edition.entry_id, Edition.title).join(Entry, Entry.id == Edition.entry_id)
    editions = editions.where(Entry.deleted_at.is_(None), rights.readable(access.person(), Edition))
    editions = editions.order_by(Edition.updated_at.desc(), Edition.id.desc())
    if asked.startswith(("/", "https://", "http://")):
        slug = urlsplit(asked).path.rstrip("/").rpartition("/")[2].partition(".")[0]
        named = editions.where(Edition.entry_id.in_(select(Alias.entry_id).where(Alias.slug == slug)))
        return list(dict.fromkeys(entry_id for entry_id, _title in db.session.execute(named)))
    words = [_folded(word) for word in asked.split()[:8]]
    for word in words:
        editions = editions.where(Edition.title.ilike(f"%{_LOOSE.sub(_either, word)}%", escape="\\"))
    ids: dict[int, None] = {}
    for entry_id, title in db.session.execute(editions.execution_options(yield_per=100)):
        if all(word in _folded(title) for word in words):
            ids[entry_id] = None
        if len(ids) == FOUND:
            break
    return list(ids)


def _folded(text: str) -> str:
    """Return a text without accents and capitals, ligatures spelt out."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _either(letters: re.Match[str]) -> str:
    """Return a pattern of LIKE for letters that a title may write with an accent, or as one."""
    return "%" if len(letters[0]) > 1 else "_"


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

"""Out again: every entry as Markdown with front matter, every file, and all other facts as JSON.

Nothing in it depends on the numbers of rows: two exports of the same site are the same, to the letter.
"""

from __future__ import annotations

import json
import mimetypes
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ... import locales
from ...core.database import db
from ...entries import copies
from ...entries.kind import get_kind
from ...entries.models import Alias, Edition, Entry
from ...entries.queries import any_entry
from ...files.models import Asset
from ...files.pictures import storage
from ...topics.models import Topic
from . import facts, text

FORMAT = 1  # of the folder
_REFERENCE = re.compile(r'href="entry:(\d+)(?=[#"])')
_FILE = re.compile(r'(src|href)="asset:(\d+)"')


def write(folder: Path) -> dict[str, int]:
    """Write the site into an empty folder, and return how much there is of what."""
    keys = _keys()
    digests = {number: digest for number, digest in db.session.execute(select(Asset.id, Asset.digest))}  # noqa: C416
    topics = {number: key for number, key in db.session.execute(select(Topic.id, Topic.key))}  # noqa: C416
    names = _Names(keys, digests, topics)
    entries = 0
    for entry in _entries():
        place = folder / "entries" / keys[entry.id]
        place.mkdir(parents=True)
        _json(place / "entry.json", _facts_of(entry, names))
        for edition in entry.editions.values():
            (place / f"{edition.locale}.md").write_text(_page(edition, names), encoding="utf-8")
        entries += 1
    known = facts.files()
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for row in known:
        shutil.copyfile(storage().whole(row["digest"]), folder / "files" / file_name(row))
    _json(folder / "files.json", known)
    _json(folder / "site.json", {"format": FORMAT, **facts.site(names.place)})
    redirects = facts.redirects()
    _json(folder / "redirects.json", redirects)
    return {"entries": entries, "files": len(known), "redirects": len(redirects)}


def file_name(row: dict[str, Any]) -> str:
    """Return the name of a file in the folder."""
    return f"{row['digest']}{mimetypes.guess_extension(row['media_type']) or ''}"


def _entries() -> Iterator[Entry]:
    entry = any_entry()
    options = (selectinload(entry.editions).selectinload(Edition.document), selectinload(entry.topic_links))
    numbers = list(db.session.scalars(select(Entry.id).where(Entry.editions.any()).order_by(Entry.id)))
    for start in range(0, len(numbers), 100):
        some = select(entry).where(entry.id.in_(numbers[start : start + 100])).options(*options).order_by(entry.id)
        yield from db.session.scalars(some)
        db.session.expunge_all()


def _keys() -> dict[int, str]:
    """Return what stands for each entry: its kind and an address of its own."""
    rows = db.session.execute(select(Edition.entry_id, Edition.kind, Edition.locale, Edition.slug)).all()
    order = {locale: place for place, locale in enumerate(locales.LOCALES)}
    found: dict[int, str] = {}
    for number, kind, _locale, slug in sorted(rows, key=lambda row: (row[0], order.get(row[2], 9))):
        found.setdefault(number, f"{kind}/{slug}")
    return found


class _Names:
    """What stands for the numbers of rows."""

    def __init__(self, entries: dict[int, str], digests: dict[int, str], topics: dict[int, str]) -> None:
        self.entries, self.digests, self.topics = entries, digests, topics

    def body(self, html: str) -> str:
        """Return a body with names in the place of numbers."""
        html = _REFERENCE.sub(lambda found: f'href="entry:{self.entries.get(int(found[1]), "0")}', html)
        return _FILE.sub(lambda found: f'{found[1]}="asset:{self.digests.get(int(found[2]), "0")}"', html)

    def place(self, target: str) -> str:
        """Return a place of the menu with a name in the place of its number."""
        name, _colon, rest = target.partition(":")
        held: dict[int, str] = {"entry": self.entries, "topic": self.topics}.get(name, {})
        return f"{name}:{held.get(int(rest), '0')}" if held and rest.isdigit() else target


def _facts_of(entry: Entry, names: _Names) -> dict[str, Any]:
    kind = get_kind(entry.kind)
    aliases = db.session.scalars(select(Alias.slug).where(Alias.entry_id == entry.id).order_by(Alias.slug))
    found = {
        "kind": kind.name,
        "created_at": entry.created_at.isoformat(),
        "deleted_at": entry.deleted_at.isoformat() if entry.deleted_at else None,
        "date_precision": entry.date_precision,
        "role": entry.role,
        "kite_seed": entry.kite_seed,
        "image": names.digests.get(entry.image_id) if entry.image_id else None,
        "topics": [names.topics[number] for number in entry.topic_ids],
        "facts": {field.name: field.to_json(getattr(entry, field.name)) for field in kind.facts},
        "addresses": list(aliases),
    }
    if entry.has_copy:
        copy = dict(copies.facts_of(entry))
        image, topics = copy.pop("image_id"), copy.pop("topics")
        known = [names.topics[number] for number in topics if number in names.topics]
        found["copy"] = {**copy, "image": names.digests.get(image), "topics": known}
    return found


def _page(edition: Edition, names: _Names) -> str:
    """Return an edition as a file: its front matter is YAML, each value as JSON writes it, which is YAML too."""
    head: dict[str, Any] = {
        "title": edition.title,
        "slug": edition.slug,
        "summary": edition.summary,
        "published_at": edition.published_at.isoformat() if edition.published_at else None,
        "updated_at": edition.updated_at.isoformat(),
        "readers_words": edition.readers_words,
        "document": edition.document.digest if edition.document else None,
        "details": edition.details,
        "changes": edition.changes,
    }
    if edition.has_copy:
        copy = copies.words_of(edition)
        head["copy"] = {**copy, "body": text.to_markdown(names.body(copy["body"]))}
    more = {
        "withdraw_at": edition.withdraw_at and edition.withdraw_at.isoformat(),
        "update_at": edition.update_at and edition.update_at.isoformat(),
        "gone_note": edition.gone_note,
    }
    head |= {name: value for name, value in more.items() if value}
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items())
    return "---\n" + "\n".join(lines) + "\n---\n" + text.to_markdown(names.body(edition.body))


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")

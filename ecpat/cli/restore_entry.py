"""One entry of a backup, brought into the running site for somebody to look at: nothing of it is live by itself."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from .. import locales
from ..core.database import db
from ..entries import copies, service, updates
from ..entries.kind import get_kind
from ..entries.models import Alias, Edition, Entry
from ..entries.queries import any_entry
from ..entries.words import Words
from ..files import service as files
from ..files.models import Asset
from ..files.pictures import storage
from ..topics.models import Topic
from . import archive
from .archive import BackupError
from .dumps import dump_of

_NUMBERED = re.compile(r'"(entry|asset):([0-9]+)')
_SAID = ("alt", "caption", "credit")


def restore_entry(app: Flask, address: str, folder: Path) -> list[str]:
    """Bring the entry of an address from an unpacked backup; return what was done, a line each.

    Raises BackupError where the backup has no such entry, or where the site's own is in the bin.
    """
    kind, slug = _named(app, address)
    with dump_of(db.engine.url).opened(folder / archive.DATABASE) as url:
        engine = create_engine(url, hide_parameters=True)
        try:
            with Session(engine) as past:
                alias = past.get(Alias, (kind, slug))
                found = select(any_entry()).where(Entry.id == alias.entry_id) if alias else None
                entry = past.scalars(found).one_or_none() if found is not None else None
                if entry is None or not entry.editions:
                    raise BackupError(f"the backup has nothing at {address}")
                return _Restoring(past, entry, folder).run(slug)
        finally:
            engine.dispose()


def _named(app: Flask, address: str) -> tuple[str, str]:
    """Return the kind and the slug of an entry's address, whole or from its first slash on."""
    path = unquote(urlsplit(address).path).rstrip("/")
    try:
        endpoint, values = app.url_map.bind("").match(path)
    except HTTPException:
        endpoint, values = "", {}
    locale, _dot, rest = endpoint.partition(".")
    if locale not in locales.LOCALES or rest.partition(".")[2] != "show" or "slug" not in values:
        raise BackupError(f"{address} is the address of no entry, such as /fr/actualites/un-titre")
    return rest.partition(".")[0], str(values["slug"])


class _Restoring:
    """What is brought from one database (`past`) into the other."""

    def __init__(self, past: Session, entry: Entry, folder: Path) -> None:
        self._past, self._entry, self._folder = past, entry, folder
        self._told: list[str] = []

    def run(self, slug: str) -> list[str]:
        """Write the entry in the session, and say what became of it."""
        here = db.session.get(Alias, (self._entry.kind, slug))
        there = select(any_entry()).where(Entry.id == here.entry_id) if here else None
        entry = db.session.scalars(there).one_or_none() if there is not None else None
        if entry is None:
            entry = self._create()
        elif entry.deleted_at is not None:
            raise BackupError("this entry is in the bin: take it out there, at the desk")
        else:
            self._keep_facts(entry)
        for locale, edition in sorted(self._entry.editions.items()):
            if locale in locales.LOCALES:
                self._keep_words(entry, locale, edition)
                if edition.has_copy:
                    self._keep_copy(entry, locale, edition)
        return list(dict.fromkeys(self._told))

    def _facts(self) -> tuple[dict[str, Any], list[Topic]]:
        """Return the facts as columns, and those of the topics that are there."""
        kept = copies.facts_shown(self._entry)
        facts = {field.name: field.read(kept) for field in get_kind(self._entry.kind).facts}
        keys = [topic.key for topic in self._entry.topics]
        found = {topic.key: topic for topic in db.session.scalars(select(Topic).where(Topic.key.in_(keys)))}
        if gone := [key for key in keys if key not in found]:
            self._told.append(f"Topics that are no more: {', '.join(gone)}.")
        shared = {"image_id": self._file(self._entry.image), "date_precision": kept["date_precision"]}
        return {**facts, **shared}, [found[key] for key in keys if key in found]

    def _create(self) -> Entry:
        """Add the entry with its number, where that is free, and all addresses that nobody else has."""
        facts, topics = self._facts()
        old = self._entry
        largest = db.session.scalar(select(func.max(Entry.id))) or 0
        if old.id < largest and db.session.get(Entry, old.id) is None:
            facts["id"] = old.id  # links to it lead there again
        if old.role and db.session.scalar(select(Entry.id).where(Entry.role == old.role)) is None:
            facts["role"] = old.role
        facts |= {"created_at": old.created_at, "kite_seed": old.kite_seed}
        entry = service.create(get_kind(old.kind), topics=topics, **facts)
        for (slug,) in self._past.execute(select(Alias.slug).where(Alias.entry_id == old.id)):
            alias = db.session.get(Alias, (old.kind, slug))
            if alias is None:
                db.session.add(Alias(kind=old.kind, slug=slug, entry_id=entry.id))
            elif alias.entry_id is None:
                alias.entry_id = entry.id
        db.session.flush()
        self._told.append(f"It is a new entry, number {entry.id}.")
        return entry

    def _keep_facts(self, entry: Entry) -> None:
        """Keep the facts of the backup beside those that readers see, where they differ."""
        facts, topics = self._facts()
        fields = {field.name: field for field in get_kind(entry.kind).facts}
        said = {name: fields[name].to_json(value) if name in fields else value for name, value in facts.items()}
        if {**said, "topics": [topic.id for topic in topics]} == copies.facts_of(entry):
            return
        live = any(edition.live for edition in entry.editions.values())
        keep = updates.keep_facts if live else service.save_facts
        keep(entry, facts, topics)
        self._told.append(f"Its facts are {'changes that wait' if live else 'those of the backup'}.")

    def _keep_words(self, entry: Entry, locale: str, old: Edition) -> None:
        """Keep the words of the backup as a draft, or beside those that readers see."""
        document = self._file(old.document)
        asset = db.session.get(Asset, document) if document else None
        words: Words = {
            "title": old.title, "summary": old.summary, "body": self._body(old.body),
            "readers_words": old.readers_words, "details": dict(old.details or {}),
            "changes": list(old.changes or []),
        }  # fmt: skip
        edition = entry.editions.get(locale)
        if edition is not None:
            kept = copies.words_of(edition)
            if {**words, "document": asset.digest if asset else None} == {
                name: kept.get(name) for name in (*words, "document")
            }:
                self._told.append(f"{locale}: nothing differs.")
                return
        if edition is not None and edition.published_at is not None and not (edition.live or edition.withdrawn):
            self._told.append(f"{locale}: it is scheduled, and left as it is; make it a draft first.")
        elif edition is not None and edition.live:
            updates.keep_words(edition, words, slug=edition.slug, document=asset)
            self._told.append(f"{locale}: changes wait to be published.")
        else:
            alias = db.session.get(Alias, (entry.kind, old.slug))
            free = edition is None and (alias is None or alias.entry_id == entry.id)
            edition = service.save_words(entry, locale, words, slug=old.slug if free else "", document=asset)
            self._told.append(f"{locale}: a draft, “{edition.title}”.")

    def _keep_copy(self, entry: Entry, locale: str, old: Edition) -> None:
        """Keep the words that readers had not seen as the last version, which is a draft or waits as well."""
        edition = entry.editions[locale]
        if edition.published_at is not None and not (edition.live or edition.withdrawn):
            return
        kept = copies.words_of(old)
        document = self._file(copies.document_of(kept, old))
        asset = db.session.get(Asset, document) if document else None
        words: Words = {
            "title": kept["title"], "summary": kept["summary"], "body": self._body(kept["body"]),
            "readers_words": kept.get("readers_words", ""), "details": dict(kept["details"] or {}),
            "changes": list(kept.get("changes") or []),
        }  # fmt: skip
        if edition.live:
            updates.keep_words(edition, words, slug=edition.slug, document=asset)
        else:
            service.save_words(entry, locale, words, slug=edition.slug, document=asset)
        self._told.append(f"{locale}: its last version is what readers had not seen.")

    def _body(self, body: str) -> str:
        """Return a body that leads to the entries and shows the files that have other numbers here."""

        def numbered(found: re.Match[str]) -> str:
            name, number = found[1], int(found[2])
            new = self._target(number) if name == "entry" else self._file(self._past.get(Asset, number)) or 0
            return f'"{name}:{new}'

        return _NUMBERED.sub(numbered, body)

    def _target(self, number: int) -> int:
        """Return the number here of an entry of the backup: of its address, else its own unless another has it."""
        for kind, slug in self._past.execute(select(Alias.kind, Alias.slug).where(Alias.entry_id == number)):
            alias = db.session.get(Alias, (kind, slug))
            if alias is not None and alias.entry_id is not None:
                return alias.entry_id
        return 0 if db.session.get(Entry, number) else number

    def _file(self, old: Asset | None) -> int | None:
        """Return the number here of a file of the backup, which is added where nothing has its bytes."""
        if old is None:
            return None
        same = select(Asset).where(Asset.digest == old.digest).order_by(Asset.deleted_at.is_not(None), Asset.id)
        asset = db.session.scalar(same.limit(1))
        if asset is not None:
            if asset.deleted_at is not None:
                self._told.append(f"A file is in the bin: {asset.name}.")
            return asset.id
        path = self._folder / archive.place(old.digest)
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != old.digest:
            self._told.append(f"A file is not in the backup, or damaged there: {old.name}.")
            return None
        stored = files.Stored(
            storage().put(data), old.media_type, old.size, old.width or 0, old.height or 0,
            [page.text for page in old.pages], old.page_count, old.tagged, old.language, old.seconds,
        )  # fmt: skip
        asset = files.add(stored, old.name, by=None)
        asset.decorative, asset.focal_x, asset.focal_y = old.decorative, old.focal_x, old.focal_y
        asset.consent, asset.consent_until = old.consent, old.consent_until
        said = {locale: {name: getattr(words, name) for name in _SAID} for locale, words in old.words.items()}
        files.describe(asset, said, by=None)
        db.session.flush()
        self._told.append(f"A file is there again: {asset.name}.")
        return asset.id

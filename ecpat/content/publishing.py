"""Every write: the only way in. The caller commits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..extensions import db
from ..i18n import lazy_gettext as _l
from . import clock, richtext, slugs
from .assets import Asset
from .models import SLUG_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, Alias, Edition, Entry, Reference, Revision
from .registry import Kind

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class ContentError(ValueError):
    """What an editor wrote cannot be kept: which field, and why, in the editor's language."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(field)
        self.field, self.message = field, message


def create(kind: Kind, **facts: Any) -> Entry:
    """Add an entry of a kind, still without any edition."""
    entry = kind.model(**facts)
    db.session.add(entry)
    db.session.flush()
    return entry


def save(
    entry: Entry,
    locale: str,
    *,
    title: str,
    summary: str = "",
    body: str = "",
    slug: str = "",
    details: Mapping[str, str] | None = None,
    document: Asset | None = None,
) -> Edition:
    """Keep an entry's words in one language and the revision they make.

    An edition that does not exist yet begins as a draft. Without a slug, the title gives one, and a free one is
    found; a slug that was asked for and is taken raises ContentError, as do a missing or over-long title or summary.
    """
    title, summary = _one_line("title", title, TITLE_LENGTH), _one_line("summary", summary, SUMMARY_LENGTH)
    if not title:
        raise ContentError("title", _l("A title is needed."))
    edition = entry.editions.get(locale)
    words: dict[str, Any] = {
        "title": title,
        "summary": summary,
        "body": richtext.sanitise(_CONTROL.sub("", body)),
        "details": dict(details or {}),
        "slug": _claim(entry, slug, edition.slug if edition else "", title),
    }
    if edition is None:
        edition = Edition(locale=locale, kind=entry.kind, **words)
        entry.editions[locale] = edition
    else:
        for name, value in words.items():
            setattr(edition, name, value)
    edition.document = document
    _refer(edition)
    edition.updated_at = clock.now()
    edition.saves = (edition.saves or 0) + 1
    edition.revisions.append(Revision(words={**words, "document": document.digest if document else None}))
    entry.kite_seed = entry.kite_seed or words["slug"]
    db.session.flush()
    return edition


def publish(edition: Edition, at: datetime | None = None) -> None:
    """Make an edition live, now or at a moment; one ahead makes it scheduled."""
    edition.published_at = at or clock.now()
    db.session.flush()


def unpublish(edition: Edition) -> None:
    """Make an edition a draft again."""
    edition.published_at = None
    db.session.flush()


def discard(entry: Entry) -> None:
    """Put an entry into the bin: its addresses answer “removed”."""
    entry.deleted_at = clock.now()
    db.session.flush()


def restore(entry: Entry) -> None:
    """Take an entry out of the bin."""
    entry.deleted_at = None
    db.session.flush()


def destroy(entry: Entry) -> None:
    """Delete an entry for good; its addresses go on answering “removed”. ValueError unless it is in the bin."""
    if entry.deleted_at is None:
        raise ValueError("only an entry in the bin can be destroyed")
    db.session.delete(entry)
    db.session.flush()


def _refer(edition: Edition) -> None:
    """Keep which entries a body links to; links to what does not exist are no references."""
    wanted = set(db.session.scalars(select(Entry.id).where(Entry.id.in_(richtext.references(edition.body)))))
    kept = [reference for reference in edition.references if reference.entry_id in wanted]
    added = wanted - {reference.entry_id for reference in kept}
    edition.references = [*kept, *(Reference(entry_id=entry_id) for entry_id in sorted(added))]


def _one_line(field: str, text: str, limit: int) -> str:
    text = re.sub(r"[\r\n\t ]+", " ", _CONTROL.sub("", text)).strip(" ")
    if len(text) > limit:
        raise ContentError(field, _l("This is longer than %(limit)d characters.", limit=limit))
    return text


def _claim(entry: Entry, wanted: str, present: str, title: str) -> str:
    """Return the address an edition gets and make sure that it belongs to its entry."""
    if wanted:
        if len(wanted) > SLUG_LENGTH or not slugs.PATTERN.fullmatch(wanted):
            raise ContentError("slug", _l("An address has only the letters a to z, digits and hyphens."))
        if not _free(entry, wanted):
            raise ContentError(
                "slug", _l("This address is taken. Free is: %(slug)s", slug=_nearest_free(entry, wanted))
            )
        slug = wanted
    else:
        slug = present or _nearest_free(entry, slugs.slugify(title) or f"{entry.kind}-{entry.id}")
    if db.session.get(Alias, (entry.kind, slug)) is None:
        db.session.add(Alias(kind=entry.kind, slug=slug, entry_id=entry.id))
        db.session.flush()
    return slug


def _free(entry: Entry, slug: str) -> bool:
    held = db.session.execute(
        select(Alias.entry_id).where(Alias.kind == entry.kind, Alias.slug == slug)
    ).one_or_none()
    return held is None or held.entry_id == entry.id


def _nearest_free(entry: Entry, slug: str) -> str:
    number, free = 2, slug
    while not _free(entry, free):
        free = f"{slug[: SLUG_LENGTH - 5].rstrip('-')}-{number}"
        number += 1
    return free

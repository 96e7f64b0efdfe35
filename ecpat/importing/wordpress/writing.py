"""Writing what is planned: entries first, so that texts can name them, then their editions, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from flask_babel import force_locale
from sqlalchemy import select

from ...core import clock
from ...core.database import db
from ...core.errors import ContentError
from ...entries import bulk, service
from ...entries.models import Entry
from ...topics.models import Topic
from ...topics.service import rows
from ...web import urls
from ..journal import Journal
from ..report import Progress, Report
from .attachments import Files
from .documents import Documents
from .facts import facts_of
from .items import Item
from .plan import Group, Part, Plan
from .resolving import Resolver
from .states import changed, dated
from .survey import Keys
from .topics import Known, Name
from .words import slug_of, words_of
from .wxr import Export

BATCH = 50  # entries of one transaction
T = TypeVar("T")


def batches(things: Iterator[T]) -> Iterator[list[T]]:
    """Yield things in lists of what one transaction writes."""
    while batch := list(islice(things, BATCH)):
        yield batch


class Topics:
    """The topics of items, read anew after each transaction."""

    def __init__(self, found: dict[Name, Known]) -> None:
        self._ids = {name: topic.id for name, topic in found.items()}

    def of(self, group: Group) -> list[Topic]:
        """Return the topics of a group's items: those of categories before those of tags."""
        labels = [(label.domain, label.slug) for part in group.parts for label in part.item.labels]
        labels.sort(key=lambda name: {"category": 0, "post_tag": 1}.get(name[0], 2))
        ids = dict.fromkeys(self._ids[name] for name in labels if name in self._ids)
        return [topic for number in ids if (topic := db.session.get(Topic, number))]


def write_entries(
    plan: Plan, topics: dict[Name, Known], files: Files, journal: Journal, report: Report
) -> dict[str, int]:
    """Add the entries that are not here yet, and return the number of each by the keys of its items."""
    known = Topics(topics)
    db.session.commit()
    missing = (group for group in plan.groups if not _here(group, journal))
    for batch in batches(missing):
        db.session.scalars(rows()).all()  # in the session: no topic is asked for one by one
        new = [_new_entry(group, known, files, report) for group in batch]
        for group, entry in zip(batch, bulk.add_entries(new), strict=True):
            journal.note(f"group:{group.key}", f"entry:{entry.id}", saves=1)
        db.session.commit()
        db.session.expunge_all()
    numbers = {}
    for group in plan.groups:
        number = journal.number(f"group:{group.key}")
        keys = [group.key, *(part.key for part in group.parts)]
        number = number or next((found for key in keys if (found := journal.number(key))), None)
        numbers.update(dict.fromkeys((part.key for part in group.parts), number or 0))
    return {key: number for key, number in numbers.items() if number}


def _here(group: Group, journal: Journal) -> bool:
    return f"group:{group.key}" in journal or any(part.key in journal for part in group.parts)


def _new_entry(group: Group, topics: Topics, files: Files, report: Report) -> bulk.NewEntry:
    first = group.parts[0]
    facts: dict[str, Any] = facts_of(group.kind, first.item)
    if named := next((part.item.metas["_thumbnail_id"] for part in group.parts if _has_image(part.item)), ""):
        facts["image_id"] = files.picture(f"post:{named}")
        if facts["image_id"] is None:
            report.changed(first.key, first.item.title, "image-lost", named)
    binned = all(part.state.binned for part in group.parts)
    began = min((at for part in group.parts if (at := dated(part.item))), default=clock.now())
    return bulk.NewEntry(
        group.kind, began, facts, topics.of(group), slug_of(first, first.item.title), clock.now() if binned else None
    )


def _has_image(item: Item) -> bool:
    return item.metas.get("_thumbnail_id", "").isdigit()


def write_editions(
    export: Export,
    plan: Plan,
    documents: Documents,
    resolver: Resolver,
    journal: Journal,
    report: Report,
    progress: Progress,
) -> None:
    """Read the export once more and add each edition that is not here yet."""
    parts, keys = plan.parts(), Keys()
    done, total = 0, sum(key not in journal for key in parts)

    def wanted() -> Iterator[tuple[Group, Part, str]]:
        for thing in export.read():
            if not isinstance(thing, Item) or (key := keys.of(thing)) is None:
                continue
            if key in parts and key not in journal:
                yield (*parts[key], thing.body)

    for batch in batches(wanted()):
        _write_batch(batch, documents, resolver, journal, report)
        done += len(batch)
        progress("texts", done, total)


def _write_batch(
    batch: list[tuple[Group, Part, str]], documents: Documents, resolver: Resolver, journal: Journal, report: Report
) -> None:
    new, written = list[bulk.NewEdition](), list[tuple[Group, Part]]()
    for group, part, body in batch:
        try:
            with force_locale(part.locale):
                words = words_of(group, part, body, resolver, report)
        except ContentError as error:
            report.left_out(part.key, part.item.title, "refused", str(error.message))
            continue
        at, file = part.state.published_at, documents.get(part.key)
        new.append(
            bulk.NewEdition(
                resolver.entries[part.key], group.kind.name, part.locale, words, slug_of(part, words["title"]), at,
                _last_changed(part, at), (file, resolver.files.digests[file]) if file else None,
            )
        )  # fmt: skip
        written.append((group, part))
    for (_group, part), one, edition in zip(written, new, bulk.add_editions(new), strict=True):
        moment = edition.published_at.isoformat() if edition.published_at else ""
        journal.note(part.key, f"entry:{edition.entry_id}", edition.locale, saves=1, published_at=moment)
        live = edition.published_at is not None and edition.published_at <= clock.now() and not part.state.binned
        address = urls.url_of(f"{edition.kind}.show", edition.locale, slug=edition.slug) if live else ""
        report.taken(part.key, edition.title, f"entry:{edition.entry_id}", edition.locale, address)
        if part.state.note:
            report.changed(part.key, edition.title, part.state.note)
        if edition.slug != part.item.slug and (part.item.slug or edition.slug != one.slug):
            report.changed(part.key, edition.title, "slug", part.item.slug)
    db.session.commit()
    db.session.expunge_all()


def _last_changed(part: Part, at: datetime | None) -> datetime:
    """Return when an edition was last changed: as an export says, never ahead."""
    now = clock.now()
    return min(changed(part.item) or at or dated(part.item) or now, now)


def drop_empty(plan: Plan, journal: Journal) -> None:
    """Take entries away again of which no edition could be written."""
    numbers = [number for group in plan.groups if (number := journal.number(f"group:{group.key}"))]
    for start in range(0, len(numbers), 500):
        some = Entry.id.in_(numbers[start : start + 500])
        for entry in db.session.scalars(select(Entry).where(some, ~Entry.editions.any())):
            service.take_back(entry)
    db.session.commit()

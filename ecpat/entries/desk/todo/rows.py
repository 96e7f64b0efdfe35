"""What waits for somebody as the lists of the to-do show it: what it is called, and what is the matter with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from .... import locales
from ....core.database import db
from ....core.dates import today
from ....core.i18n import current_locale, format_day, language_name
from ....desk import access
from ....desk.audit.actions import name_of
from ....files.models import Asset
from ... import care
from ...kind import get_kind
from ...links import service as links
from ...links.models import LinkUse
from ...models import Edition, Entry
from ...outdated import Outdated
from ...queries import any_entry
from ...reviews import queries as reviews
from ...revisions import FactsRevision, Revision
from .. import rights, scheduled, titles
from . import queries


@dataclass(frozen=True)
class Row:
    """One thing that waits: what it is called, in which language, and what is the matter."""

    title: str
    locale: str  #: of its title
    kind: str  #: what it is, in words
    colour_of: Entry | None
    note: str
    path: str  #: where it can be worked on


def of_entries(note: Callable[[Entry], str], found: list[Entry]) -> list[Row]:
    """Return the rows of entries, each with its note."""
    whole = _whole(entry.id for entry in found)
    told = rights.editions_of(access.person(), whole.values())
    return [_row(entry, *titles.of(entry, told[entry.id]), note(entry)) for entry in (whole[one.id] for one in found)]


def of_reviews(found: list[Entry]) -> list[Row]:
    """Return the rows of entries with a review, which lead to it."""
    rows = of_entries(_reviewed, found)
    return [replace(row, path=url_for("desk.review", entry_id=one.id)) for row, one in zip(rows, found, strict=True)]


def _reviewed(entry: Entry) -> str:
    last = reviews.last_of(entry.id)
    assert last is not None
    if last.answered_at is None:
        return _("asked for by %(name)s, %(day)s", name=name_of(last.asked_by), day=format_day(last.asked_at))
    return _("returned by %(name)s, %(day)s", name=name_of(last.answered_by), day=format_day(last.answered_at))


def of_editions(notes: Callable[[list[Edition]], dict[int, str]], found: list[Edition]) -> list[Row]:
    """Return the rows of editions, with the notes that there are by edition."""
    whole, said = _whole(edition.entry_id for edition in found), notes(found)
    return [_row(whole[one.entry_id], one.title, one.locale, said[one.id]) for one in found]


def due_again(found: list[Entry]) -> list[Row]:
    """Return the rows of entries to look at again, each with its day; they lead to where that is said."""
    whole = _whole(entry.id for entry in found)
    told = rights.editions_of(access.person(), whole.values())
    days = care.review_days(list(whole.values()))
    rows = []
    for entry in (whole[one.id] for one in found):
        day = days[entry.id]
        row = _row(entry, *titles.of(entry, told[entry.id]), _("Since %(day)s", day=format_day(day)) if day else "")
        rows.append(replace(row, path=url_for("desk.care", entry_id=entry.id)))
    return rows


def of_pictures(note: Callable[[Asset], str], found: list[Asset]) -> list[Row]:
    """Return the rows of pictures, each with its note."""
    return [
        Row(one.name, current_locale(), _("File"), None, note(one), url_for("desk.file", asset_id=one.id))
        for one in found
    ]


def _row(entry: Entry, title: str, locale: str, note: str) -> Row:
    path = url_for("desk.entry", entry_id=entry.id)
    return Row(title, locale, str(get_kind(entry.kind).one), entry, note, path)


def _whole(ids: Iterable[int]) -> dict[int, Entry]:
    entry = any_entry()
    rows = db.session.scalars(
        select(entry)
        .where(entry.id.in_(tuple(ids)))
        .options(selectinload(entry.editions).defer(Edition.body), selectinload(entry.topic_links))
    )
    return {row.id: row for row in rows}


def missing(entry: Entry) -> str:
    """Return which languages an entry lacks."""
    names = [language_name(locale) for locale in locales.LOCALES if locale not in entry.editions]
    return str(_("Missing: %(languages)s", languages=", ".join(names)))


def thrown(entry: Entry) -> str:
    """Return since when an entry is in the bin."""
    assert entry.deleted_at is not None
    return str(_("Since %(day)s", day=format_day(entry.deleted_at)))


def lacking(entry: Entry) -> str:
    """Return what an event still lacks."""
    kind = get_kind(entry.kind)
    moment = getattr(entry, kind.when.key)
    if moment is None or entry.date_precision == "none":
        return str(_("No date"))
    empty = [str(field.label) for field in queries.wanted(kind) if not getattr(entry, field.name)]
    return str(_("%(day)s; missing: %(facts)s", day=format_day(moment), facts=", ".join(empty)))


def late(found: list[Edition]) -> dict[int, str]:
    """Return, by edition, since when each lags behind another language."""
    ids = [edition.id for edition in found]
    rows = db.session.execute(select(Outdated.edition_id, Outdated.since).where(Outdated.edition_id.in_(ids)))
    return {key: _("Another language changed on %(day)s", day=format_day(since)) for key, since in rows}


def saved(found: list[Edition]) -> dict[int, str]:
    """Return, by edition, when each was saved."""
    return {edition.id: _("Saved on %(day)s", day=format_day(edition.updated_at)) for edition in found}


def saved_last(found: list[Edition]) -> dict[int, str]:
    """Return, by edition, when its words or its entry's facts were saved last."""
    ids, entries = [edition.id for edition in found], [edition.entry_id for edition in found]
    words = select(Revision.edition_id, func.max(Revision.saved_at)).where(Revision.edition_id.in_(ids))
    facts = select(FactsRevision.entry_id, func.max(FactsRevision.saved_at))
    at = {key: at for key, at in db.session.execute(words.group_by(Revision.edition_id))}  # noqa: C416
    shared = facts.where(FactsRevision.entry_id.in_(entries)).group_by(FactsRevision.entry_id)
    both = {key: at for key, at in db.session.execute(shared)}  # noqa: C416
    days = {one.id: max(filter(None, (at.get(one.id), both.get(one.entry_id)))) for one in found}
    return {key: _("Saved on %(day)s", day=format_day(day)) for key, day in days.items()}


def when(found: list[Edition]) -> dict[int, str]:
    """Return, by edition, when each goes live, or changes."""
    return {edition.id: scheduled.moment_of(edition) for edition in found}


def lead_to(found: list[Edition]) -> dict[int, str]:
    """Return, by edition, what its links lead to that readers cannot see."""
    pairs = db.session.execute(queries.broken_targets([edition.id for edition in found])).all()
    whole = _whole(entry_id for _edition, entry_id in pairs)
    told = rights.editions_of(access.person(), whole.values())
    named: dict[int, list[str]] = {}
    for edition_id, entry_id in pairs:
        if entry_id not in whole:
            name = _("something deleted")
        elif told[entry_id]:
            name = titles.of(whole[entry_id], told[entry_id])[0]
        else:
            name = _("something that is not yours to read")
        named.setdefault(edition_id, []).append(name)
    return {key: _("Leads to: %(titles)s", titles="; ".join(names)) for key, names in named.items()}


def dead(found: list[Edition]) -> dict[int, str]:
    """Return, by edition, the addresses of other sites that it links to and that are broken."""
    ids = [edition.id for edition in found]
    named: dict[int, list[str]] = {}
    for edition_id, url in db.session.execute(links.broken().where(LinkUse.edition_id.in_(ids))):
        named.setdefault(edition_id, []).append(url)
    return {key: ", ".join(urls) for key, urls in named.items()}


def undescribed(asset: Asset) -> str:
    """Return in which languages a picture lacks a description."""
    names = [language_name(one) for one in locales.LOCALES if one not in asset.words or not asset.words[one].alt]
    return str(_("No description: %(languages)s", languages=", ".join(names)))


def until(asset: Asset) -> str:
    """Return when the consent for a picture ends, or ended."""
    assert asset.consent_until is not None
    day = format_day(asset.consent_until)
    if asset.consent_until < today():
        return str(_("Ran out on %(day)s", day=day))
    return str(_("Until %(day)s", day=day))

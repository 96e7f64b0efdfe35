"""What waits for somebody: how much of each matter, and a list of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload
from werkzeug.routing import BuildError

from .. import clock, locales
from ..content import upkeep
from ..content.assets import Asset
from ..content.models import Edition, Entry
from ..content.outdated import Outdated
from ..content.queries import any_entry
from ..content.registry import get_kind
from ..extensions import db
from ..i18n import current_locale, format_day, format_hour, language_name, local, mark
from ..i18n import gettext as _
from ..i18n import lazy_gettext as _l
from . import view
from .paging import Page
from .routes import Route

mark("url", "to-do")
mark("url", "untranslated")
mark("url", "outdated")
mark("url", "drafts-to-finish")
mark("url", "going-live")
mark("url", "in-the-bin")
mark("url", "events-to-complete")
mark("url", "broken-links")
mark("url", "pictures-to-describe")
mark("url", "consents")

SOON = 5  # scheduled editions on the overview


@dataclass(frozen=True)
class Row:
    """One thing that waits: what it is called, in which language, and what is the matter."""

    title: str
    locale: str  #: of its title
    kind: str  #: what it is, in words
    colour_of: Entry | None
    note: str
    path: str | None  #: where it can be worked on


@dataclass(frozen=True)
class Matter:
    """Something to do: its page, what to call it, why it matters, what it concerns, and a row of its list."""

    endpoint: str
    task: Any
    title: Any
    reason: Any
    found: Callable[[], Select[Any]]
    rows: Callable[[list[Any]], list[Row]]


def entry_path(entry_id: int) -> str | None:
    """Return where an entry is written; None where the desk has no form for it."""
    try:
        return url_for("desk.entry", entry_id=entry_id)
    except BuildError:
        return None


def _of_entries(note: Callable[[Entry], str], found: list[Entry]) -> list[Row]:
    here = current_locale()
    whole = _whole(entry.id for entry in found)
    rows = []
    for entry in (whole[one.id] for one in found):
        edition = entry.editions.get(here) or next(iter(entry.editions.values()), None)
        title, locale = (edition.title, edition.locale) if edition else ("–", here)
        rows.append(Row(title, locale, str(get_kind(entry.kind).one), entry, note(entry), entry_path(entry.id)))
    return rows


def _of_editions(notes: Callable[[list[Edition]], dict[int, str]], found: list[Edition]) -> list[Row]:
    whole, said = _whole(edition.entry_id for edition in found), notes(found)
    return [
        Row(
            one.title, one.locale, str(get_kind(one.kind).one), whole[one.entry_id], said[one.id],
            entry_path(one.entry_id),
        )
        for one in found
    ]  # fmt: skip


def _whole(ids: Iterable[int]) -> dict[int, Entry]:
    entry = any_entry()
    rows = db.session.scalars(
        select(entry)
        .where(entry.id.in_(tuple(ids)))
        .options(selectinload(entry.editions).defer(Edition.body), selectinload(entry.topic_links))
    )
    return {row.id: row for row in rows}


def _missing(entry: Entry) -> str:
    names = [language_name(locale) for locale in locales.LOCALES if locale not in entry.editions]
    return str(_("Missing: %(languages)s", languages=", ".join(names)))


def _thrown(entry: Entry) -> str:
    assert entry.deleted_at is not None
    return str(_("Since %(day)s", day=format_day(entry.deleted_at)))


def _lacking(entry: Entry) -> str:
    kind = get_kind(entry.kind)
    moment = getattr(entry, kind.when.key)
    if moment is None or entry.date_precision == "none":
        return str(_("No date"))
    names = {fact.name: str(fact.label) for fact in kind.facts}
    empty = [names[name] for name in upkeep.wanting(kind) if not getattr(entry, name)]
    return str(_("%(day)s; missing: %(facts)s", day=format_day(moment), facts=", ".join(empty)))


def _late(found: list[Edition]) -> dict[int, str]:
    ids = [edition.id for edition in found]
    rows = db.session.execute(select(Outdated.edition_id, Outdated.since).where(Outdated.edition_id.in_(ids)))
    return {key: _("Another language changed on %(day)s", day=format_day(since)) for key, since in rows}


def _saved(found: list[Edition]) -> dict[int, str]:
    return {edition.id: _("Saved on %(day)s", day=format_day(edition.updated_at)) for edition in found}


def _when(found: list[Edition]) -> dict[int, str]:
    moments = {edition.id: edition.published_at for edition in found if edition.published_at}
    return {key: _("%(day)s, %(hour)s", day=format_day(at), hour=format_hour(at)) for key, at in moments.items()}


def _lead_to(found: list[Edition]) -> dict[int, str]:
    pairs = db.session.execute(upkeep.broken_targets([edition.id for edition in found])).all()
    here = current_locale()
    whole = _whole(entry_id for _edition, entry_id in pairs)
    named: dict[int, list[str]] = {}
    for edition_id, entry_id in pairs:
        entry = whole.get(entry_id)
        edition = entry and (entry.editions.get(here) or next(iter(entry.editions.values()), None))
        named.setdefault(edition_id, []).append(edition.title if edition else _("something deleted"))
    return {key: _("Leads to: %(titles)s", titles="; ".join(titles)) for key, titles in named.items()}


def _of_pictures(note: Callable[[Asset], str], found: list[Asset]) -> list[Row]:
    return [Row(one.name, current_locale(), _("File"), None, note(one), _file_path(one.id)) for one in found]


def _file_path(asset_id: int) -> str | None:
    try:
        return url_for("desk.file", asset_id=asset_id)
    except BuildError:
        return None


def _undescribed(asset: Asset) -> str:
    names = [language_name(one) for one in locales.LOCALES if one not in asset.words or not asset.words[one].alt]
    return str(_("No description: %(languages)s", languages=", ".join(names)))


def _until(asset: Asset) -> str:
    assert asset.consent_until is not None
    day = format_day(asset.consent_until)
    if asset.consent_until < local(clock.now()).date():
        return str(_("Ran out on %(day)s", day=day))
    return str(_("Until %(day)s", day=day))


MATTERS = (
    Matter(
        "untranslated", _l("Translate"), _l("Not in every language"),
        _l("Readers of the other language are told honestly that it is not in theirs."),
        upkeep.untranslated, partial(_of_entries, _missing),
    ),
    Matter(
        "outdated", _l("Bring a translation up to date"), _l("Translations out of date"),
        _l("The other language has changed since. Saving the translation, even as it is, says that it was checked."),
        upkeep.outdated, partial(_of_editions, _late),
    ),
    Matter(
        "drafts", _l("Finish a draft"), _l("Drafts"), _l("No reader sees them yet."),
        upkeep.drafts, partial(_of_editions, _saved),
    ),
    Matter(
        "unfinished", _l("Complete an event"), _l("Events to complete"),
        _l("They have no date, or come within three months and readers cannot yet register."),
        upkeep.unfinished, partial(_of_entries, _lacking),
    ),
    Matter(
        "broken_links", _l("Mend a link"), _l("Broken links"),
        _l("They lead to something that readers cannot see now: the words stay, without a link."),
        upkeep.broken_links, partial(_of_editions, _lead_to),
    ),
    Matter(
        "undescribed", _l("Describe a picture"), _l("Pictures without a description"),
        _l("People who do not see the picture hear its description instead."),
        upkeep.undescribed_pictures, partial(_of_pictures, _undescribed),
    ),
    Matter(
        "consents", _l("Renew a consent"), _l("Consents that run out"),
        _l("The people shown have agreed until that day only: ask again, or take the picture away."),
        lambda: upkeep.ending_consents(local(clock.now()).date()), partial(_of_pictures, _until),
    ),
)  # fmt: skip
LIVE_SOON = Matter(
    "going_live", _l("Scheduled"), _l("Live soon"), _l("They go live by themselves at that moment."),
    upkeep.scheduled, partial(_of_editions, _when),
)  # fmt: skip
BIN = Matter(
    "binned", _l("In the bin"), _l("In the bin"), _l("Their addresses answer that the page was removed."),
    upkeep.binned, partial(_of_entries, _thrown),
)  # fmt: skip


def panels() -> dict[str, Any]:
    """Return what the overview tells beside its table: what there is to do, what goes live, what is in the bin."""
    counts = [(f"desk.{one.endpoint}", one.task, _count(one.found())) for one in MATTERS]
    lines = _count(upkeep.unchecked_lines(local(clock.now()).date()))
    counts.append(("desk.helplines", _l("Check a help line"), lines))
    soon = LIVE_SOON.rows(list(db.session.scalars(upkeep.scheduled().limit(SOON))))
    return {
        "tasks": [task for task in counts if task[2]],
        "soon": soon,
        "scheduled": _count(upkeep.scheduled()),
        "binned": _count(upkeep.binned()),
    }


def _count(found: Select[Any]) -> int:
    return db.session.scalar(upkeep.counted(found)) or 0


def _list(matter: Matter) -> Response:
    """Show the list of a matter."""
    page = Page.of(matter.found())
    return view.render("todo.html", matter=matter, page=page, rows=matter.rows(page.rows))


_PATHS = {
    "untranslated": "{to-do}/{untranslated}",
    "outdated": "{to-do}/{outdated}",
    "drafts": "{to-do}/{drafts-to-finish}",
    "unfinished": "{to-do}/{events-to-complete}",
    "broken_links": "{to-do}/{broken-links}",
    "undescribed": "{to-do}/{pictures-to-describe}",
    "consents": "{to-do}/{consents}",
    "going_live": "{to-do}/{going-live}",
    "binned": "{to-do}/{in-the-bin}",
}
ROUTES = tuple(Route(one.endpoint, _PATHS[one.endpoint], partial(_list, one)) for one in (*MATTERS, LIVE_SOON, BIN))

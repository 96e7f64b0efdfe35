"""The list of entries: narrowed, ordered, in pages, with the state of every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as WerkzeugResponse

from .... import locales
from ....accounts.models import Person
from ....core.database import db
from ....core.i18n import current_locale
from ....desk import access, layout
from ....desk.pagination import Page
from ....topics import service as topics
from ....web.feature import MAIN, Link, Route
from ....web.pagination import counted
from ...findable import Findable
from ...kind import all_kinds
from ...models import Edition, Entry
from ...outdated import Outdated
from .. import rights, titles
from ..form.states import WORDS as STATE_WORDS
from . import filters, pasted_address
from .filters import Filters

SIZE = 50  # entries on a page
KEPT = "list"  # of the session: the query of the list that was seen last


@dataclass(frozen=True)
class Row:
    """An entry as the table shows it, its title in a language that it has."""

    entry: Entry
    title: str
    locale: str
    editions: Mapping[str, Edition]  #: those that the person may read
    late: frozenset[str]  #: the languages that lag behind another
    changed_at: datetime
    by: Person | None  #: who saved last
    mine: bool  #: whether the person may open it


def entries() -> WerkzeugResponse:
    """Show the entries that the person may read and that fit; an address leads to what it is of."""
    query, person = Filters.of(request.args), access.person()
    if path := pasted_address.led_to(query.q):
        return redirect(path)
    every = _count(Filters(), person)
    page = Page.of_ids(query.ordered(query.found(person)), SIZE, rows, None if query.narrows else every)
    session[KEPT] = request.query_string.decode("ascii", "replace")[:500]
    return layout.render(
        "entries/desk/list.html", listing=page, query=query, states=filters.STATES, views=_views(person, every),
        ones={kind.name: str(kind.one) for kind in all_kinds()},
        state_words={name: str(word) for name, word in STATE_WORDS.items()},  # said a hundred times on a page
        people=[(one.id, _("You") if one.id == person.id else one.name) for one in filters.people()],
        topics=topics.labels(current_locale()), sections=[(kind.name, kind.label) for kind in all_kinds()],
        size=SIZE, addressed=pasted_address.is_address(query.q),
    )  # fmt: skip


def bin_view() -> WerkzeugResponse:
    """Show the bin, what was put there last first."""
    found = select(Entry.id).where(Entry.deleted_at.is_not(None), rights.readable(access.person(), Entry))
    page = Page.of_ids(found.order_by(Entry.deleted_at.desc(), Entry.id.desc()), SIZE, rows)
    return layout.render("entries/desk/bin.html", listing=page)


def back() -> str:
    """Return the path of the list as it was seen last."""
    query = session.get(KEPT, "")
    return url_for("desk.entries") + (f"?{query}" if query else "")


def rows(ids: list[int]) -> list[Row]:
    """Read entries as rows, in the order of their ids."""
    if not ids:
        return []
    loaded = (
        select(Entry)
        .where(Entry.id.in_(ids))
        .options(
            selectinload(Entry.editions).load_only(
                Edition.entry_id,
                Edition.locale,
                Edition.title,
                Edition.published_at,
                Edition.withdraw_at,
                Edition.updated_at,
                Edition.has_copy,
            ),
            selectinload(Entry.topic_links),
        )
    )
    shown = sorted(db.session.scalars(loaded), key=lambda entry: ids.index(entry.id))
    person = access.person()
    own = rights.own_of(person, shown)
    told = rights.whole_or_live(shown, own)
    numbers = [edition.id for editions in told.values() for edition in editions.values()]
    late = set(db.session.scalars(select(Outdated.edition_id).where(Outdated.edition_id.in_(numbers))))
    saved = select(Findable.edition_id, Person).join(Person, Person.id == Findable.person_id)
    people = {row[0]: row[1] for row in db.session.execute(saved.where(Findable.edition_id.in_(numbers)))}
    return [_row(entry, told[entry.id], late, people, entry.id in own or rights.is_whole(entry)) for entry in shown]


def _row(
    entry: Entry, editions: Mapping[str, Edition], late: set[int], people: Mapping[int, Person], mine: bool
) -> Row:
    title, locale = titles.of(entry, editions)
    last = max(editions.values(), key=lambda edition: edition.updated_at, default=None)
    behind = frozenset(code for code, edition in editions.items() if edition.id in late)
    changed_at, by = (last.updated_at, people.get(last.id)) if last else (entry.created_at, None)
    return Row(entry, title, locale, editions, behind, changed_at, by, mine)


def _views(person: Person, total: int) -> list[tuple[Filters, int]]:
    """Return the lists that are asked for most, and how much is in each; all entries apart."""
    late, draft = Filters(state="late"), Filters(state="draft")
    counts = filters.lacking(person, total)
    lacking = ((Filters(language=f"{filters.LACKING}{one}"), counts[one]) for one in locales.LOCALES)
    return [(late, _count(late, person)), *lacking, (draft, _count(draft, person))]


def _count(query: Filters, person: Person) -> int:
    return db.session.scalar(counted(query.found(person))) or 0


GLOBALS = {"list_of_entries": back}
ROUTES = (
    Route("entries", "{entries}/", entries, link=Link(MAIN, 10, _l("Entries"))),
    Route("bin", "{entries}/{bin}/", bin_view),
)

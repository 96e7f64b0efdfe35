"""What waits for somebody: how much of each matter, and a list of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from ....core.database import db
from ....core.dates import today
from ....desk import access, layout
from ....desk.pagination import Page
from ....files.models import Asset
from ....web.feature import Route
from ....web.pagination import counted
from ...models import Edition, Entry
from .. import rights, scheduled
from . import queries, rows
from .rows import Row

SOON = 5  # scheduled editions on the overview
FIRST = 4  # rows of a matter there


@dataclass(frozen=True)
class Matter:
    """Something to do: its page, the word for doing it, what it is called, why it matters, and the rows of its list.

    It concerns what is `found`, of which a person is told what they may read.
    """

    endpoint: str
    path: str
    act: Any
    title: Any
    reason: Any
    model: rights.Readable
    found: Callable[[], Select[Any]]
    rows: Callable[[list[Any]], list[Row]]

    def for_person(self) -> Select[Any]:
        """Select what the person who asks is told of."""
        return self.found().where(rights.readable(access.person(), self.model))


IN_REVIEW = Matter(
    "in_review", "{to-do}/{to-review}", _l("Review"), _l("To review"),
    _l("Somebody asks for them to be read before readers see them."),
    Entry, lambda: queries.in_review(access.person()), rows.of_reviews,
)  # fmt: skip
MATTERS = (
    IN_REVIEW,
    Matter(
        "unready", "{to-do}/{scheduled-not-ready}", _l("Settle it"), _l("Scheduled, and not ready"),
        _l("They go live at their moment all the same. Settle what is named, or choose another moment."),
        Edition, queries.unready, partial(rows.of_editions, scheduled.notes),
    ),
    Matter(
        "returned", "{to-do}/{returned}", _l("Resume"), _l("Returned to you"),
        _l("Their review came back with something to do."),
        Entry, lambda: queries.returned(access.person()), rows.of_reviews,
    ),
    Matter(
        "untranslated", "{to-do}/{untranslated}", _l("Translate"), _l("Not in every language"),
        _l("Readers of the other language are told honestly that it is not in theirs."),
        Entry, queries.untranslated, partial(rows.of_entries, rows.missing),
    ),
    Matter(
        "outdated", "{to-do}/{outdated}", _l("Bring up to date"), _l("Translations out of date"),
        _l("The other language has changed since. Saving the translation, even as it is, says that it was checked."),
        Edition, queries.outdated, partial(rows.of_editions, rows.late),
    ),
    Matter(
        "drafts", "{to-do}/{drafts-to-finish}", _l("Finish"), _l("Drafts"), _l("No reader sees them yet."),
        Edition, queries.drafts, partial(rows.of_editions, rows.saved),
    ),
    Matter(
        "changes", "{to-do}/{changes-waiting}", _l("Publish"), _l("Changes waiting"),
        _l("They were saved and readers do not see them yet."),
        Edition, queries.changed, partial(rows.of_editions, rows.saved_last),
    ),
    Matter(
        "due_again", "{to-do}/{to-look-at-again}", _l("Look at it"), _l("To look at again"),
        _l("Their day has come. Read them, change what is no longer so, or say that they are right."),
        Entry, lambda: queries.due_again(access.person(), today()), rows.due_again,
    ),
    Matter(
        "unfinished", "{to-do}/{events-to-complete}", _l("Complete"), _l("Events to complete"),
        _l("They have no date, or come within three months and readers cannot yet register."),
        Entry, queries.unfinished, partial(rows.of_entries, rows.lacking),
    ),
    Matter(
        "broken_links", "{to-do}/{broken-links}", _l("Mend"), _l("Broken links"),
        _l("They lead to something that readers cannot see now: the words stay, without a link."),
        Edition, queries.broken_links, partial(rows.of_editions, rows.lead_to),
    ),
    Matter(
        "dead_links", "{to-do}/{dead-links}", _l("Mend"), _l("Links to other sites that are broken"),
        _l("They did not answer on two days or more. Find where the page is now, or take the link out."),
        Edition, lambda: queries.dead_links(access.person()), partial(rows.of_editions, rows.dead),
    ),
    Matter(
        "undescribed", "{to-do}/{pictures-to-describe}", _l("Describe"),
        _l("Pictures without a description"),
        _l("People who do not see the picture hear its description instead."),
        Asset, queries.undescribed_pictures, partial(rows.of_pictures, rows.undescribed),
    ),
    Matter(
        "consents", "{to-do}/{consents}", _l("Renew"), _l("Consents that run out"),
        _l("The people shown agree until that day; then no page shows the picture. Ask them again, or delete it."),
        Asset, lambda: queries.ending_consents(today()), partial(rows.of_pictures, rows.until),
    ),
)  # fmt: skip
LIVE_SOON = Matter(
    "going_live", "{to-do}/{going-live}", _l("Open"), _l("Live soon"),
    _l("They go live by themselves at that moment."),
    Edition, queries.scheduled, partial(rows.of_editions, rows.when),
)  # fmt: skip
BIN = Matter(
    "binned", "{to-do}/{in-the-bin}", _l("Open"), _l("In the bin"),
    _l("Their addresses answer that there is no such page."),
    Entry, queries.binned, partial(rows.of_entries, rows.thrown),
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """What waits of a matter: how much there is, and the first rows of its list."""

    matter: Matter
    count: int
    rows: list[Row]


def sections() -> list[Section]:
    """Return what waits for the person who asks, by matter; of what does not, that there is nothing to review."""
    stays = IN_REVIEW if access.person().may(rights.PUBLISHES) else None
    found = (_section(one, FIRST) for one in MATTERS)
    return [section for section in found if section.count or section.matter is stays]


def going_live() -> Section:
    """Return what goes live by itself."""
    return _section(LIVE_SOON, SOON)


def count_binned() -> int:
    """Return how much is in the bin."""
    return db.session.scalar(counted(BIN.for_person())) or 0


def _section(matter: Matter, size: int) -> Section:
    """Return what waits of a matter, counted and found in one statement, which costs more than reading the rows."""
    cut = matter.for_person().with_only_columns(matter.model.id, func.count().over(), maintain_column_froms=True)
    first = db.session.execute(cut.limit(size)).all()
    if not first:
        return Section(matter, 0, [])
    found: Any = select(matter.model).where(matter.model.id.in_([row[0] for row in first]))
    read = {one.id: one for one in db.session.scalars(found)}
    return Section(matter, first[0][1], matter.rows([read[row[0]] for row in first]))


def _list(matter: Matter) -> Response:
    """Show the list of a matter."""
    page = Page.of(matter.for_person())
    return layout.render("entries/desk/todo.html", matter=matter, page=page, rows=matter.rows(page.rows))


ROUTES = tuple(Route(one.endpoint, one.path, partial(_list, one)) for one in (*MATTERS, LIVE_SOON, BIN))

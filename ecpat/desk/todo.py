"""What waits for somebody: how much of each matter, and a list of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response
from sqlalchemy import Select

from ..content import upkeep
from ..content.moments import today
from ..extensions import db
from ..i18n import lazy_gettext as _l
from ..i18n import mark
from . import access, mail, todo_rows, view
from .paging import Page
from .routes import Route
from .todo_rows import Row

mark("url", "to-do")

SOON = 5  # scheduled editions on the overview


@dataclass(frozen=True)
class Matter:
    """Something to do: its page, what to call it, why it matters, what it concerns, and the rows of its list."""

    endpoint: str
    word: str  #: of its path
    task: Any
    title: Any
    reason: Any
    found: Callable[[], Select[Any]]
    rows: Callable[[list[Any]], list[Row]]


MATTERS = (
    Matter(
        "untranslated", mark("url", "untranslated"), _l("Translate"), _l("Not in every language"),
        _l("Readers of the other language are told honestly that it is not in theirs."),
        upkeep.untranslated, partial(todo_rows.of_entries, todo_rows.missing),
    ),
    Matter(
        "outdated", mark("url", "outdated"), _l("Bring a translation up to date"), _l("Translations out of date"),
        _l("The other language has changed since. Saving the translation, even as it is, says that it was checked."),
        upkeep.outdated, partial(todo_rows.of_editions, todo_rows.late),
    ),
    Matter(
        "drafts", mark("url", "drafts-to-finish"), _l("Finish a draft"), _l("Drafts"), _l("No reader sees them yet."),
        upkeep.drafts, partial(todo_rows.of_editions, todo_rows.saved),
    ),
    Matter(
        "unfinished", mark("url", "events-to-complete"), _l("Complete an event"), _l("Events to complete"),
        _l("They have no date, or come within three months and readers cannot yet register."),
        upkeep.unfinished, partial(todo_rows.of_entries, todo_rows.lacking),
    ),
    Matter(
        "broken_links", mark("url", "broken-links"), _l("Mend a link"), _l("Broken links"),
        _l("They lead to something that readers cannot see now: the words stay, without a link."),
        upkeep.broken_links, partial(todo_rows.of_editions, todo_rows.lead_to),
    ),
    Matter(
        "undescribed", mark("url", "pictures-to-describe"), _l("Describe a picture"),
        _l("Pictures without a description"),
        _l("People who do not see the picture hear its description instead."),
        upkeep.undescribed_pictures, partial(todo_rows.of_pictures, todo_rows.undescribed),
    ),
    Matter(
        "consents", mark("url", "consents"), _l("Renew a consent"), _l("Consents that run out"),
        _l("The people shown have agreed until that day only: ask again, or take the picture away."),
        lambda: upkeep.ending_consents(today()), partial(todo_rows.of_pictures, todo_rows.until),
    ),
)  # fmt: skip
LIVE_SOON = Matter(
    "going_live", mark("url", "going-live"), _l("Scheduled"), _l("Live soon"),
    _l("They go live by themselves at that moment."),
    upkeep.scheduled, partial(todo_rows.of_editions, todo_rows.when),
)  # fmt: skip
BIN = Matter(
    "binned", mark("url", "in-the-bin"), _l("In the bin"), _l("In the bin"),
    _l("Their addresses answer that the page was removed."),
    upkeep.binned, partial(todo_rows.of_entries, todo_rows.thrown),
)  # fmt: skip


def panels() -> dict[str, Any]:
    """Return what the overview tells beside its table: what there is to do, what goes live, what is in the bin."""
    counts = [(f"desk.{one.endpoint}", one.task, _count(one.found())) for one in MATTERS]
    lines = _count(upkeep.unchecked_lines(today()))
    counts.append(("desk.helplines", _l("Check a help line"), lines))
    if (person := access.person()).may("administrator"):
        counts.append(("desk.people", _l("Send a mail again"), _count(mail.failed_of(person))))
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


ROUTES = tuple(
    Route(one.endpoint, f"{{to-do}}/{{{one.word}}}", partial(_list, one)) for one in (*MATTERS, LIVE_SOON, BIN)
)

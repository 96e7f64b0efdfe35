"""What this process changed itself, so that the index need not be compared with the whole database after each change.

A hint is only ever an entry too many. Where it is not known what a generation changed (another process made it, a
text fell due, a statement changed many rows at once), everything is compared.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ..core.generation import Content, Generation
from ..entries.models import Alias, AssetUse, Edition, Entry, Revision
from ..files.models import AssetWords
from ..helplines.models import HelpLine, HelpLineWords
from ..site.menu_models import MenuItem, MenuItemWords
from ..site.redirects import Redirect
from ..terms.models import HelpPhrase, ThesaurusTerm
from ..texts.models import SiteText
from ..topics.models import EntryTopic, TopicAlias, TopicLabel

_UNSEARCHED = (
    Alias, AssetUse, AssetWords, HelpLine, HelpLineWords, HelpPhrase, MenuItem, MenuItemWords, Redirect, Revision,
    SiteText, ThesaurusTerm, TopicAlias, TopicLabel,
)  # fmt: skip
_KEPT = 200

Key = tuple[str, int]  # database, generation
_lock = Lock()
_hints: OrderedDict[Key, frozenset[int] | None] = OrderedDict()


def changed_between(database: str, old: int, new: int) -> frozenset[int] | None:
    """Return the ids of the entries that changed after a generation up to another; None where that is not known."""
    found: set[int] = set()
    with _lock:
        for number in range(old + 1, new + 1):
            ids = _hints.get((database, number))
            if ids is None:
                return None
            found |= ids
    return frozenset(found)


def _entry_id(row: object) -> int | None:
    if isinstance(row, Entry):
        return row.id
    return row.entry_id if isinstance(row, (Edition, EntryTopic)) else None


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Content) and not isinstance(row, _UNSEARCHED):
            session.info.setdefault("search_changed", set()).add(_entry_id(row))


@event.listens_for(Session, "do_orm_execute")
def _notice_bulk(state: Any) -> None:
    if not state.is_select and (mapper := state.bind_mapper) is not None and issubclass(mapper.class_, Content):
        state.session.info.setdefault("search_changed", set()).add(None)


@event.listens_for(Session, "before_commit")
def _number(session: Session) -> None:
    """Remember the generation of this transaction: that of `content.changes` has been counted just before."""
    if session.info.get("content_changed"):
        database = str(session.connection().engine.url)
        session.info["search_hint"] = database, session.scalars(select(Generation.number)).one()


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    key, changed = session.info.pop("search_hint", None), session.info.pop("search_changed", set())
    if key is not None:
        with _lock:
            _hints[key] = None if None in changed else frozenset(changed)
            while len(_hints) > _KEPT:
                _hints.popitem(last=False)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("search_hint", None)
    session.info.pop("search_changed", None)

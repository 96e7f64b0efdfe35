"""From a page's address to where it is worked on at the desk."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import current_app, url_for
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from .... import locales
from ....core.database import db
from ....desk import access
from ....topics.models import TopicAlias, TopicLabel
from ...models import Alias, Edition, Entry
from .. import rights


def is_address(text: str) -> bool:
    """Tell whether a text is an address, or only the path of one."""
    return text.startswith(("/", "https://", "http://"))


def led_to(text: str) -> str:
    """Return the desk's path of what an address of readers' pages (of any host) is of; empty where there is none.

    An entry that is not theirs to open is nothing to a person; a topic is something to editors.
    """
    if not is_address(text):
        return ""
    endpoint, values = _page_of(urlsplit(text).path)
    locale, _dot, name = endpoint.partition(".")
    kind, _dot, page = name.partition(".")
    if locale not in locales.LOCALES:
        return ""
    if entry_id := entry_at(kind, values.get("slug", "")):
        return url_for("desk.entry", entry_id=entry_id)
    if name == "topic" and access.person().may("editor"):
        return _topic(locale, values["slug"])
    return url_for("desk.entries", kind=kind) if page == "list" else ""


def entry_at(kind: str, slug: str) -> int | None:
    """Return the id of the entry with an address that the person may open; None where there is none."""
    found = select(Alias.entry_id).where(Alias.kind == kind, Alias.slug == slug)
    entry = db.session.get(Entry, db.session.scalar(found) or 0)
    if entry is None or entry.deleted_at is not None or not rights.may_open(access.person(), entry):
        return None
    return entry.id


def ids_at(text: str) -> list[int]:
    """Return the ids of the entries out of the bin that an address means and that the person may read of."""
    endpoint, values = _page_of(urlsplit(text).path)
    kind = endpoint.partition(".")[2].partition(".")[0]
    named = select(Alias.entry_id).where(Alias.kind == kind, Alias.slug == values.get("slug", ""))
    found = select(Edition.entry_id).join(Entry, Entry.id == Edition.entry_id).where(Edition.entry_id.in_(named))
    readable = rights.readable(access.person(), Edition)
    return list(db.session.scalars(found.where(Entry.deleted_at.is_(None), readable).distinct()))


def _page_of(path: str) -> tuple[str, dict[str, str]]:
    """Return (endpoint, values) of a path; empty where it is none of the site's."""
    adapter = current_app.url_map.bind("")
    for one in (path, path.rstrip("/"), f"{path}/"):
        try:
            endpoint, values = adapter.match(unquote(one), method="GET")
        except HTTPException:
            continue
        return endpoint, {name: value for name, value in values.items() if isinstance(value, str)}
    return "", {}


def _topic(locale: str, slug: str) -> str:
    tables = (TopicLabel, TopicAlias)
    named = (select(table.topic_id).where(table.locale == locale, table.slug == slug) for table in tables)
    topic_id = next(filter(None, map(db.session.scalar, named)), None)
    return url_for("desk.topic", topic_id=topic_id) if topic_id else ""

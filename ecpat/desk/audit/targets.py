"""What the audit's actions were done to, by its name: as it is called now, else as it was called when it went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from ... import locales
from ...accounts.audit import Audit
from ...accounts.models import Person
from ...core.database import db
from ...core.i18n import current_locale
from ...web.feature import hooks
from .actions import name_of

Name = tuple[str, str]  #: the name, and its language or nothing


@dataclass(frozen=True)
class AuditTarget:
    """A sort of things that the audit names by “sort:number”: the columns of number and language, and of the name.

    Their page at the desk is asked for by its endpoint and the name of its argument; `opens` selects the numbers of
    those that have one, where not all do.
    """

    sort: str
    number: InstrumentedAttribute[int]
    locale: Any
    name: InstrumentedAttribute[str]
    endpoint: str
    argument: str
    opens: Select[int] | None = None


@dataclass(frozen=True)
class AuditPage:
    """Where the audit leads for actions that begin with a word and were done to no thing with a page of its own."""

    action: str
    endpoint: str


def names_of(rows: Iterable[Audit]) -> dict[str, Name]:
    """Return {subject: name} of what rows name and is still there, in the request's language where it has a name."""
    targets = hooks(AuditTarget)
    numbers: dict[str, set[int]] = {target.sort: set() for target in targets}
    for row in rows:
        sort, _colon, key = row.subject.partition(":")
        if sort in numbers and key.isdigit():
            numbers[sort].add(int(key))
    names: dict[str, Name] = {}
    for target in targets:
        if not numbers[target.sort]:
            continue
        rows_of = select(target.number, target.locale, target.name).where(target.number.in_(numbers[target.sort]))
        for key, language, text in db.session.execute(rows_of.order_by(target.number, target.locale)):
            if f"{target.sort}:{key}" not in names or language == current_locale():
                names[f"{target.sort}:{key}"] = text, language
    return names


def paths_of(rows: Iterable[Audit], names: Mapping[str, Name]) -> dict[int, str]:
    """Return where rows lead, by their ids: to what they name, where it is there, else to a page of the desk."""
    targets = {target.sort: target for target in hooks(AuditTarget)}
    pages = hooks(AuditPage)
    shut = {subject for target in targets.values() if target.opens is not None for subject in _shut(target, names)}
    paths: dict[int, str] = {}
    for row in rows:
        sort, _colon, key = row.subject.partition(":")
        page = next((page for page in pages if row.action.startswith(page.action)), None)
        if row.subject in names and row.subject not in shut:
            values: dict[str, Any] = {targets[sort].argument: int(key)}
            paths[row.id] = url_for(targets[sort].endpoint, **values)
        elif sort == "person" and key.isdigit() and int(key) != row.person_id:
            paths[row.id] = url_for("desk.person", number=int(key))
        elif page is not None:
            paths[row.id] = url_for(page.endpoint)
    return paths


def _shut(target: AuditTarget, names: Mapping[str, Name]) -> set[str]:
    """Return those of a sort that are named and have no page."""
    known = {key: int(key.partition(":")[2]) for key in names if key.startswith(f"{target.sort}:")}
    assert target.opens is not None
    opened = set(db.session.scalars(target.opens.where(target.number.in_(known.values())))) if known else set()
    return {key for key, number in known.items() if number not in opened}


def name(row: Audit, people: dict[int, Person], names: dict[str, Name]) -> Name:
    """Return the name of what an action was done to; empty where it was their own account, or the site."""
    sort, _colon, key = row.subject.partition(":")
    if sort == "person" and key.isdigit():
        return ("", "") if int(key) == row.person_id else (name_of(people.get(int(key))), "")
    if sort == "site":
        return "", ""
    known = names.get(row.subject) or _gone(row)
    if known or not key.isdigit() or sort not in {target.sort for target in hooks(AuditTarget)}:
        return known or (row.subject, "")
    return _("number %(number)s", number=key), ""


def _gone(row: Audit) -> Name | None:
    """Return the name that a row itself keeps: of what was deleted, and of what has no number."""
    told = row.details
    if text := told.get("phrase"):
        return str(text), str(told.get("locale", ""))
    if text := told.get("path") or told.get("name"):
        return str(text), ""
    if words := [*told.get("words", ()), *told.get("added", ()), *told.get("gone", ())]:
        return ", ".join(words[:3]), ""
    if row.action.endswith((".destroyed", ".deleted", ".merged")):
        return next(((told[code], code) for code in (current_locale(), *locales.LOCALES) if code in told), None)
    return None

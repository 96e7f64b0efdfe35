"""What the audit's actions were done to, by its name: as it is called now, else as it was called when it went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from .. import locales
from ..accounts.audit import Audit
from ..accounts.models import Person
from ..core.database import db
from ..core.i18n import current_locale
from ..web.feature import hooks
from .audit_actions import name_of

Name = tuple[str, str]  #: the name, and its language or nothing


@dataclass(frozen=True)
class AuditTarget:
    """A sort of things that the audit names by “sort:number”: the columns of number and language, and of the name."""

    sort: str
    number: InstrumentedAttribute[int]
    locale: Any
    name: InstrumentedAttribute[str]


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

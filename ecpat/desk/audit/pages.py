"""The audit, for administrators: who did what, when; narrowed, and as a table to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from babel.numbers import get_decimal_symbol
from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from ...accounts.audit import Audit
from ...accounts.models import Person
from ...config import TIME_ZONE
from ...core.database import db
from ...core.i18n import current_locale, local
from ...web.feature import Route
from ...web.forms import ids
from .. import layout
from . import actions, targets
from .deeds import Deed, grouped

PAGE = 50  # rows
MOST_ROWS = 30  # of one deed
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would work out rather than show


def audit() -> Response:
    """Show a page of the audit, the latest first."""
    wanted = _wanted()
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    deeds = _page(wanted, (page - 1) * PAGE)
    rows = [deed.row for deed in deeds]
    people, names = actions.people_of(rows), targets.names_of(rows)
    paths = targets.paths_of(rows, names)
    known = db.session.scalars(select(Audit.action).distinct().order_by(Audit.action)).all()
    everybody = db.session.scalars(select(Person).order_by(func.lower(Person.name))).all()
    return layout.render(
        "desk/audit.html", total=total,
        deeds=[
            (deed, _who(deed.row, people), targets.name(deed.row, people, names), paths.get(deed.row.id, ""))
            for deed in deeds
        ],
        page=page, pages=pages, everybody=everybody,
        actions=[(action, actions.action_words(action)) for action in known],
        chosen={name: request.args.get(name, "") for name in ("person", "action", "since", "until")},
    )  # fmt: skip


def export() -> Response:
    """Send the audit, narrowed as it is, as a table that spreadsheets of the language open as it is."""
    rows = db.session.scalars(_wanted()).all()
    text = io.StringIO()
    table = csv.writer(text, delimiter=";" if get_decimal_symbol(current_locale()) == "," else ",")
    table.writerow([_("When"), _("Who"), _("What"), _("To what"), _("Details")])
    for row, who, what, (subject, _locale) in _lines(rows):
        details = " ".join(f"{name}={value}" for name, value in row.details.items())
        moment = local(row.at).isoformat(sep=" ", timespec="seconds")
        table.writerow([_plain(cell) for cell in (moment, who, what, subject or row.subject, details)])
    answer = Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wanted() -> Select[Any]:
    """Return the rows that a request asks for; what it asks for in vain is left out."""
    wanted = select(Audit).order_by(Audit.id.desc())
    for number in ids([request.args.get("person", "")]):
        wanted = wanted.where(Audit.person_id == number if number else Audit.person_id.is_(None))
    if action := request.args.get("action"):
        wanted = wanted.where(Audit.action == action)
    if since := _day("since"):
        wanted = wanted.where(Audit.at >= _midnight(since))
    if until := _day("until"):
        wanted = wanted.where(Audit.at < _midnight(until + timedelta(days=1)))
    return wanted


def _page(wanted: Select[Any], start: int) -> list[Deed]:
    """Return the deeds of which the latest row is on a page; one that began there is shown there, whole."""
    before = min(start, 1)
    rows = db.session.scalars(wanted.limit(before + PAGE + MOST_ROWS).offset(start - before)).all()
    deeds, number = [], -before
    for deed in grouped(rows):
        if 0 <= number < PAGE:
            deeds.append(deed)
        number += len(deed.rows)
    return deeds


def _who(row: Audit, people: dict[int, Person]) -> str:
    return actions.name_of(people.get(row.person_id) if row.person_id else None)


def _lines(rows: Any) -> Iterator[tuple[Audit, str, str, tuple[str, str]]]:
    people, names = actions.people_of(rows), targets.names_of(rows)
    for row in rows:
        yield row, _who(row, people), actions.action_words(row.action), targets.name(row, people, names)


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TIME_ZONE).astimezone(UTC)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


ROUTES = (
    Route("audit", "{audit}", audit, "administrator"),
    Route("audit_table", "{audit}.csv", export, "administrator"),
)

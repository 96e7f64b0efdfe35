"""Rows that become redirects, judged by the form of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from ...core.database import db
from ...site.desk.redirects import RedirectForm
from ...site.redirects import Redirect
from ..errors import WrongCell
from ..journal import Journal
from ..report import Report
from .sheet import Row

COLUMNS = ["path", "target"]


def judge(rows: list[Row], journal: Journal, faults: list[WrongCell]) -> dict[str, str]:
    """Return where each path leads, without what leads there or was taken already; `faults` gets what is wrong."""
    found, numbers = dict[str, str](), dict[str, int]()
    held = {path: target for path, target in db.session.execute(select(Redirect.path, Redirect.target))}  # noqa: C416
    for row in rows:
        form = RedirectForm(MultiDict([(name, row[name]) for name in COLUMNS]), meta={"csrf": False})
        path, target = str(form.path.data), str(form.target.data)
        first = numbers.setdefault(path, row.number)
        if first != row.number:
            faults.append(row.wrong("path", _l("row %(number)d says where this leads", number=first)))
        elif held.get(path) != target and f"redirect:{path}" not in journal:
            form.validate()
            faults += [row.wrong(name, errors[0]) for name, errors in form.errors.items() if name]
            found[path] = target
    return found


def write(found: dict[str, str], journal: Journal, report: Report) -> None:
    """Add redirects; the caller commits."""
    for path, target in found.items():
        db.session.add(Redirect(path=path, target=target))
        journal.note(f"redirect:{path}", target)
        report.taken(path, target, "")

"""Taking in a table: every row judged first, then all of them written in one transaction."""

from __future__ import annotations

from pathlib import Path

from ...core.database import db
from ...core.i18n import current_locale
from ...entries.kind import get_kind
from ...web import urls
from ..errors import RefusedRows, WrongCell
from ..journal import Journal
from ..report import Report
from . import entries, redirects, sheet

KINDS = {"redirects": "", "trainings": "training", "resources": "resources"}  #: the kind that each becomes


def columns(name: str) -> list[str]:
    """Return the columns of a kind of table."""
    return entries.columns(get_kind(KINDS[name])) if KINDS[name] else redirects.COLUMNS


def template(name: str) -> str:
    """Return an empty table of a kind, to be filled in with a spreadsheet."""
    return sheet.template(columns(name))


def source_of(name: str, path: Path) -> str:
    """Return the name under which what a table brought is noted."""
    return f"csv:{name}:{path.name}"


def run(name: str, path: Path, *, plan: bool = False, most: int = sheet.MOST) -> Report:
    """Take a table in, or only say what would be taken; raises RefusedFile, with all that is wrong."""
    report, journal, faults = Report(), Journal(source_of(name, path)), list[WrongCell]()
    with urls.own_request(current_locale()):
        rows = sheet.read(path, columns(name), most)
        if KINDS[name]:
            kind = get_kind(KINDS[name])
            judged = entries.judge(kind, rows, faults)
            if not faults:
                entries.write(kind, judged, journal, report)
        else:
            found = redirects.judge(rows, journal, faults)
            if not faults:
                redirects.write(found, journal, report)
    if faults:
        raise RefusedRows(faults)
    if plan:
        db.session.rollback()
    else:
        db.session.commit()
    return report

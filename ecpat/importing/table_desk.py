"""Tables at the desk: an empty one to fill in, and a filled one that is judged whole before any of it is taken."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response as WerkzeugResponse

from ..accounts import audit
from ..core.database import db
from ..desk import access, layout
from ..web.forms import Choice
from .errors import RefusedFile, RefusedRows, WrongCell
from .report import WHY, Report
from .tables import run as tables
from .undo import undo

NAMES = {"redirects": _l("Redirects"), "trainings": _l("Training"), "resources": _l("Resources")}
MOST = 2_000  # rows of a table that is taken within a request


class TableForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A table, and what its rows are."""

    name = Choice(_l("What its rows are"), choices=lambda: list(NAMES.items()))
    file = FileField(_l("Table (CSV)"), [FileRequired(_l("Choose a file."))])


def import_table() -> WerkzeugResponse:
    """Take a table in once nothing is wrong with any row, only say what would be, or take back what one brought."""
    form, faults, report, undone = TableForm(), list[WrongCell](), None, None
    plan, undo_it = "plan" in request.form, "undo" in request.form
    if form.validate_on_submit() and undo_it:
        undone = _taken_back(form)
    elif form.is_submitted() and not form.errors:
        try:
            report = _taken(form, plan=plan)
        except RefusedRows as refused:
            faults = list(refused.faults)
        except RefusedFile as refused:
            line = _("Line %(line)d: %(message)s", line=refused.line, message=refused.message)
            form.file.errors = [str(line if refused.line else refused.message)]
        if report is not None and not plan:
            said = ngettext("%(num)s row was taken in.", "%(num)s rows were taken in.", _count(report))
            return layout.done(said, "desk.import_table")
    status = 422 if form.errors or faults else 200
    return layout.render(
        "importing/desk/table.html", status,
        form=form, names=NAMES, faults=faults, report=report, undone=undone, count=_count, why=WHY, most=MOST,
    )  # fmt: skip


def _count(report: Report) -> int:
    return len(report.taken_lines) or report.counts["redirects"]


def _taken(form: TableForm, *, plan: bool) -> Report:
    """Judge a table under its own name, by which its rows are known again, and take it in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / _name_of(form)
        form.file.data.save(path)
        report = tables.run(form.name.data, path, plan=plan, most=MOST)
    if not plan:
        audit.record(access.person(), "import.table", "", file=path.name)
        db.session.commit()
    return report


def _taken_back(form: TableForm) -> Report:
    """Take back what a table of that name brought, as far as nobody has touched it since."""
    name = _name_of(form)
    report = undo(tables.source_of(form.name.data, Path(name)))
    audit.record(access.person(), "import.undone", "", file=name)
    db.session.commit()
    return report


def _name_of(form: TableForm) -> str:
    return secure_filename(form.file.data.filename or "") or "table.csv"


def import_template(name: str) -> Response:
    """Send an empty table, to be filled in with a spreadsheet."""
    if name not in tables.KINDS:
        abort(404)
    answer = Response(tables.template(name), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer

"""Moving in at the desk: an export is sent, its plan is read and changed, the worker of jobs takes it in."""

from __future__ import annotations

import json
from hashlib import file_digest
from pathlib import Path
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import TextAreaField

from ..desk import access, layout
from ..web.feature import SETTINGS, Link, Route
from . import table_desk, work
from .errors import RefusedFile
from .proposal import proposal
from .report import WHY
from .wordpress import choices, run

SHOWN = 1_000  # lines of each part of a report


class ExportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The files of a former site."""

    export = FileField(_l("Export of WordPress (XML)"), [FileRequired(_l("Choose a file."))])
    uploads = FileField(_l("Its files: an archive (tar) of wp-content/uploads"))


class PlanForm(FlaskForm):  # type: ignore[misc]
    """What is decided of an import."""

    plan = TextAreaField(_l("Plan"), render_kw={"rows": 24, "spellcheck": "false", "class": "code"})


def imports() -> WerkzeugResponse:
    """Show where an export is sent, and keep it once it can be read."""
    form = ExportForm()
    if not form.validate_on_submit():
        return _send(form, 422 if form.errors else 200)
    folder = work.folder()
    waiting = folder / f"{access.person().id}.sent"
    form.export.data.save(waiting)
    try:
        run.plan(waiting, choices.Choices())
    except RefusedFile as refused:
        waiting.unlink()
        form.export.errors = [_said(refused)]
        return _send(form, 422)
    token = token_of(waiting)
    waiting.replace(folder / f"{token}.xml")
    sent = form.uploads.data
    if isinstance(sent, FileStorage) and sent.filename:
        sent.save(folder / f"{token}.tar")
    return layout.done(_("The export can be read. This is what would become of it."), "desk.import_plan", token=token)


def import_plan(token: str) -> WerkzeugResponse:
    """Show the plan of an import, which can be changed; once it is sent, what is done and what came of it."""
    file, job = _file(token), work.job_of(token)
    if job is not None and job.failed_at is None:
        return layout.render("importing/desk/waits.html", progress=work.progress_of(file))
    report = file.with_suffix(".json")
    if report.exists() and "again" not in request.args:
        return _report(report, token)
    form = PlanForm()
    if form.validate_on_submit():
        wanted = file.with_suffix(".toml")
        wanted.write_text(form.plan.data or "", encoding="utf-8")
        try:
            choices.read(wanted)
        except RefusedFile as refused:
            form.plan.errors = [_said(refused)]
            return layout.render("importing/desk/plan.html", 422, form=form)
        work.begin(file, work.JOB, "import.begun")
        return layout.done(_("It is taken in now, a part at a time."), "desk.import_plan", token=token)
    failed = job.reason if job is not None else ""
    if not form.is_submitted():
        wanted = file.with_suffix(".toml")
        chosen = choices.read(wanted) if wanted.exists() else choices.Choices()
        form.plan.data = proposal(*run.plan(file, chosen))
    return layout.render("importing/desk/plan.html", 422 if form.errors else 200, form=form, failed=failed)


def undo_import(token: str) -> WerkzeugResponse:
    """Let what came of an import be taken back, but for what somebody has touched since."""
    file = _file(token)
    if (job := work.job_of(token)) is None or job.failed_at is not None:
        work.begin(file, work.UNDO, "import.undone")
    return layout.done(_("It is taken back now; what was touched since stays."), "desk.import_plan", token=token)


def token_of(file: Path) -> str:
    """Return what stands for an export: the same file, sent twice, is one."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()[:16]


def _send(form: ExportForm, status: int) -> Response:
    """Show where files are sent."""
    return layout.render("importing/desk/send.html", status, form=form)


def _report(path: Path, token: str) -> Response:
    """Show what came of an import."""
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    parts = [
        (_("Taken back") if told.get("undone") else _("Taken"), told["taken"]),
        (_("Otherwise than it was"), told["changed"]),
        (_("Left out"), told["left_out"]),
    ]
    counts = {name: told["counts"].get(name, 0) for name in ("comments", "redirects")}
    more: dict[str, Any] = {"parts": parts, "shown": SHOWN, "why": WHY, "here": _here, "token": token}
    more["undone"] = told.get("undone", False)
    return layout.render("importing/desk/report.html", **more, **counts)


def _here(subject: str) -> str:
    """Return the page at the desk of what something became; nothing where it has none."""
    name, _colon, number = subject.partition(":")
    if not number.isdigit():
        return ""
    match name:
        case "entry":
            return url_for("desk.entry", entry_id=int(number))
        case "file":
            return url_for("desk.file", asset_id=int(number))
        case "topic":
            return url_for("desk.topic", topic_id=int(number))
    return ""


def _said(refused: RefusedFile) -> str:
    if not refused.line:
        return str(refused.message)
    return str(_("Line %(line)d: %(message)s", line=refused.line, message=refused.message))


def _file(token: str) -> Path:
    return work.file_of(token) or abort(404)


LINK = Link(SETTINGS, 60, _l("Import"), _l("Move a site of WordPress in, with its files and its old addresses."))
ROUTES = (
    Route("imports", "{settings}/{import}", imports, "administrator", ("GET", "POST"), link=LINK),
    Route("import_table", "{settings}/{import}/{tables}", table_desk.import_table, "administrator", ("GET", "POST")),
    Route("import_template", "{settings}/{import}/{template}/<name>", table_desk.import_template, "administrator"),
    Route("undo_import", "{settings}/{import}/<token>/{undo}", undo_import, "administrator", ("POST",)),
    Route("import_plan", "{settings}/{import}/<token>", import_plan, "administrator", ("GET", "POST")),
)

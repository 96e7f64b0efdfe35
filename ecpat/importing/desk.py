"""Moving in at the desk: an export is sent, its plan is read and changed, the worker of jobs takes it in."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import TextAreaField

from ..accounts import audit
from ..core import file_modes
from ..core.database import db
from ..core.jobs import service as jobs
from ..core.jobs.models import Job
from ..core.jobs.registry import FailedError, Payload, handler
from ..desk import access, layout
from ..web.feature import SETTINGS, Link, Route
from .errors import RefusedFile
from .proposal import proposal
from .report import WHY, Report
from .tables import run as tables
from .undo import undo
from .wordpress import choices, run

JOB, UNDO = "import.wordpress", "import.undo"
SHOWN = 1_000  # lines of each part of a report
_TOKEN = re.compile(r"[0-9a-f]{16}")


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
    folder = _folder()
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
    file = _file(token)
    if _job(token) is not None:
        return layout.render("importing/desk/waits.html", count=_count(file))
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
        _begin(file, JOB, "import.begun")
        return layout.done(_("It is taken in now, a part at a time."), "desk.import_plan", token=token)
    if not form.is_submitted():
        wanted = file.with_suffix(".toml")
        chosen = choices.read(wanted) if wanted.exists() else choices.Choices()
        form.plan.data = proposal(*run.plan(file, chosen))
    return layout.render("importing/desk/plan.html", 422 if form.errors else 200, form=form)


def undo_import(token: str) -> WerkzeugResponse:
    """Let what came of an import be taken back, but for what somebody has touched since."""
    file = _file(token)
    if _job(token) is None:
        _begin(file, UNDO, "import.undone")
    return layout.done(_("It is taken back now; what was touched since stays."), "desk.import_plan", token=token)


def _begin(file: Path, job: str, action: str) -> None:
    """Ask the worker of this machine, which has the file, to do something with an export."""
    for ending in (".json", ".count"):
        file.with_suffix(ending).unlink(missing_ok=True)
    jobs.enqueue(job, {"token": file.stem}, key=f"{JOB}:{file.stem}", machine=jobs.this_machine())
    audit.record(access.person(), action, "", file=file.stem)
    db.session.commit()


@handler(JOB, lease=timedelta(hours=6))
def take_in(payload: Payload) -> None:
    """Take an export in, apart from the worker's own transaction; told again, it goes on where it was."""
    file = _folder() / f"{payload['token']}.xml"
    uploads, wanted, written = file.with_suffix(".tar"), file.with_suffix(".toml"), 0

    def progress(count: int) -> None:
        nonlocal written
        written += count
        file.with_suffix(".count").write_text(str(written))

    with current_app.app_context():
        try:
            report = run.run(file, uploads if uploads.exists() else None, choices.read(wanted), progress)
        except (RefusedFile, FileNotFoundError) as error:
            raise FailedError(str(error)) from error
    _keep(file, report)


@handler(UNDO, lease=timedelta(hours=6))
def take_back(payload: Payload) -> None:
    """Take back what came of an export."""
    file = _folder() / f"{payload['token']}.xml"
    with current_app.app_context():
        try:
            planned, _report = run.plan(file, choices.Choices())
        except (RefusedFile, FileNotFoundError) as error:
            raise FailedError(str(error)) from error
        report = undo(run.source_of(planned.survey.channel))
    _keep(file, report, undone=True)


def _keep(file: Path, report: Report, **more: bool) -> None:
    told = json.dumps({**report.as_json(), **more}, ensure_ascii=False)
    file.with_suffix(".json").write_text(told, encoding="utf-8")


def _count(file: Path) -> int:
    """Return how many texts an import has written so far."""
    count = file.with_suffix(".count")
    return int(count.read_text() or 0) if count.exists() else 0


def import_template(name: str) -> Response:
    """Send an empty table, to be filled in with a spreadsheet and taken in by `flask ecpat import csv`."""
    if name not in tables.KINDS:
        abort(404)
    answer = Response(tables.template(name), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def token_of(file: Path) -> str:
    """Return what stands for an export: the same file, sent twice, is one."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()[:16]


def _send(form: ExportForm, status: int) -> Response:
    """Show where files are sent, and the empty tables."""
    names = {"redirects": _("Redirects"), "trainings": _("Training"), "resources": _("Resources")}
    return layout.render("importing/desk/send.html", status, form=form, tables=names)


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


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "imports"
    file_modes.make_folder(folder)
    return folder


def _file(token: str) -> Path:
    file = _folder() / f"{token}.xml"
    return file if _TOKEN.fullmatch(token) and file.exists() else abort(404)


def _job(token: str) -> Job | None:
    return db.session.scalar(select(Job).where(Job.key == f"{JOB}:{token}", Job.failed_at.is_(None)))


LINK = Link(SETTINGS, 60, _l("Import"), _l("Move a site of WordPress in, with its files and its old addresses."))
ROUTES = (
    Route("imports", "{settings}/{import}", imports, "administrator", ("GET", "POST"), link=LINK),
    Route("import_template", "{settings}/{import}/{template}/<name>", import_template, "administrator"),
    Route("undo_import", "{settings}/{import}/<token>/{undo}", undo_import, "administrator", ("POST",)),
    Route("import_plan", "{settings}/{import}/<token>", import_plan, "administrator", ("GET", "POST")),
)

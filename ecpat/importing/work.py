"""Moving in as work beside requests: the worker of the machine that has the file takes it in, or back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from ..accounts import audit
from ..core import file_modes
from ..core.database import db
from ..core.jobs import service as jobs
from ..core.jobs.models import Job
from ..core.jobs.registry import FailedError, Payload, handler
from ..desk import access
from .errors import RefusedFile
from .report import Report
from .undo import undo
from .wordpress import choices, run

JOB, UNDO = "import.wordpress", "import.undo"
_TOKEN = re.compile(r"[0-9a-f]{16}")


def folder() -> Path:
    """Return where exports wait, which nobody else may read."""
    found = Path(current_app.instance_path) / "imports"
    file_modes.make_folder(found)
    return found


def file_of(token: str) -> Path | None:
    """Return the export that a token stands for."""
    file = folder() / f"{token}.xml"
    return file if _TOKEN.fullmatch(token) and file.exists() else None


def job_of(token: str) -> Job | None:
    """Return the job that is done with an export, or failed last."""
    return db.session.scalar(select(Job).where(Job.key == f"{JOB}:{token}"))


def begin(file: Path, job: str, action: str) -> None:
    """Ask the worker of this machine, which has the file, to do something with an export; the caller is told."""
    for ending in (".json", ".count"):
        file.with_suffix(ending).unlink(missing_ok=True)
    key = f"{JOB}:{file.stem}"
    db.session.execute(delete(Job).where(Job.key == key, Job.failed_at.is_not(None)))
    jobs.enqueue(job, {"token": file.stem}, key=key, machine=jobs.this_machine())
    audit.record(access.person(), action, "", file=file.stem)
    db.session.commit()


def progress_of(file: Path) -> dict[str, Any]:
    """Return how far an import is: of what, how many so far, of how many; nothing before it has begun."""
    try:
        found: dict[str, Any] = json.loads(file.with_suffix(".count").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


@handler(JOB, lease=timedelta(hours=6))
def take_in(payload: Payload) -> None:
    """Take an export in, apart from the worker's own transaction; told again, it goes on where it was."""
    file = folder() / f"{payload['token']}.xml"
    uploads, wanted, count = file.with_suffix(".tar"), file.with_suffix(".toml"), file.with_suffix(".count")

    def progress(what: str, done: int, total: int) -> None:
        count.write_text(json.dumps({"what": what, "done": done, "total": total}), encoding="utf-8")

    with current_app.app_context():
        try:
            report = run.run(file, uploads if uploads.exists() else None, choices.read(wanted), progress)
        except (RefusedFile, FileNotFoundError) as error:
            raise FailedError(str(error)) from error
    _keep(file, report)


@handler(UNDO, lease=timedelta(hours=6))
def take_back(payload: Payload) -> None:
    """Take back what came of an export."""
    file = folder() / f"{payload['token']}.xml"
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

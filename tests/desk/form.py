"""A page of the desk with two bodies and advice on them, as an entry's form: for tests of the editor alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, request
from jinja2 import ChoiceLoader, FileSystemLoader

from ecpat import locales
from ecpat.core.database import db
from ecpat.desk import access, layout
from ecpat.entries.gate.rule import Proposal
from ecpat.entries.models import Edition, Entry
from ecpat.web import feature

PATHS = {locale: f"{feature.root(locale)}trial" for locale in locales.LOCALES}


def install(app: Flask, files: list[dict[str, Any]] | None = None) -> None:
    """Add the page, at PATHS with `?entry=…`; and a list of pictures, if one is given."""
    loaders = [app.jinja_loader, FileSystemLoader(Path(__file__).parent / "templates")]
    app.jinja_loader = ChoiceLoader([loader for loader in loaders if loader])  # type: ignore[assignment]

    def page() -> Response:
        entry = db.session.get(Entry, request.args.get("entry", 0, int))
        editions: dict[str, Edition] = dict(entry.editions) if entry else {}
        return layout.render(
            "desk/trial.html", section="", editions=editions, sent=request.form, files=files is not None, switch=[],
            advices={code: Proposal(edition).advice for code, edition in editions.items()},
        )  # fmt: skip

    def answer() -> Any:
        return redirect(request.full_path, 303) if request.args.get("away") else page()

    for locale, path in PATHS.items():
        guarded = access.guarded(answer, "writer")
        app.add_url_rule(path, f"trial_{locale}", guarded, methods=("GET", "POST"))
        app.add_url_rule(f"{path}.json", f"trial_files_{locale}", lambda: {"files": files or []})

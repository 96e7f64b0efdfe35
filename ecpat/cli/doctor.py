"""A look at everything that a site needs, with what to do where something is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from . import check_backups, check_content, check_mail, checks
from .catalogues import catalogues
from .checks import ERROR, OK, WARNING, Finding
from .uploads import described, drawn, uploads

LEVELS = (OK, WARNING, ERROR)


@click.command()
@click.option("--remove-orphans", is_flag=True, help="Remove uploaded files that no row of the database knows.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: status, and what was found.")
@click.option("--quiet", is_flag=True, help="Leave out what is as it should be.")
@click.pass_context
@with_appcontext
def doctor(context: click.Context, remove_orphans: bool, as_json: bool, quiet: bool) -> None:
    """Check all that a site needs, from its settings to its mail; exit with 1 on errors."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    status, shown = OK, []
    for finding in examine(app, remove_orphans):
        status = max(status, finding.level, key=LEVELS.index)
        if quiet and finding.level == OK:
            continue
        shown.append(asdict(finding))
        if not as_json:  # at once: to read all files takes its time
            click.echo(f"{finding.level:8} {finding.part}: {finding.text}")
    if as_json:
        click.echo(json.dumps({"status": status, "findings": shown}, ensure_ascii=False, indent=1))
    context.exit(1 if status == ERROR else 0)


def examine(app: Flask, remove_orphans: bool = False) -> Iterator[Finding]:
    """Yield what was found; where the database cannot be used, what depends on it is left out."""
    yield from checks.settings(app)
    yield from checks.permissions(app)
    yield from catalogues()
    usable = True
    for finding in checks.database(app):
        usable = usable and finding.level != ERROR
        yield finding
    if not usable:
        yield Finding(
            WARNING, "index, files, clocks, content, worker, mail, backups", "not looked at: they need the database"
        )
        return
    yield from checks.replica(app)
    yield from checks.index(app)
    yield from uploads(remove_orphans)
    yield from drawn()
    yield from described()
    yield from checks.clocks(app)
    yield from check_content.missing()
    yield from check_content.content()
    yield from check_mail.worker(app)
    yield from check_mail.mail(app)
    yield from check_backups.backups(app)

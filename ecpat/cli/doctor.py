"""A look at everything that a site needs, with what to do where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from . import check_content, check_mail, checks
from .catalogues import catalogues
from .checks import ERROR, Finding
from .uploads import described, drawn, uploads


@click.command()
@click.option("--remove-orphans", is_flag=True, help="Remove uploaded files that no row of the database knows.")
@click.pass_context
@with_appcontext
def doctor(context: click.Context, remove_orphans: bool) -> None:
    """Check all that a site needs, from its settings to its mail; exit with 1 on errors."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    wrong = False
    for finding in examine(app, remove_orphans):
        click.echo(f"{finding.level:8} {finding.part}: {finding.text}")
        wrong = wrong or finding.level == ERROR
    context.exit(1 if wrong else 0)


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
            checks.WARNING, "index, files, clocks, content, worker, mail", "not looked at: they need the database"
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

"""What the maintainer can do about search: build the index anew, see what readers look for."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from ..core.database import db
from . import service
from .insight import SearchCount

SHOWN = 50  # searches


@click.command()
@with_appcontext
def reindex() -> None:
    """Rebuild the search index beside the old one, then take it."""
    with click.progressbar(length=1, label="Indexing") as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        service.rebuild(progress)


@click.command()
@with_appcontext
def insight() -> None:
    """List the searches made most in the last months, and how often nothing was found."""
    made, missed = func.sum(SearchCount.made), func.sum(SearchCount.missed)
    rows = db.session.execute(
        select(SearchCount.locale, SearchCount.text, made, missed)
        .group_by(SearchCount.locale, SearchCount.text)
        .order_by(made.desc())
        .limit(SHOWN)
    )
    for locale, text, count, without in rows:
        click.echo(f"{count:6} {without:6} without result  {locale}  {text}")

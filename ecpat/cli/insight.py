"""What readers look for most, and do not find."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from ..core.database import db
from ..search.insight import SearchCount

SHOWN = 50


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

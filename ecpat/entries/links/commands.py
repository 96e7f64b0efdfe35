"""Asking whether links to other sites lead somewhere, at once."""

from __future__ import annotations

import time

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from ...core.database import db
from ..models import Edition
from . import service
from .models import ExternalLink

ROUND, PAUSE = 50, 2.0  # links of a round, each of another host; seconds between two


@click.command("check-links")
@click.option("--list", "only_list", is_flag=True, help="Say which links are broken; ask for none.")
@with_appcontext
def check_links(only_list: bool) -> None:
    """Ask for the links to other sites that are due, and say which are broken: those that failed on two days."""
    if not only_list:
        service.collect()
        db.session.commit()
        while links := service.due(ROUND):
            for link in links:
                service.check(link, service.NET.current())
            time.sleep(PAUSE)
    reasons = {link.url: link.reason for link in db.session.scalars(select(ExternalLink))}
    for edition_id, url in db.session.execute(service.broken()).all():
        edition = db.session.get_one(Edition, edition_id)
        click.echo(f"{edition.entry_id} {edition.locale} {url} ({reasons[url]})")

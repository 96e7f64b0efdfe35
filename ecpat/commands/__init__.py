"""The maintainer's commands: `flask ecpat …`."""

from flask import Flask
from flask.cli import AppGroup

from . import insight, reindex, seed


def install(app: Flask) -> None:
    """Give an application its commands."""
    group = AppGroup("ecpat", help="Look after the site.")
    group.add_command(seed.seed)
    group.add_command(reindex.reindex)
    group.add_command(insight.insight)
    app.cli.add_command(group)

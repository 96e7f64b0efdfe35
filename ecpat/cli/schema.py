"""Whether the database can be used: it answers, and has the tables that the code expects."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.exc import DBAPIError

from ..config import ConfigError
from ..core.database import db
from ..web.middleware import health


def check(app: Flask, migrated: bool = True) -> None:
    """Raise ConfigError where the database does not answer or, unless that is no matter yet, is not migrated."""
    expected = health.expected_revisions()
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                found = health.found_revisions(connection)
        except DBAPIError as error:
            reason = " ".join(str(error.orig).split())
            raise ConfigError(f"the database does not answer: {reason}") from None
    if migrated and found != expected:
        raise ConfigError("the database is missing, or of another version: run `.venv/bin/flask db upgrade`")

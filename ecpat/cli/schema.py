"""Whether the database can be used: it answers, and has the tables that the code expects."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import DBAPIError

from ..config import ConfigError
from ..core.database import db


def check(app: Flask, migrated: bool = True) -> None:
    """Raise ConfigError where the database does not answer or, unless that is no matter yet, is not migrated."""
    expected = set(ScriptDirectory(app.extensions["migrate"].directory).get_heads())
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                found = set(MigrationContext.configure(connection).get_current_heads())
        except DBAPIError as error:
            reason = " ".join(str(error.orig).split())
            raise ConfigError(f"the database does not answer: {reason}") from None
    if migrated and found != expected:
        raise ConfigError("the database is missing, or of another version: run `.venv/bin/flask db upgrade`")

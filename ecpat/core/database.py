"""The Flask extensions, made once and bound in the factory, and the names that constraints get."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from flask import g
from flask_babel import Babel
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, DateTime, Dialect, MetaData, UpdateBase, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from .errors import ConflictError


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC whatever the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; raise ValueError for a moment without time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware moment in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


LARGEST_NUMBER = 2**31 - 1  # that an integer column of PostgreSQL keeps

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The parent of every model: names its constraints and stores moments in UTC."""

    registry = registry(metadata=MetaData(naming_convention=_NAMES), type_annotation_map={datetime: UtcDateTime})


class ReadingSession(Session):
    """Reads where `g.reads` says, which is a key of an engine; writes in the database always."""

    def get_bind(
        self,
        mapper: Any | None = None,
        clause: Any | None = None,
        bind: Engine | Connection | None = None,
        **more: Any,
    ) -> Engine | Connection:
        """Return what to ask."""
        key = g.get("reads")
        # `_flushing` is what SQLAlchemy documents for this (Custom Vertical Partitioning).
        if bind is None and key and not self._flushing and not isinstance(clause, UpdateBase):
            return db.engines[key]
        return super().get_bind(mapper, clause, bind, **more)


db = SQLAlchemy(model_class=Base, session_options={"class_": ReadingSession})
babel = Babel()  # type: ignore[no-untyped-call]
migrate = Migrate(render_as_batch=True)


def flush() -> None:
    """Send what was changed; a row that another transaction changed since it was read is a conflict."""
    try:
        db.session.flush()
    except StaleDataError:
        raise ConflictError from None


_READ_ONLY = "read_only"
# What SQLite says where its file is not to be had, rather than where a statement is wrong.
_AWAY = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
}  # fmt: skip


def is_away(error: SQLAlchemyError) -> bool:
    """Tell whether the database could not answer (gone, locked, full, damaged), rather than that we asked wrongly."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", -1) & 0xFF in _AWAY
    return isinstance(error, OperationalError | InterfaceError | PoolTimeoutError)


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, record: ConnectionPoolEntry) -> None:
    """Make SQLite keep the rules, and what is committed when the power goes; make PostgreSQL count years in UTC."""
    if isinstance(connection, sqlite3.Connection):
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        record.info[_READ_ONLY] = _is_read_only(connection)
        connection.execute("PRAGMA busy_timeout=5000")
    else:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()


def _is_read_only(connection: sqlite3.Connection) -> bool:
    connection.execute("PRAGMA busy_timeout=0")  # who is writing shows that one can
    try:
        connection.execute("PRAGMA incremental_vacuum(1)")  # begins to write, and has nothing to write
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY
    return False


@event.listens_for(Engine, "checkin")
def _let_go(_connection: Any, record: ConnectionPoolEntry) -> None:
    """Close what SQLite opened while the disk was read-only: it would stay read-only when the disk no longer is."""
    if record.info.get(_READ_ONLY):
        record.invalidate()

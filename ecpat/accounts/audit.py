"""Who did what, when: rows are added, and the database refuses to change or delete one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, String, event
from sqlalchemy.orm import Mapped, mapped_column

from ..core import clock
from ..core.database import Base, db
from .models import Person

_SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
    "CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
)


class Audit(Base):
    """One action. The person is named by id alone, so that erasing a person leaves nothing of theirs here."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True, default=lambda: clock.now())
    person_id: Mapped[int | None] = mapped_column(index=True)  #: none: a command of the maintainer's
    action: Mapped[str] = mapped_column("deed", String(40))  #: such as "entry.published"
    subject: Mapped[str] = mapped_column(String(60), default="")  #: such as "entry:12"
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that make a database refuse changes to the audit."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


for _dialect in ("sqlite", "postgresql"):
    for _statement in guards(_dialect):
        event.listen(
            Audit.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        )


def record(by: Person | None, action: str, subject: str = "", **details: Any) -> None:
    """Add an action to the session; it is kept with what it tells of, or not at all."""
    db.session.add(Audit(person_id=by.id if by else None, action=action, subject=subject, details=details))

"""What the desk keeps between two saves: text typed so far, who has an entry open, links to previews.

None of it is content: no reader sees it, and no page changes by it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Person
from ..accounts.service import erased
from ..core import clock
from ..core.database import Base, db

PRESENT = timedelta(minutes=10)  # after which somebody has gone, whether or not they closed the page


class Autosave(Base):
    """The fields of a person's form on an entry as typed so far; entry 0 is a new one of that kind."""

    __tablename__ = "autosave"
    __table_args__ = (UniqueConstraint("person_id", "kind", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    entry_id: Mapped[int] = mapped_column(default=0, index=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())


class Presence(Base):
    """That a person has had an entry open for writing, and until when."""

    __tablename__ = "presence"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    person: Mapped[Person] = relationship()


class PreviewLink(Base):
    """A link that shows an entry before it is live to whoever has it, until it expires."""

    __tablename__ = "preview_link"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)  #: SHA-256 of the link's token
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


def digest_of(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> PreviewLink | None:
    """Return the link of a token while it is good; None where it has expired, was ended or never was."""
    found = select(PreviewLink).join(Person, PreviewLink.person_id == Person.id)
    good = found.where(
        PreviewLink.token_digest == digest_of(token), PreviewLink.expires_at > clock.now(), Person.active
    )
    here = {"bind": db.engine}  # not a replica, which may not know yet that it was ended
    return db.session.scalar(good, bind_arguments=here)


@erased.connect
def _forget(person: Person) -> None:
    for table in (Autosave, Presence, PreviewLink):
        db.session.execute(delete(table).where(table.person_id == person.id))

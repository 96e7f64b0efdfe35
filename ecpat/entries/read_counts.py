"""How often entries are opened: by month and language, pages and documents apart. Nothing says by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Select,
    String,
    bindparam,
    case,
    delete,
    func,
    select,
)  # fmt: skip
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from ..core import dates, jobs
from ..core.database import Base, db
from ..web.reads import Read
from .models import Entry

KEPT = 25  # months, with the one that goes on
LEAST = 10  # less is not told apart; more is rounded to it


class ReadCount(Base):
    """How often an entry was opened in a language in a month, and its document; `month` is its first day."""

    __tablename__ = "read_count"
    __table_args__ = (CheckConstraint("pages >= 0 AND documents >= 0", name="counted"),)

    month: Mapped[date] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True, index=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    pages: Mapped[int]
    documents: Mapped[int]


def keep(connection: Connection, counts: Mapping[Read, int]) -> None:
    """Add counts to those of this month, whatever other processes add; what was deleted meanwhile is left out."""
    month, rows = this_month(), dict[tuple[int, str], dict[str, Any]]()
    for read, number in sorted(counts.items()):  # in one order: two machines never wait for each other
        new = {"on": month, "of": read.entry_id, "in": read.locale, "opened": 0, "sent": 0}
        rows.setdefault(read[:2], new)["sent" if read.document else "opened"] += number
    connection.execute(_add(connection.dialect.name), list(rows.values()))


def _add(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = select(
        bindparam("on", type_=Date), Entry.id, bindparam("in", type_=String),
        bindparam("opened", type_=Integer), bindparam("sent", type_=Integer),
    ).where(Entry.id == bindparam("of", type_=Integer))  # fmt: skip
    new = insert(ReadCount).from_select(["month", "entry_id", "locale", "pages", "documents"], row)
    more = {name: ReadCount.__table__.c[name] + new.excluded[name] for name in ("pages", "documents")}
    return new.on_conflict_do_update(index_elements=["month", "entry_id", "locale"], set_=more)


def this_month() -> date:
    """Return the first day of the month that goes on."""
    return dates.today().replace(day=1)


def rounded(number: int) -> int:
    """Return a count as it is told: to the next ten; 0 where it is too small to be told."""
    return 0 if number < LEAST else (number + LEAST // 2) // LEAST * LEAST


def most_read() -> Select[int, int, int]:
    """Select (entry's id, pages, documents), what was opened most first."""
    pages, documents = func.sum(ReadCount.pages), func.sum(ReadCount.documents)
    told = case((pages < LEAST, 0), else_=(pages + LEAST // 2) // LEAST)
    found = select(ReadCount.entry_id, pages.label("pages"), documents.label("documents"))
    return found.group_by(ReadCount.entry_id).order_by(told.desc(), ReadCount.entry_id)


def of_entry(entry_id: int) -> Select[date, int, int]:
    """Select (month, pages, documents) of an entry, the newest first."""
    pages, documents = func.sum(ReadCount.pages), func.sum(ReadCount.documents)
    found = select(ReadCount.month, pages.label("pages"), documents.label("documents"))
    return found.where(ReadCount.entry_id == entry_id).group_by(ReadCount.month).order_by(ReadCount.month.desc())


@jobs.handler("reads.forget", every=timedelta(days=1))
def forget(_payload: jobs.Payload) -> None:
    """Delete the counts of more than 25 months ago, also where INSIGHT is off."""
    db.session.execute(delete(ReadCount).where(ReadCount.month < dates.months_after(this_month(), 1 - KEPT)))

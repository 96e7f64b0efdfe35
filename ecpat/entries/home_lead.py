"""Which entry leads the home page, where an editor chose one: until a day, or until readers cannot see it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..accounts import audit
from ..accounts.models import Person
from ..core import changes, dates
from ..core.database import Base, db
from ..core.generation import Content, fell_due
from .kind import all_kinds
from .models import Edition, Entry
from .queries import shown


class HomeLead(Content, Base):
    """The one entry that leads the home page, to the end of a day if one was chosen."""

    __tablename__ = "home_lead"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    until: Mapped[date | None] = mapped_column(info=changes.LAST_DAY)


def entry_ids() -> Select[int]:
    """Select the id of the entry that leads, if one does today."""
    return select(HomeLead.entry_id).where(or_(HomeLead.until.is_(None), HomeLead.until >= dates.today()))


def current() -> HomeLead | None:
    """Return what leads the home page today; nothing where no editor chose it."""
    found = select(HomeLead).where(HomeLead.entry_id.in_(entry_ids()), HomeLead.entry_id.in_(_seen()))
    return db.session.scalar(found)


def may_lead(entry: Entry) -> bool:
    """Tell whether an entry can lead: readers see it, and it is of a section, no page beside them."""
    sections = {kind.name for kind in all_kinds() if kind.in_menu}
    return entry.kind in sections and entry.deleted_at is None and any(one.live for one in entry.editions.values())


def pin(entry: Entry, until: date | None, *, by: Person | None = None) -> None:
    """Let an entry lead in the place of any other, to the end of a day if one is given. ValueError: it cannot."""
    if not may_lead(entry):
        raise ValueError("readers do not see this entry")
    db.session.merge(HomeLead(id=1, entry_id=entry.id, until=until))
    audit.record(by, "lead.pinned", entry.subject, **({"until": until.isoformat()} if until else {}))


def release(entry: Entry, *, by: Person | None = None) -> None:
    """Let the home page choose by itself again, where an entry led it."""
    if (lead := _of(entry)) is not None:
        db.session.delete(lead)
        audit.record(by, "lead.released", entry.subject)


def release_unseen(entry: Entry) -> None:
    """Let an entry lead no longer that readers do not see any more."""
    if (lead := _of(entry)) is not None and not may_lead(entry):
        db.session.delete(lead)


def _of(entry: Entry) -> HomeLead | None:
    lead = db.session.get(HomeLead, 1)
    return lead if lead is not None and lead.entry_id == entry.id else None


def _seen() -> Select[int]:
    """Select the ids of the entries that readers see in some language."""
    return select(Edition.entry_id).join(Entry, Entry.id == Edition.entry_id).where(*shown())


@fell_due.connect
def _forget(session: Session, *, now: datetime) -> None:
    """Forget what led to the end of a day, or as long as it was live: it does not come back by itself."""
    table = HomeLead.__table__
    gone = or_(table.c.until < dates.today(), table.c.entry_id.not_in(_seen()))
    session.connection().execute(delete(table).where(gone))  # type: ignore[arg-type]  # a Table

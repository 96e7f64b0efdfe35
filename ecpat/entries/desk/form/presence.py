"""Who else has an entry open: the second is told, by name, before two write over each other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from ....accounts.models import Person
from ....core import clock
from ....core.database import db
from ...drafts import PRESENT, Presence

OLD = timedelta(days=1)


def enter(entry_id: int, person: Person) -> list[str]:
    """Note that a person has an entry open now; return the names of the others who have."""
    now = clock.now()
    db.session.execute(delete(Presence).where(Presence.seen_at < now - OLD))
    row = db.session.get(Presence, (entry_id, person.id))
    if row is None:
        db.session.add(Presence(entry_id=entry_id, person_id=person.id, seen_at=now))
    else:
        row.seen_at = now
    found = (
        select(Person.name)
        .join(Presence, Presence.person_id == Person.id)
        .where(Presence.entry_id == entry_id, Presence.person_id != person.id, Presence.seen_at > now - PRESENT)
        .order_by(Person.name)
    )
    return list(db.session.scalars(found))

"""What counts once: a nonce that was used is remembered, as a digest, for longer than it could be used anyway."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import String, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from ..core import clock
from ..core.database import Base, db

KEPT = timedelta(hours=1)  # no challenge of a passkey is good for longer than half of it


class UsedNonce(Base):
    """A nonce that was used."""

    __tablename__ = "used_nonce"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(index=True)


def use(nonce: str) -> bool:
    """Use a nonce and commit; False where it was used before, be it by another request at this very moment."""
    now, digest = clock.now(), hashlib.sha256(nonce.encode()).hexdigest()
    db.session.execute(delete(UsedNonce).where(UsedNonce.used_at < now - KEPT))
    try:
        db.session.execute(insert(UsedNonce).values(digest=digest, used_at=now))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True

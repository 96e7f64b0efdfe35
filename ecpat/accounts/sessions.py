"""Where a person is signed in: a row for each browser, asked on every request of the desk."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from ..core import clock
from ..core.database import Base, db
from .models import Person

IDLE = timedelta(hours=12)  # without a request, after which a browser is signed out
LONGEST = timedelta(days=7)  # after which it is, whatever happened
REMEMBERED = timedelta(days=60)  # for which an address that a person signed in from is known as theirs
SEEN_EVERY = timedelta(minutes=5)  # how exactly it is known when a browser was last seen


class SignIn(Base):
    """One browser in which a person is signed in, until `ended_at`; `device` says which in a few words."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)  #: SHA-256 of what the cookie holds
    device: Mapped[str] = mapped_column(String(80), default="")
    address_digest: Mapped[str] = mapped_column(String(64), default="")  #: keyed; never an address
    began_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    seen_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


def begin(person: Person, device: str, address_digest: str) -> str:
    """Add a browser to the session and return its token, which is kept nowhere but in its cookie."""
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(SignIn).where(SignIn.seen_at < clock.now() - REMEMBERED))
    db.session.add(
        SignIn(person=person, token_digest=_digest(token), device=device[:80], address_digest=address_digest)
    )
    return token


def current(token: str) -> SignIn | None:
    """Return the browser that has a token, with its person, while it is signed in and they may come in."""
    return db.session.scalar(
        select(SignIn)
        .join(SignIn.person)
        .options(contains_eager(SignIn.person))
        .where(SignIn.token_digest == _digest(token), *_open(), Person.active)
    )


def see(found: SignIn) -> bool:
    """Note that a browser is in use, now and then; tell whether it was noted."""
    if clock.now() - found.seen_at < SEEN_EVERY:
        return False
    found.seen_at = clock.now()
    return True


def of(person: Person) -> Sequence[SignIn]:
    """Return the browsers in which a person is signed in, the one seen last first."""
    return db.session.scalars(
        select(SignIn).where(SignIn.person_id == person.id, *_open()).order_by(SignIn.seen_at.desc(), SignIn.id)
    ).all()


def end(person: Person, number: int) -> bool:
    """Sign one browser of a person out; False where they have none of that number."""
    return _end(SignIn.person_id == person.id, SignIn.id == number) > 0


def end_token(token: str) -> None:
    """Sign the browser out that has a token."""
    _end(SignIn.token_digest == _digest(token))


def end_all(person: Person, but: str = "") -> int:
    """Sign a person out everywhere, but for the browser that has a token; return from how many."""
    return _end(SignIn.person_id == person.id, SignIn.token_digest != _digest(but))


def forget(person: Person) -> None:
    """Delete everything that tells where a person was signed in."""
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def knows(email: str, address_digest: str) -> bool:
    """Tell whether the person of an e-mail address, in its normal form, has signed in from an address before."""
    return bool(
        db.session.scalar(
            select(SignIn.id)
            .join(SignIn.person)
            .where(Person.email == email, SignIn.address_digest == address_digest)
            .limit(1)
        )
    )


def is_current(found: SignIn, token: str) -> bool:
    """Tell whether a browser is the one that has a token."""
    return secrets.compare_digest(found.token_digest, _digest(token))


def _end(*which: ColumnElement[bool]) -> int:
    done = db.session.execute(update(SignIn).where(*which, SignIn.ended_at.is_(None)).values(ended_at=clock.now()))
    return int(done.rowcount)  # type: ignore[attr-defined]  # of an UPDATE


def _open() -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    return SignIn.ended_at.is_(None), SignIn.seen_at > now - IDLE, SignIn.began_at > now - LONGEST


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

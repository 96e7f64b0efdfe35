"""People of the desk and their passkeys."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import datetime
from typing import Any

from email_validator import validate_email
from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, false
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from .. import locales
from ..core import clock
from ..core.database import Base

ROLES = ("writer", "editor", "administrator")  # each may do what those before it may
PUBLISHES = "editor"  # the least of them that may change what readers see
ERASED = "erased.invalid"  # the domain of an erased person's address (RFC 2606)


def normal_email(typed: str) -> str:
    """Return an address in the one form in which it is kept, found and counted; raises ValueError where it is none.

    Capitals and full-width letters make no other address; « ß » does, which mail servers tell from “ss”.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    return validate_email(text, check_deliverability=False).normalized.lower()


class Person(Base, UserMixin):
    """Somebody who works at the desk. A row is never deleted: what they wrote goes on naming them.

    Names that begin with `fs_`, `tf_` and `mf_` are Flask-Security's.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)  #: as `normal_email` returns it
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(12), default=lambda: locales.LOCALES[0])
    active: Mapped[bool] = mapped_column(default=True)
    review_mail: Mapped[bool] = mapped_column(default=False, server_default=false())  #: wished for
    password: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    erased_at: Mapped[datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid.uuid4().hex)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # empty at first
        String(64), unique=True
    )
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_counter: Mapped[int | None]  #: of the code used last (RFC 6238, section 5.2): none is taken twice
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))

    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # ours are Passkeys
        back_populates="person", cascade="all, delete-orphan", passive_deletes=True
    )
    roles: Any = ()  # Flask-Security's; ours is one word, asked by `may`

    def may(self, role: str) -> bool:
        """Tell whether this person may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def has_second_factor(self) -> bool:
        """Tell whether a password alone does not let in."""
        return bool(self.tf_totp_secret and self.tf_primary_method) or bool(self.webauthn)


class Passkey(Base, WebAuthnMixin):
    """A passkey of a person (WebAuthn Level 2); the columns are those that Flask-Security asks for."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    lastuse_datetime: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))

    person: Mapped[Person] = relationship(back_populates="webauthn")

    @validates("device_type")
    def _plain(self, _name: str, value: str) -> str:
        """Keep the text: what comes is an Enum, which each database's driver would write in its own way."""
        return str(getattr(value, "value", value))

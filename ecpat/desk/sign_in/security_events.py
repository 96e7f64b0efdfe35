"""What follows from a change of somebody's security: the audit, other browsers signed out, a mail to tell them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_security.signals import (
    password_changed,
    password_reset,
    reset_password_instructions_sent,
    tf_profile_changed,
    wan_deleted,
    wan_registered,
)

from ...accounts import audit, sessions
from ...accounts.models import Person
from ...core.database import db
from .. import mail
from . import sessions as desk_sessions


def install(app: Flask) -> None:
    """Let an application act on Flask-Security's signals."""
    password_changed.connect(_changed, app)
    password_reset.connect(_reset, app)
    reset_password_instructions_sent.connect(_asked, app)
    tf_profile_changed.connect(_code_app, app)
    wan_registered.connect(_passkey_added, app)
    wan_deleted.connect(_passkey_removed, app)


def tell(person: Person, action: str) -> None:
    """Record a change of a person's security and tell them of it by mail; the view commits."""
    audit.record(person, action, f"person:{person.id}")
    mail.send(person, "changed", action=action)


def _changed(_app: Flask, user: Person, **_more: Any) -> None:
    sessions.end_all(user, but=desk_sessions.token())
    tell(_own(user), "password.changed")


def _reset(_app: Flask, user: Person, **_more: Any) -> None:
    sessions.end_all(user)
    tell(user, "password.reset")


def _asked(_app: Flask, user: Person, **_more: Any) -> None:
    mail.send(user, "link")  # as the form does for an unknown address: the audit is told when it is sent
    db.session.commit()


def _code_app(_app: Flask, user: Person, **_more: Any) -> None:
    tell(_own(user), "second_factor.set")


def _passkey_added(_app: Flask, user: Person, **_more: Any) -> None:
    tell(_own(user), "passkey.added")


def _passkey_removed(_app: Flask, user: Person, **_more: Any) -> None:
    tell(_own(user), "passkey.removed")


def _own(user: Any) -> Person:
    """Return the person themselves, where Flask-Login's stand-in is sent."""
    return user._get_current_object() if hasattr(user, "_get_current_object") else user  # type: ignore[no-any-return]

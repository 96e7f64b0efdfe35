"""What somebody may only do shortly after they showed who they are."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_security import auth_required


def _freshness() -> timedelta:
    within: timedelta = current_app.config["SECURITY_FRESHNESS"]
    return within


#: A decorator of views: it asks for the password or a passkey again where that was long ago.
fresh = auth_required("session", within=_freshness)

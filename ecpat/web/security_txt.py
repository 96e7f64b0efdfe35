"""Whom to tell of a weakness: `/.well-known/security.txt` (RFC 9116)."""

from __future__ import annotations

from datetime import time, timedelta

from flask import Response, abort, current_app, request

from .. import locales
from ..core import clock

VALID = timedelta(days=180)  # RFC 9116, 2.5.5, recommends less than a year


def security_txt() -> Response:
    """Send whom to tell, in which languages, and until when that holds; 404 without SECURITY_CONTACT."""
    contact = current_app.config["SECURITY_CONTACT"] or abort(404)
    base = current_app.config["BASE_URL"] or request.host_url.rstrip("/")
    until = (clock.now() + VALID).date()
    lines = (
        f"Contact: {contact}",
        f"Expires: {until.isoformat()}T{time.min.isoformat()}Z",
        f"Preferred-Languages: {', '.join(locales.LOCALES)}",
        f"Canonical: {base}{request.path}",
    )
    answer = Response("".join(f"{line}\r\n" for line in lines), content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"  # kept pages stand until content changes, this one expires
    return answer

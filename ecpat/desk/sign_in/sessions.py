"""The browser of a request: begun at sign-in, asked on every request of the desk, ended at sign-out."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, Request, g, request, session
from flask_babel import gettext as _
from flask_security.signals import user_authenticated
from flask_security.utils import set_request_attr

from ...accounts import audit, sessions, throttle
from ...accounts.models import Person
from ...core.database import db

_TOKEN = "sign_in"  # noqa: S105 — the name of the session's field
_KEPT = ("_user_id", "_fresh", "_id", "fs_paa", "_flashes")
_BROWSERS = (
    ("Firefox", r"Firefox/"),
    ("Edge", r"Edg"),
    ("Opera", r"OPR/"),
    ("Chrome", r"Chrom"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac", "Mac OS"),
    ("ChromeOS", "CrOS"), ("Linux", "Linux"),
)  # fmt: skip


def install(app: Flask, login_manager: Any) -> None:
    """Let an application know who is signed in by the rows of `SignIn`."""
    login_manager.user_loader(_load)
    login_manager.request_loader(_no_one)  # Flask-Security's: tokens in addresses and headers, which nobody has
    login_manager.session_protection = None  # a row can be ended; an address may change on the way
    user_authenticated.connect(_begin, app)


def _load(uniquifier: str) -> Person | None:
    """Return the person of the session, while this browser is signed in; note that it was seen."""
    found = sessions.current(token())
    if found is None or found.person.fs_uniquifier != uniquifier:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    person = found.person
    if sessions.see(found):
        db.session.commit()
        session.modified = True  # the cookie is as old as the row at most
    return person


def _no_one(_request: Request) -> None:
    """Know nobody by a request without session."""


def _begin(_app: Flask, user: Person, **_more: Any) -> None:
    """Begin anew: another token and nothing of the session before, so that none can be planted."""
    if old := token():
        sessions.end_token(old)
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    g.pop("csrf_token", None)
    session.update(kept)
    session[_TOKEN] = sessions.begin(user, device(request.user_agent.string), throttle.here())
    audit.record(user, "sign_in.begun", f"person:{user.id}")


def token() -> str:
    """Return the token of this browser; empty where it has none."""
    return str(session.get(_TOKEN, ""))


def device(agent: str) -> str:
    """Return a browser and a system as “Firefox, Linux”: enough to know it by, and no more."""
    names = [
        next((name for name, pattern in known if re.search(pattern, agent)), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, names))


def words(device: str) -> str:
    """Return the words for a device: “Firefox on Linux”."""
    browser, _comma, system = device.partition(", ")
    if not browser:
        return str(_("Unknown browser"))
    return str(_("%(browser)s on %(system)s", browser=browser, system=system)) if system else browser

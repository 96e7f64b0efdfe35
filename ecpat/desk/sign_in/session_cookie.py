"""The session's cookie: the desk's alone, so that a reader never gets one."""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from ...web import feature
from ...web.arguments import DRAFT

COOKIE = "__Host-desk"
IDLE = 12 * 3600  # seconds without a request after which a session ends


class DeskSessions(SecureCookieSessionInterface):
    """Reads and writes the cookie under the desk's paths, and reads it for a draft's files.

    Elsewhere there is an empty session that is never kept.
    """

    def __init__(self) -> None:
        self._roots = feature.roots()

    def is_desk(self, path: str) -> bool:
        """Tell whether a path is the desk's."""
        return path.startswith(self._roots)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request."""
        opens = self.is_desk(request.path) or DRAFT in request.args
        return super().open_session(app, request) if opens else self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session of a request to the desk."""
        if self.is_desk(request.path):
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    """Let an application keep sessions so: `__Host-` binds the cookie to this host and to TLS."""
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=IDLE,
    )
    app.session_interface = DeskSessions()

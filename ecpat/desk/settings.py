"""Settings: what can be set, and where."""

from __future__ import annotations

from flask import Response
from flask_babel import lazy_gettext as _l

from ..web.feature import MAIN, SETTINGS, Link, Route, links
from . import layout


def settings() -> Response:
    """Show what can be set by somebody of this role."""
    return layout.render("desk/settings.html", pages=links(SETTINGS))


ROUTES = (Route("settings", "{settings}", settings, "editor", link=Link(MAIN, 50, _l("Settings"))),)

"""Settings: what can be set, and where."""

from __future__ import annotations

from flask import Response

from ..core.i18n import lazy_gettext as _l
from ..core.i18n import mark
from ..web.feature import Route
from . import layout

mark("url", "settings")

PAGES = (
    (
        "desk.texts",
        _l("Texts of the site"),
        _l("Name, mission, introduction, footer, help panel, where “Leave this site quickly” leads."),
        "administrator",
    ),
    (
        "desk.menu",
        _l("Menu"),
        _l("What the menu at the top of the site leads to, in each language."),
        "administrator",
    ),
    (
        "desk.concepts",
        _l("Vocabulary"),
        _l("Words to use, words to avoid, and what each is in the other language: for searches and for writing."),
        "editor",
    ),
    (
        "desk.phrases",
        _l("Words of distress"),
        _l("Searches with these words are answered with help first."),
        "editor",
    ),
    (
        "desk.searches",
        _l("What readers search for"),
        _l("Searches made most, and those that found nothing; what comes first for a term."),
        "editor",
    ),
    (
        "desk.redirects",
        _l("Redirects"),
        _l("Where addresses of the old site lead, and which addresses readers do not find."),
        "editor",
    ),
)


def settings() -> Response:
    """Show what can be set by somebody of this role."""
    return layout.render("desk/settings.html", pages=PAGES)


ROUTES = (Route("settings", "{settings}", settings, "editor"),)

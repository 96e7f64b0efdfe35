"""Whom to call: the help lines, by situation."""

from __future__ import annotations

from flask import Response

from ..content.helplines import GROUPS
from . import links, view


def help_page(locale: str) -> Response:
    """Show every help line of a language; the site has no report form and never will."""
    lines = view.site().lines(locale)
    groups = {group: [line for line in lines if line.situation == group] for group in GROUPS}
    return view.render("help.html", links.versions_of("help"), groups=groups)

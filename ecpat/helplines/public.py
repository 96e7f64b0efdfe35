"""Whom to call: the help lines, by situation."""

from __future__ import annotations

from flask import Response

from ..web import rendering, urls
from . import service
from .models import GROUPS


def help_page(locale: str) -> Response:
    """Show every help line of a language; the site has no report form and never will."""
    lines = service.lines(locale)
    groups = {group: [line for line in lines if line.situation == group] for group in GROUPS}
    return rendering.render("helplines/help.html", urls.versions_of("help"), groups=groups)

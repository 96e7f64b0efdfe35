"""Whom to call: the help lines, by situation."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from ..web import rendering, urls
from ..web.places import HELP, Place, elsewhere
from . import service
from .models import GROUPS, HelpLine


def help_page(locale: str) -> Response:
    """Show every help line of a language; the site has no report form and never will."""
    lines = service.lines(locale)
    groups = {group: [line for line in lines if line.situation == group] for group in GROUPS}
    return rendering.render("helplines/help.html", urls.versions_of("help"), groups=groups, now_answering=True)


def places(locale: str) -> Iterator[Place]:
    """Let search find this page, by the names and numbers of its lines too."""
    names = tuple(name for line in service.lines(locale) for name in _names(line, locale) if name)
    yield Place(
        HELP, _("Help"), _("All the help lines"), urls.url_of("help", locale),
        _("For yourself, for a child you know, for a worry. By day and by night."),
        (_("Help"), _("Need help?"), _("Help lines"), _("Telephone numbers"), _("Emergency number"), *names),
        others=elsewhere("help", locale),
    )  # fmt: skip


def _names(line: HelpLine, locale: str) -> tuple[str, ...]:
    """Return what readers may type for a line; one that only has an address is a page of others."""
    words = line.words[locale]
    return () if line.url else (line.number, words.name, words.label, words.label.partition(",")[0])

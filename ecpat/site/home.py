"""The home page, and the address without a language that leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import Response, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from ..core.database import db
from ..core.i18n import negotiated
from ..entries.kind import Kind, all_kinds
from ..entries.models import Edition
from ..entries.public import share_images, structured_data
from ..entries.public.latest import leading, upcoming
from ..entries.public.pagination import latest
from ..web import rendering, snapshot, urls
from ..web.places import Place, elsewhere
from . import redirects

SHOWN = {"list": 5, "grid": 5, "agenda": 4}


def place(locale: str) -> Iterable[Place]:
    """Let search find the home page."""
    others, path = elsewhere("home", locale), urls.url_of("home", locale)
    yield Place("home", _("Home"), _("Home"), path, names=("ECPAT", _("Home page")), others=others)


def redirect_to_locale() -> WerkzeugResponse:
    """Lead to the home page in the language the reader's browser prefers, or from an address of the old site."""
    key = redirects.key_of("/", request.args)
    if key != "/" and (target := db.session.scalar(redirects.leading(key))):
        return redirect(target, 301)
    answer = redirect(urls.url_of("home", negotiated(request)), 302)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def home(locale: str) -> WerkzeugResponse:
    """Say in one breath what the organisation does; show what leads, the newest of each kind, and what comes next.

    With an argument of the old site, lead to what that meant: there, languages had one numbering.
    """
    path, _sign, argument = redirects.key_of(request.path, request.args).partition("?")
    if argument:
        keys = (f"{before}?{argument}" for before in (path, "/"))
        target = next(filter(None, (db.session.scalar(redirects.leading(key)) for key in keys)), None)
        return redirect(target, 301) if target else redirect(urls.url_of("home", locale), 302)
    newest = {kind: _newest(kind, locale) for kind in all_kinds() if kind.in_menu}
    lead = leading(locale) or _newest_of_list(newest)
    shown = {
        kind.name: rows if kind.upcoming else [row for row in rows if lead is None or row.id != lead.id]
        for kind, rows in newest.items()
    }
    said = snapshot.kept(
        ("structured", locale, urls.absolute("")), lambda: [structured_data.organisation(), structured_data.website()]
    )
    return rendering.render(
        "site/home.html", urls.versions_of("home", default="/"), lead=lead, shown=shown, structured=said
    )


def share_image(locale: str) -> Response:
    """Send the share image of pages that have none of their own: the organisation's mission."""
    return share_images.send(share_images.of_language(locale))


def _newest_of_list(newest: Mapping[Kind, Sequence[Edition]]) -> Edition | None:
    """Return what leads where no editor chose it: the newest of the first kind that is shown as a list."""
    lists = (rows for kind, rows in newest.items() if kind.shape == "list" and kind.upcoming is None)
    return next(iter(next(lists, ())), None)


def _newest(kind: Kind, locale: str) -> Sequence[Edition]:
    if kind.upcoming is not None:
        return upcoming(kind, locale)[: SHOWN["agenda"]]
    return latest(locale, kind, SHOWN[kind.shape])

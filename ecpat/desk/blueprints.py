"""The addresses of the desk: every module lists its own, and each is there in every language."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, g, request

from .. import locales
from ..core.i18n import current_locale
from ..entries import drafts
from ..entries.desk import (
    advice,
    autosave,
    draft_files,
    form,
    listing,
    overview,
    preview,
    references,
    revisions,
    todo,
    trash,
    withdraw,
)
from ..files.desk import downloads, file
from ..files.desk import listing as files
from ..helplines import desk as helplines
from ..search import desk as phrases
from ..search import desk_searches as searches
from ..site import menu_models, redirects
from ..site.desk import menu as menus
from ..site.desk import redirects as redirecting
from ..terms import desk as concepts
from ..texts import desk as texts
from ..topics import desk as topics
from ..web.feature import IdConverter, Route
from . import access, account, audit, errors, layout, session_cookie, settings, sign_in, users

TABLES = (drafts, menu_models, redirects)  # known to migrations even where no page uses them

LARGEST = 110 << 20  # bytes of a request from somebody with a session: an upload
LARGEST_FORM = 16 << 20  # bytes of a field: twice a body's, so that one too long is shown again, with its fault
LARGEST_KEPT = 8 << 20  # bytes of a form from somebody who had a session: it is given back

MODULES = (
    overview, todo, listing, form, autosave, withdraw, trash, preview, revisions, files, file, downloads,
    references, advice, topics, helplines, settings, texts, menus, concepts, phrases, searches, redirecting, users,
    audit, account,
)  # fmt: skip


def install(app: Flask) -> None:
    """Give an application its desk."""
    app.url_map.converters["id"] = IdConverter
    session_cookie.install(app)
    layout.install(app)
    advice.install(app)
    draft_files.install(app)
    references.install(app)
    app.before_request(_widen)  # before the forms are read to look for their token
    signing_in = sign_in.install(app)
    desk = Blueprint("desk", __name__)
    _add(signing_in, sign_in.ROUTES)
    for module in MODULES:
        _add(desk, module.ROUTES)
    for blueprint in (signing_in, desk):
        blueprint.url_value_preprocessor(_take_locale)
        errors.install(blueprint)
        app.register_blueprint(blueprint)
    app.url_defaults(_give_locale)


def _add(blueprint: Blueprint, routes: tuple[Route, ...]) -> None:
    for route in routes:
        answer = access.guarded(route.view, route.role)
        for locale in locales.LOCALES:
            blueprint.add_url_rule(
                route.rule(locale), route.endpoint, answer, defaults={"locale": locale}, methods=route.methods
            )


def _widen() -> None:
    """Let somebody who is signed in send more than a reader may; who was, and typed on, as much text."""
    if request.blueprint != "desk":
        return
    if access.signed_in():
        request.max_content_length, request.max_form_memory_size = LARGEST, LARGEST_FORM
    elif access.same_origin():
        request.max_content_length = request.max_form_memory_size = LARGEST_KEPT


def _take_locale(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        g.locale = values.pop("locale")


def _give_locale(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.startswith(("desk.", "security.")):
        values.setdefault("locale", current_locale())

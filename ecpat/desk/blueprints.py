"""The addresses of the desk: the pages that features declare, each there in every language."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, current_app, request

from .. import locales
from ..core.i18n import current_locale
from ..web import feature
from ..web.feature import INSTALLED
from . import access, errors
from .sign_in import pages as sign_in
from .sign_in import session_cookie

LARGEST = 110 << 20  # bytes of a request from somebody with a session, unless a recording may be larger
BESIDE = 10 << 20  # bytes of a form around a file
LARGEST_FORM = 16 << 20  # bytes of a field: twice a body's, so that one too long is shown again, with its fault
LARGEST_KEPT = 8 << 20  # bytes of a form from somebody who had a session: it is given back


def install(app: Flask) -> None:
    """Give an application the pages at the desk of all its features."""
    session_cookie.install(app)
    app.before_request(_widen)  # before the forms are read to look for their token
    signing_in = sign_in.install(app)
    for blueprint in (signing_in, Blueprint("desk", __name__)):
        _add_pages(app, blueprint)
        blueprint.url_value_preprocessor(_drop_locale)
        errors.install(blueprint)
        app.register_blueprint(blueprint)
    app.url_defaults(_give_locale)


def _add_pages(app: Flask, blueprint: Blueprint) -> None:
    features = (one for one in INSTALLED.of(app) if one.blueprint == blueprint.name)
    for route in (route for one in features for route in one.desk):
        answer = access.guarded(route.view, route.role)
        for locale in locales.LOCALES:
            blueprint.add_url_rule(
                feature.root(locale) + feature.path_in(locale, route.path), route.endpoint, answer,
                defaults={"locale": locale}, methods=route.methods,
            )  # fmt: skip


def largest() -> int:
    """Return how many bytes somebody with a session may send: an upload."""
    return max(LARGEST, int(current_app.config["RECORDING_SIZE"]) * 1_000_000 + BESIDE)


def _widen() -> None:
    """Let somebody who is signed in send more than a reader may; who was, and typed on, as much text."""
    if request.blueprint != "desk":
        return
    if access.signed_in():
        request.max_content_length, request.max_form_memory_size = largest(), LARGEST_FORM
    elif access.same_origin():
        request.max_content_length = request.max_form_memory_size = LARGEST_KEPT


def _drop_locale(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        values.pop("locale")


def _give_locale(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.startswith(("desk.", "security.")):
        values.setdefault("locale", current_locale())

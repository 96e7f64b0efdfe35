"""When the desk refuses: why, in the person's language, with a way back, and with what they had typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..accounts.models import PUBLISHES
from ..core.database import db
from ..core.errors import ConflictError
from ..web import errors
from ..web.feature import hooks
from . import access, layout

log = structlog.get_logger()
WORDS = {
    400: (_l("This could not be read"), _l("Something in it is not as it should be. Nothing was changed.")),
    403: (_l("This is not yours to do"), _l("Your role at the desk does not allow it.")),
    404: (_l("There is nothing here"), _l("It may have been moved or deleted.")),
    413: (_l("This is too large"), _l("It was not taken, and nothing was changed.")),
    429: (
        _l("Please wait a moment"),
        _l("There were several attempts that failed. Your account is not closed: try again in a few minutes."),
    ),
}
_FAILED = (
    _l("Something went wrong on our side"),
    _l("It is noted for the maintainer. What you saved before is kept."),
)
_STALE = (
    _l("This page was open for too long"),
    _l("You were signed out meanwhile, or your browser did not send the desk’s cookie. Nothing was changed."),
)
_CROSSED = (_l("Somebody saved at the same moment"), _l("Nothing of yours was saved."))
# What leads back to the form, by status: the browser has kept it.
_KEPT = {
    409: _l("Go back with your browser: your words are still there. Save them again."),
    413: _l("Go back with your browser: your words are still there. Choose smaller files, or send one at a time."),
    500: _l("Go back with your browser: your words are still there. Save them again."),
}
_REFUSED = (403, 429)
_LONG = 40  # characters of a value that is shown; shorter ones are kept unseen


@dataclass(frozen=True)
class UploadLimits:
    """What a feature says, in words, of how large the files may be that are sent to it."""

    words: Callable[[], str]


def install(blueprint: Blueprint) -> None:
    """Answer the errors of the desk's own pages."""
    blueprint.register_error_handler(CSRFError, _kept)
    blueprint.register_error_handler(access.SignedOutError, _kept)
    for crossed in (IntegrityError, StaleDataError, ConflictError):
        blueprint.register_error_handler(crossed, _crossed)
    blueprint.register_error_handler(InternalServerError, _failed)
    for status in WORDS:
        blueprint.register_error_handler(status, _answer)


def _crossed(_error: Exception) -> Response:
    """Tell that two saves crossed, and that nothing was overwritten: the browser's way back has what was typed."""
    db.session.rollback()
    return _page(409, *_CROSSED)


def _failed(error: InternalServerError) -> WerkzeugResponse:
    """Say that a page failed; whatever kept an entry's form from opening, it can be taken off the site."""
    if answer := errors.if_away(error):
        return answer
    db.session.rollback()
    try:
        return _page(500, *_FAILED)
    except Exception as failure:
        log.error("error_page", reason=failure)
        return errors.plain(500)


def _answer(error: HTTPException) -> Response:
    status = error.code or 400
    if status in _REFUSED:
        _note(error)
    title, text = WORDS[status]
    answer = _page(status, title, error.description if isinstance(error.description, LazyString) else text)
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _note(error: HTTPException) -> None:
    """Note that somebody was refused, and why; not what they sent, nor from where."""
    person = access.person().id if access.signed_in() else None
    log.warning("refused", status=error.code, reason=error, person=person)


def _kept(error: HTTPException) -> Response:
    """Give back what somebody typed whose session or form had ended, to be sent again.

    Only where the browser itself says that a page of this site sent it: another site could else have its own words
    sent with a good token. What belongs to signing in is never given back.
    """
    _note(error)
    if request.blueprint != "desk" or not access.same_origin():
        return _page(400, *_STALE)
    fields = [
        (name, value, next((code for code in locales.LOCALES if name.startswith(f"{code}-")), ""))
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]
    return layout.render(
        "entries/desk/kept.html", 403, here=request.full_path.rstrip("?"),
        shown=[field for field in fields if len(field[1]) >= _LONG or "\n" in field[1]],
        unseen=[field for field in fields if len(field[1]) < _LONG and "\n" not in field[1]],
        files=[file.filename for file in request.files.values() if file.filename],
    )  # fmt: skip


def _page(status: int, title: LazyString, text: LazyString) -> Response:
    """Return a page that says what is wrong; what can only be sent to has no page in the other languages."""
    shown = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    switch = layout.other_languages("" if shown else "desk.overview")
    kept = _KEPT.get(status) if request.method == "POST" else None
    limits = " ".join(one.words() for one in hooks(UploadLimits)) if status == 413 else ""
    entry_id = (request.view_args or {}).get("entry_id") if status in (413, 500) else None
    may_withdraw = entry_id is not None and access.signed_in() and access.person().may(PUBLISHES)
    return layout.render(
        "desk/error.html", status, title=title, text=text, kept=kept, limits=limits, switch=switch,
        withdraw=entry_id if may_withdraw else None,
    )  # fmt: skip

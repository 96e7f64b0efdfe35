"""When the desk refuses: why, in the person's language, with a way back."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from ..extensions import db
from ..i18n import lazy_gettext as _l
from . import view

WORDS = {
    400: (_l("This could not be read"), _l("Something in it is not as it should be. Nothing was changed.")),
    403: (_l("This is not yours to do"), _l("Your role at the desk does not allow it.")),
    404: (_l("There is nothing here"), _l("It may have been moved or deleted.")),
    413: (_l("This is too large"), _l("Nothing was changed. Send less at once.")),
}
_STALE = (
    _l("This page was open for too long"),
    _l("You were signed out meanwhile, or your browser did not send the desk’s cookie. Nothing was changed."),
)
_CROSSED = (
    _l("Somebody saved at the same moment"),
    _l("Nothing of yours was saved. Go back: your words are still there; save them again."),
)


def install(blueprint: Blueprint) -> None:
    """Answer the errors of the desk's own pages."""
    blueprint.register_error_handler(CSRFError, lambda error: _page(400, *_STALE))
    blueprint.register_error_handler(IntegrityError, _crossed)
    for status in WORDS:
        blueprint.register_error_handler(status, _answer)


def _crossed(_error: IntegrityError) -> Response:
    """Tell that two saves crossed, and the database kept its rules: the browser's way back has what was typed."""
    db.session.rollback()
    return _page(409, *_CROSSED)


def _answer(error: HTTPException) -> Response:
    status = error.code or 400
    return _page(status, *WORDS[status])


def _page(status: int, title: str, text: str) -> Response:
    return view.render("error.html", status, title=title, text=text, switch=[])

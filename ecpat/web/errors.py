"""When a page cannot be shown: the right status, a helpful page, the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Flask, Response, current_app, redirect
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Gone, HTTPException, InternalServerError, SecurityError, ServiceUnavailable
from werkzeug.wrappers import Response as WerkzeugResponse

from ..core.database import db, is_away
from ..core.i18n import current_locale
from . import rendering, snapshot, tolerance, urls
from .feature import hooks

log = structlog.get_logger()
AGAIN = 60  # seconds after which what cannot be shown now may be asked for again

_THREAD = _l("Here is where to pick up the thread.")
WORDS = {  # title and texts by status
    400: (_l("We could not read this address"), _l("Something in it is not as it should be."), _THREAD),
    404: (_l("This page cannot be found"), _l("Its address may have changed, or the page was taken down."), _THREAD),
    405: (_l("This cannot be done here"), _l("This page can be read, and nothing can be sent to it."), _THREAD),
    410: (_l("This page has been removed"), _l("We took it down for good."), _THREAD),
    429: (_l("One moment, please"), _l("Many requests came from your network at once. Wait a minute and try again.")),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing you did caused it. Try again in a few minutes; the help lines always answer."),
    ),
    503: (
        _l("This page cannot be shown right now"),
        _l("Nothing you did caused it. Try again in a few minutes; the help lines always answer."),
    ),
}


class WithdrawnError(Gone):
    """A page was taken off the site, and an editor says why, in the reader's language."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


@dataclass(frozen=True)
class MissingPage:
    """What a feature does where a request's address has no page."""

    target: Callable[[], str | None]  #: where it leads, if an editor has said so
    count: Callable[[], None]  #: counts it, where it leads nowhere


@dataclass(frozen=True)
class StandIn:
    """The page that a feature has for when the site cannot ask its database; None where it has none."""

    page: Callable[[], Response | None]


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(SQLAlchemyError, _database)


def _database(error: SQLAlchemyError) -> WerkzeugResponse:
    """Answer 503 where the database is away; any other error of it is ours, and goes on its way."""
    if not is_away(error):
        raise error
    log.warning("database_unreachable", which="database", reason=error)
    db.session.rollback()
    return _page(ServiceUnavailable(retry_after=AGAIN))


def if_away(error: HTTPException) -> WerkzeugResponse | None:
    """Return what is answered where a page failed because the database is away; None where it failed otherwise."""
    cause = error.original_exception if isinstance(error, InternalServerError) else None
    return _database(cause) if isinstance(cause, SQLAlchemyError) and is_away(cause) else None


def _page(error: HTTPException) -> WerkzeugResponse:
    if away := if_away(error):
        return away
    status = error.code or 500
    if status < 400:
        return error.get_response()  # a redirect
    ours = isinstance(error, InternalServerError)  # in the log already, with where it happened
    if ours:
        db.session.rollback()
    if status in (404, 410) and not isinstance(error, SecurityError):
        if target := _redirected(status):
            return redirect(target, 301)
        if status == 404:
            for missing in hooks(MissingPage):
                missing.count()
    answer: WerkzeugResponse
    try:
        # A host that is not ours gets no page of ours: it has no addresses there.
        answer = plain(status) if isinstance(error, SecurityError) else _shown(status, error)
    except Exception as failure:
        log.error("error_page", reason=failure, exc_info=not ours)
        answer = plain(status)
    for name, value in error.get_response().headers:
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _redirected(status: int) -> str | None:
    """Return where an address that has no page leads: where an editor has said, else to the page it must mean."""
    said = next(filter(None, (missing.target() for missing in hooks(MissingPage))), None)
    return said or (tolerance.meant() if status == 404 else None)


def _shown(status: int, error: HTTPException) -> Response:
    """Return the page of an error; what is away is not asked again, for that may take seconds."""
    if status != 503:
        return _words(status, error.why if isinstance(error, WithdrawnError) else "")
    answer = (_words(status) if snapshot.recall() else _stand_in()) or plain(status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _stand_in() -> Response | None:
    return next((page for stand_in in hooks(StandIn) if (page := stand_in.page())), None)


def _words(status: int, why: str = "") -> Response:
    title, *texts = WORDS.get(status, WORDS[400 if status < 500 else 500])
    text = " ".join(map(str, (why, _THREAD) if why else texts))
    return rendering.render(
        "error.html", urls.versions_of("home"), status, code=status, title=title, text=text, robots="noindex"
    )


def plain(status: int) -> Response:
    """Return the page for when nothing else works: it needs no database and no addresses."""
    title, text, *_rest = WORDS.get(status, WORDS[500])
    page = current_app.jinja_env.get_template("plain.html").render(first=current_locale(), title=title, text=text)
    return Response(page, status, mimetype="text/html")

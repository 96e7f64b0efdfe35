"""The pages of the path. Nothing is sent or kept: an address says which answers were given, and nothing else does."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect
from werkzeug.wrappers import Response

from ... import locales
from ...web import rendering, urls
from ...web.feature import Route
from . import service
from .advice import PARTS, ours, pieces
from .service import Walk


def start(locale: str) -> Response:
    """Ask the first question."""
    return _question(locale, service.walk(locale, ()) or abort(404))


def step(locale: str, answers: str) -> Response:
    """Ask the question that answers led to, or say whom to call, what can be said, and what is better left."""
    found = service.walk(locale, answers.rstrip("/").split("/")) or abort(404)
    if answers != _words(found, found.slugs()):
        return redirect(address(found), 301)
    return _end(locale, found) if found.step.is_ending else _question(locale, found)


def address(found: Walk, count: int | None = None) -> str:
    """Return where one is after all the answers of a walk, or after the first few, in the reader's language."""
    given = found.slugs(count)
    return urls.url_of("guide.step", answers=_words(found, given)) if given else urls.url_of("guide")


def _words(found: Walk, given: tuple[str, ...]) -> str:
    """Return what the address of a question or of an end says of the answers: after a question more can come."""
    at_end = found.step.is_ending and len(given) == len(found.given)
    return "/".join(given) + ("" if at_end else "/")


def _versions(found: Walk) -> urls.Versions:
    if not found.given:
        known: dict[str, urls.Query] = {locale: {} for locale in locales.LOCALES if service.path(locale)}
        return urls.versions_of("guide", known, missing="help")
    given = {locale: service.same(found, locale) for locale in locales.LOCALES}
    words: dict[str, urls.Query] = {
        locale: {"answers": _words(found, slugs)} for locale, slugs in given.items() if slugs
    }
    return urls.versions_of("guide.step", words, missing="help")


def _question(locale: str, found: Walk) -> Response:
    further = [(answer, service.after(locale, found, answer)) for answer in found.step.answers]
    choices = [(address(walk), answer) for answer, walk in further]
    beyond: dict[str, Any] = {"robots": "noindex"} if found.given else {}
    return rendering.render(
        "helplines/guide_question.html", _versions(found), walk=found, choices=choices, address=address,
        ahead=service.ahead(locale, found.step), **beyond,
    )  # fmt: skip


def _end(locale: str, found: Walk) -> Response:
    own = found.step.advice
    advice: dict[str, Any] = {part: pieces(own.get(part, ours(part, locale))) for part in PARTS}
    return rendering.render(
        "helplines/guide_end.html", _versions(found), walk=found, lines=service.lines(locale, found),
        said=[answer.said for _question, answer in found.given if answer.said], robots="noindex",
        **advice,
    )  # fmt: skip


ROUTES = (
    Route("guide", "{help}/{a-child-worries-me}/", start, in_sitemap=True),
    Route("guide.step", "{help}/{a-child-worries-me}/<path:answers>", step),
)

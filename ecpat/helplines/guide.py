"""“A child is worrying me”: three questions, each answer a link to another page, and the line to call at the end.

Nothing is sent or kept: an address says which answers were given, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l

from ..core.i18n import mark
from ..web import rendering, urls
from ..web.feature import Route
from . import service
from .models import HelpLine

Words = tuple[Any, Any]  # an answer, and what is meant by it

WORRIES: dict[str, Words] = {
    mark("url", "said"): (_l("Something the child said"), _l("A sentence, a drawing, a secret.")),
    mark("url", "seen"): (
        _l("Something I saw or heard"),
        _l("In the neighbourhood, at a hotel, while travelling, at work."),
    ),
    mark("url", "online"): (
        _l("Something online"),
        _l("A message, someone asking for a picture, a picture that goes around."),
    ),
    mark("url", "change"): (
        _l("A change, without knowing why"),
        _l("The child is silent, absent, afraid, or is given presents."),
    ),
}
TIES: dict[str, Words] = {  # with what can be said on the telephone
    mark("url", "family"): (
        _l("A child of my family"),
        _l("“I am worried about a child in my family. I do not know whether it is serious.”"),
    ),
    mark("url", "work"): (
        _l("A child I meet at work"),
        _l("“I am worried about a child I meet in my work. I do not know whether it is serious.”"),
    ),
    mark("url", "around"): (
        _l("A child I know"),
        _l("“I am worried about a child I know. I do not know whether it is serious.”"),
    ),
    mark("url", "stranger"): (
        _l("A child I do not know"),
        _l("“I saw something about a child I do not know. I do not know whether it is serious.”"),
    ),
}


def danger(locale: str) -> Response:
    """Ask whether the child is in danger now."""
    return rendering.render("helplines/guide_danger.html", urls.versions_of("guide"), step=1)


def worry(locale: str) -> Response:
    """Ask what is worrying."""
    choices = [(f"guide.{key}", *words) for key, words in WORRIES.items()]
    return _question("guide.worry", 2, choices)


def tie(locale: str, worry: str) -> Response:
    """Ask who the child is to the one who asks."""
    choices = [(f"guide.{worry}.{key}", words[0], "") for key, words in TIES.items()]
    return _question(f"guide.{worry}", 3, choices, WORRIES[worry][0])


def end_danger(locale: str) -> Response:
    """Say whom to call where a child is in danger now."""
    lines = [line for line in service.lines(locale) if line.situation == "now"]
    return _end("guide.now", lines)


def end(locale: str, worry: str, tie: str) -> Response:
    """Say whom to call, what can be said, and what is better left."""
    return _end(f"guide.{worry}.{tie}", _lines(locale, worry), worry=worry, said=TIES[tie][1], answers=(
        WORRIES[worry][0], TIES[tie][0],
    ))  # fmt: skip


def _lines(locale: str, worry: str) -> list[HelpLine]:
    """Return the lines that editors chose for a worry; else those of the panel beside texts."""
    every = service.lines(locale)
    chosen = [line for line in every if worry in line.worries.split(",")]
    return chosen or [line for line in every if line.in_panel]


def _question(endpoint: str, step: int, choices: list[tuple[str, Any, Any]], answer: Any = "") -> Response:
    versions = urls.versions_of(endpoint)
    return rendering.render(
        "helplines/guide_question.html", versions, step=step, choices=choices, answer=answer, robots="noindex"
    )


def _end(endpoint: str, lines: list[HelpLine], **more: Any) -> Response:
    versions = urls.versions_of(endpoint)
    return rendering.render("helplines/guide_end.html", versions, lines=lines, robots="noindex", **more)


def _routes() -> Iterator[Route]:
    start = "{help}/{a-child-worries-me}/"
    yield Route("guide", start, danger, in_sitemap=True)
    yield Route("guide.now", f"{start}{{in-danger}}", end_danger)
    yield Route("guide.worry", f"{start}{{not-in-danger}}/", worry)
    for key in WORRIES:
        yield Route(f"guide.{key}", f"{start}{{not-in-danger}}/{{{key}}}/", tie, values={"worry": key})
        for other in TIES:
            path = f"{start}{{not-in-danger}}/{{{key}}}/{{{other}}}"
            yield Route(f"guide.{key}.{other}", path, end, values={"worry": key, "tie": other})


URL_WORDS = (mark("url", "a-child-worries-me"), mark("url", "in-danger"), mark("url", "not-in-danger"))
ROUTES = tuple(_routes())

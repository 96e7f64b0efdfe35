"""Search for the rest of the house: find, suggest, catch up, rebuild."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ..core import jobs
from ..core.database import db
from ..core.services import Service
from . import documents, pdf_pages
from .index.engine import SearchIndex
from .promoted import promoted
from .sync import VERSION, Upkeep
from .text import snippets, suggestions
from .text.foreign import translated
from .text.parsed_query import Meanings
from .text.rewrite import Reading, otherwise, read
from .text.speller import speller
from .text.thesaurus import thesaurus
from .types import Counts, Found, Hit, Match, Progress, Request, Results, State, Suggestion, UnreadyError

log = logging.getLogger(__name__)

T = TypeVar("T")
MOST_HITS = 100  # on one page
UNREADY = Results(0, (), {}, ready=False)


def find(request: Request) -> Results:
    """Answer a reader: one page of works, the reader's language first; never an error, whatever was typed."""
    upkeep = UPKEEP.current()
    upkeep.merge()
    request = replace(request, page=max(1, request.page), size=max(1, min(MOST_HITS, request.size)))
    return _asked(upkeep, lambda: _find(upkeep.index, request), UNREADY)


def _find(index: SearchIndex, request: Request) -> Results:
    def reading_of(text: str) -> Reading:
        return read(index, thesaurus(), text, request.locale, speller())

    reading, first = reading_of(request.text), promoted(request.text, request.locale)
    found, shown, instead = _searched(index, reading, request, first), reading, ""
    for text in otherwise(index, reading, request.locale) if not found.total else ():
        found, shown, instead = _searched(index, reading_of(text), request), reading_of(text), text
        if found.total:
            break
    hits = tuple(_hits(found.matches, shown.meanings, first))
    translation = translated(request.text, request.locale, index.locales()) if instead else None
    alone = (
        bool(instead or reading.corrected)
        and not _searched(index, replace(reading, meanings=reading.plain), request).total
    )
    return Results(
        total=found.total - len(found.matches) + len(hits),
        hits=hits,
        facets=found.facets,
        terms=shown.terms,
        unknown=reading.unknown,
        corrected=(instead if hits else "") or reading.corrected,
        corrected_shown=alone and bool(hits),
        foreign=translation.language if translation and translation.text == instead else "",
        preferred=reading.preferred,
    )


def _searched(index: SearchIndex, reading: Reading, request: Request, first: Sequence[int] = ()) -> Found:
    """Return what a reading finds: nothing where something was typed that has no word, as a sign alone."""
    if request.text.strip() and not (first or reading.query.excluded or any(reading.meanings.values())):
        return Found(0, ())
    return index.search(reading.meanings, request, first)


def suggest(text: str, locale: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Return what a reader who typed this may be about to type: titles, topics, words; nothing before two letters."""
    upkeep = UPKEEP.current()
    return _asked(upkeep, lambda: suggestions.suggest(upkeep.index, text, locale, limit), ())


def facets(request: Request) -> Mapping[str, Counts]:
    """Return how many works have each value of each facet, of all that a request leaves whatever its text."""
    upkeep = UPKEEP.current()
    return _asked(upkeep, lambda: upkeep.index.search({}, request).facets, {})


def warm_up(locale: str) -> None:
    """Read what the first search in a language would wait for, where there is an index."""
    upkeep = UPKEEP.current()
    if upkeep.index.state() is not None:
        _asked(upkeep, lambda: upkeep.index.warm_up(locale), None)


@jobs.handler("search.keep", every=timedelta(seconds=20), each_machine=True)
def keep(_payload: jobs.Payload) -> None:
    """Do the long work on this machine's index beside its requests, in a thread that no mail waits for."""
    UPKEEP.current().keep()


def catch_up() -> None:
    """Bring the index to the database's generation."""
    UPKEEP.current().catch_up()


def rebuild(progress: Progress | None = None) -> None:
    """Make the index anew beside the old one and swap, telling how many works are done of how many."""
    UPKEEP.current().rebuild(progress or (lambda done, total: None))


def state() -> State | None:
    """Return what the index was made from; None where there is none to trust."""
    return UPKEEP.current().index.state()


def is_whole() -> bool:
    """Tell whether there is an index that this version of the code can search."""
    found = state()
    return found is not None and found.version == VERSION


def invalidate() -> None:
    """Let no index count any more: it is made anew when it is next needed."""
    UPKEEP.current().index.invalidate()


def upkeep_of(app: Flask) -> Upkeep:
    """Return what keeps an application's index, as a new process has it: nothing is open yet."""
    return Upkeep(app, SearchIndex(Path(app.config.get("SEARCH_FOLDER") or Path(app.instance_path) / "search")))


UPKEEP = Service(upkeep_of)


def _asked(upkeep: Upkeep, ask: Callable[[], T], otherwise: T) -> T:
    """Ask the engine, brought up to date; open a broken index again, then make it anew; else answer `otherwise`."""
    told = False
    for heal in (upkeep.index.reopen, upkeep.index.reopen, upkeep.index.invalidate, None):
        try:
            return ask() if upkeep.catch_up() else otherwise
        except UnreadyError:
            log.info("There is no search index yet")
        except SQLAlchemyError:
            raise
        except Exception:
            if not told:  # once, however often it is tried
                log.exception("The search index cannot be read")
            told = True
        if heal is not None:
            heal()
    return otherwise


def _hits(matches: Iterable[Match], meanings: Meanings, first: Collection[int]) -> Iterable[Hit]:
    """Yield what readers see of the matches that are live in the database now."""
    matches = list(matches)
    asked = {"ids": [match.edition_id for match in matches]}
    rows = {row.id: row for row in db.session.execute(documents.texts(), asked)}
    for match in matches:
        row = rows.get(match.edition_id)
        if row is None:
            continue
        page, text = None, documents.plain(row)
        if match.page and row.document_id is not None:
            found = db.session.scalar(documents.page_text(row.document_id, match.page))
            if found is not None:
                text, page = pdf_pages.joined(found), match.page
        yield Hit(
            entry_id=row.entry_id,
            edition_id=row.id,
            kind=row.kind,
            locale=row.locale,
            title=snippets.marked(row.title, _found(meanings, row.locale, row.title)),
            passage=snippets.passage(text, _found(meanings, row.locale, text)),
            page=page,
            asset_id=row.document_id if page is not None else None,
            promoted=row.entry_id in first,
        )


def _found(meanings: Meanings, locale: str, text: str) -> list[snippets.Place]:
    """Return what to mark in a text: what was typed; what means the same where nothing of that stands there."""
    meaning = meanings.get(locale)
    if meaning is None:
        return []
    found = snippets.places(text, meaning.stems, locale)
    return [place for place in found if place.stem in meaning.own] or found

"""Search for the rest of the house: find, suggest, catch up, rebuild."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ..core import jobs
from ..core.database import db
from ..core.services import Service
from . import documents
from .index.engine import SearchIndex
from .promoted import promoted
from .sync import VERSION, Upkeep
from .text import snippets, suggestions
from .text.parsed_query import Meanings
from .text.rewrite import read
from .text.thesaurus import thesaurus
from .types import Hit, Match, Progress, Request, Results, State, Suggestion, UnreadyError

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
    reading = read(index, thesaurus(), request.text, request.locale)
    first = promoted(request.text, request.locale)
    found = index.search(reading.meanings, request, first)
    hits = tuple(_hits(found.matches, reading.meanings, first))
    alone = bool(reading.corrected) and not index.search(reading.plain, replace(request, page=1, size=1)).total
    return Results(
        total=found.total - len(found.matches) + len(hits),
        hits=hits,
        facets=found.facets,
        terms=reading.terms,
        unknown=reading.unknown,
        corrected=reading.corrected,
        corrected_shown=alone and bool(hits),
        preferred=reading.preferred,
    )


def suggest(text: str, locale: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Return what a reader who typed this may be about to type: titles, topics, words; nothing before two letters."""
    upkeep = UPKEEP.current()
    return _asked(upkeep, lambda: suggestions.suggest(upkeep.index, text, locale, limit), ())


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
    rows = {row.id: row for row in db.session.execute(documents.texts([match.edition_id for match in matches]))}
    for match in matches:
        row = rows.get(match.edition_id)
        if row is None:
            continue
        page, text = None, documents.plain(row)
        if match.page and row.document_id is not None:
            found = db.session.scalar(documents.page_text(row.document_id, match.page))
            if found is not None:
                text, page = documents.joined(found), match.page
        stems = _marked_stems(meanings, row.locale, f"{row.title}\n{text}")
        yield Hit(
            entry_id=row.entry_id,
            edition_id=row.id,
            kind=row.kind,
            locale=row.locale,
            title=snippets.marked(row.title, stems, row.locale),
            passage=snippets.passage(text, stems, row.locale),
            page=page,
            asset_id=row.document_id if page is not None else None,
            promoted=row.entry_id in first,
        )


def _marked_stems(meanings: Meanings, locale: str, text: str) -> frozenset[str]:
    """Return the stems to mark in a text: those typed; what means the same where none of them stands there."""
    meaning = meanings.get(locale)
    if meaning is None:
        return frozenset()
    return meaning.own if snippets.places(text, meaning.own, locale) else meaning.stems

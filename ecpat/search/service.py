"""Search for the rest of the house: find, suggest, catch up, rebuild."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ..core import jobs
from ..core.database import db
from ..core.services import Service
from ..core.typography import spaced
from . import documents, pdf_pages, transcripts
from .index.engine import SearchIndex
from .promoted import promoted
from .sync import VERSION, IndexSync
from .text import snippets, suggestions
from .text.foreign import translated
from .text.parsed_query import ParsedQueries
from .text.rewrite import Rewrite, otherwise, read
from .text.speller import speller
from .text.thesaurus import thesaurus
from .types import Counts, Found, Hit, Match, Progress, Request, Results, State, Suggestion, UnreadyError

log = structlog.get_logger()

T = TypeVar("T")
MOST_HITS = 100  # on one page
UNREADY = Results(0, (), {}, ready=False)


def find(request: Request) -> Results:
    """Answer a reader: one page of works, the reader's language first; never an error, whatever was typed."""
    sync = INDEX_SYNC.current()
    sync.merge()
    request = replace(request, page=max(1, request.page), size=max(1, min(MOST_HITS, request.size)))
    return _asked(sync, lambda: _find(sync.index, request), UNREADY)


def _find(index: SearchIndex, request: Request) -> Results:
    def rewrite_of(text: str) -> Rewrite:
        return read(index, thesaurus(), text, request.locale, speller())

    rewrite, first = rewrite_of(request.text), promoted(request.text, request.locale)
    found, shown, instead = _searched(index, rewrite, request, first), rewrite, ""
    for text in otherwise(index, rewrite, request.locale) if not found.total else ():
        found, shown, instead = _searched(index, rewrite_of(text), request), rewrite_of(text), text
        if found.total:
            break
    hits = tuple(_hits(found.matches, shown.parsed, first))
    translation = translated(request.text, request.locale, index.locales()) if instead else None
    alone = (
        bool(instead or rewrite.corrected)
        and not _searched(index, replace(rewrite, parsed=rewrite.plain), request).total
    )
    return Results(
        total=found.total - len(found.matches) + len(hits),
        hits=hits,
        facets=found.facets,
        terms=shown.terms,
        unknown=rewrite.unknown,
        corrected=spaced((instead if hits else "") or rewrite.corrected, request.locale),
        corrected_shown=alone and bool(hits),
        foreign=translation.language if translation and translation.text == instead and hits else "",
        preferred=rewrite.preferred,
    )


def _searched(index: SearchIndex, rewrite: Rewrite, request: Request, first: Sequence[int] = ()) -> Found:
    """Return what a reading finds: nothing where something was typed that has no word, as a sign alone."""
    if request.text.strip() and not (first or rewrite.query.excluded or any(rewrite.parsed.values())):
        return Found(0, ())
    return index.search(rewrite.parsed, request, first)


def suggest(text: str, locale: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Return what a reader who typed this may be about to type: titles, topics, words; nothing before two letters."""
    sync = INDEX_SYNC.current()
    return _asked(sync, lambda: suggestions.suggest(sync.index, text, locale, limit), ())


def facets(request: Request) -> Mapping[str, Counts]:
    """Return how many works have each value of each facet, of all that a request leaves whatever its text."""
    sync = INDEX_SYNC.current()
    return _asked(sync, lambda: sync.index.search({}, request).facets, {})


def warm_up(locale: str) -> None:
    """Read what the first search in a language would wait for, where there is an index."""
    sync = INDEX_SYNC.current()
    if sync.index.state() is not None:
        _asked(sync, lambda: sync.index.warm_up(locale), None)


@jobs.handler("search.keep", every=timedelta(seconds=20), each_machine=True)
def keep(_payload: jobs.Payload) -> None:
    """Do the long work on this machine's index beside its requests, in a thread that no mail waits for."""
    INDEX_SYNC.current().keep()


def catch_up() -> None:
    """Bring the index to the database's generation."""
    INDEX_SYNC.current().catch_up()


def rebuild(progress: Progress | None = None) -> None:
    """Make the index anew beside the old one and swap, telling how many works are done of how many."""
    INDEX_SYNC.current().rebuild(progress or (lambda done, total: None))


def state() -> State | None:
    """Return what the index was made from; None where there is none to trust."""
    return INDEX_SYNC.current().index.state()


def is_whole() -> bool:
    """Tell whether there is an index that this version of the code can search."""
    found = state()
    return found is not None and found.version == VERSION


def invalidate() -> None:
    """Let no index count any more: it is made anew when it is next needed."""
    INDEX_SYNC.current().index.invalidate()


def sync_of(app: Flask) -> IndexSync:
    """Return what keeps an application's index, as a new process has it: nothing is open yet."""
    return IndexSync(app, SearchIndex(Path(app.config.get("SEARCH_FOLDER") or Path(app.instance_path) / "search")))


INDEX_SYNC = Service(sync_of)


def _asked(sync: IndexSync, ask: Callable[[], T], otherwise: T) -> T:
    """Ask the engine, brought up to date; open a broken index again, then make it anew; else answer `otherwise`."""
    told = False
    for heal in (sync.index.reopen, sync.index.reopen, sync.index.invalidate, None):
        try:
            return ask() if sync.catch_up() else otherwise
        except UnreadyError:
            log.info("index_not_there")
        except SQLAlchemyError:
            raise
        except Exception:
            if not told:  # once, however often it is tried
                log.exception("index_broken")
            told = True
        if heal is not None:
            heal()
    return otherwise


def _hits(matches: Iterable[Match], parsed: ParsedQueries, first: Collection[int]) -> Iterable[Hit]:
    """Yield what readers see of the matches that are live in the database now."""
    matches = list(matches)
    asked = {"ids": [match.edition_id for match in matches]}
    rows = {row.id: row for row in db.session.execute(documents.texts(), asked)}
    said = transcripts.of(rows.values())
    for match in matches:
        row = rows.get(match.edition_id)
        if row is None:
            continue
        page, text = None, documents.plain(row, said.get(row.id, ""))
        if match.page and row.document_id is not None:
            found = db.session.scalar(documents.page_text(row.document_id, match.page))
            if found is not None:
                text, page = pdf_pages.joined(found), match.page
        yield Hit(
            entry_id=row.entry_id,
            edition_id=row.id,
            kind=row.kind,
            locale=row.locale,
            title=snippets.marked(row.title, _found(parsed, row.locale, row.title)),
            passage=snippets.passage(text, _found(parsed, row.locale, text)),
            page=page,
            asset_id=row.document_id if page is not None else None,
            promoted=row.entry_id in first,
        )


def _found(parsed: ParsedQueries, locale: str, text: str) -> list[snippets.Place]:
    """Return what to mark in a text: what was typed; what means the same where nothing of that stands there."""
    parsed_query = parsed.get(locale)
    if parsed_query is None:
        return []
    found = snippets.places(text, parsed_query.stems, locale)
    return [place for place in found if place.stem in parsed_query.own] or found

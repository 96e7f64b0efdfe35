"""The index that searches ask: opened once for all threads of a process, refreshed where another process wrote."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any

from whoosh import index
from whoosh.index import EmptyIndexError

from ..text.analysis import Token, analyser
from ..text.parsed_query import ParsedQueries
from ..types import BusyError, Found, Progress, Request, State, UnreadyError, Work
from . import schema, scoring, sequences, vocabulary, writer
from .folder import Folder
from .reader import PostingsCache, Snapshot
from .vocabulary import Vocabulary

PATIENCE = 5.0  # seconds that an update waits for another writer
MANY_SEGMENTS = 24
ATTEMPTS = 20  # to open what a writer replaces between the look for its name and the opening
WARM = 1_500_000  # postings of each language that are read when a worker starts: a fifth of a second
MORE = 4  # times as many words are looked at as are suggested
COARSE = 100_000_000  # nanoseconds: a clock's tick is too coarse to trust a stamp that is younger


class SearchIndex:
    """Keeps works and finds them. Threads share one and take turns: Whoosh's readers do not bear two at a time."""

    def __init__(self, path: Path, cache: int = 48 << 20) -> None:
        self._folder, self._limit = Folder(path), cache
        self._lock = RLock()
        self._hidden: tuple[int, frozenset[int]] = (0, frozenset())
        self._at: Path | None = None
        self._snapshot: Snapshot | None = None
        self._generation = self._stamp = -1
        self._cache = PostingsCache(cache)
        self._vocabularies: dict[str, Vocabulary] = {}

    def state(self) -> State | None:
        """Return what the index was made from; None where there is no index to trust."""
        return self._folder.state(self._folder.current())

    def signatures(self, entry_ids: Collection[int] | None = None) -> dict[int, int]:
        """Return the signatures of the works in the index, all or some, under their entries' ids."""
        with self._lock:
            found = self._open().signatures()
            return {entry_id: told for entry_id, told in found if entry_ids is None or entry_id in entry_ids}

    def update(self, works: Iterable[Work], gone: Sequence[int], state: State, anyway: bool = False) -> bool:
        """Replace works and forget those of the entries gone; False where someone else did already.

        anyway: even where the index says that it is of a later generation. Raises BusyError where another writer
        takes long, OSError where the disk is full.
        """
        works = list(works)
        with self._folder.writing(PATIENCE):
            at = self._folder.current()
            present = self._folder.state(at)
            if at is None or present is None or (present.generation >= state.generation and not anyway):
                return False
            if old := {*gone, *(work.entry_id for work in works)}:
                writer.write(at, works, old)
            self._folder.save(at, state)
        return True

    def rebuild(self, works: Iterator[Work], total: int, state: State, progress: Progress) -> None:
        """Make the index anew beside the old one, then put it in its place; raise BusyError where another does."""
        with self._folder.writing(0):
            beside = self._folder.fresh()
            try:
                for done in writer.fill(beside, works):
                    progress(min(done, total), total)
                self._folder.save(beside, state)
                self._folder.use(beside)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise

    def merge(self) -> None:
        """Merge small segments where there are many, unless another is writing; never call this within a request."""
        with suppress(BusyError), self._folder.writing(0):
            at = self._folder.current()
            if at is not None and self.needs_merging():
                writer.write(at, (), merge=writer.merge_small)

    def needs_merging(self) -> bool:
        """Tell whether there are so many segments that merging pays."""
        return self._snapshot is not None and len(self._snapshot.segments) > MANY_SEGMENTS

    def keep(self) -> None:
        """Show, until this process ends, that it does the long work, unless another does already."""
        self._folder.keep()

    def has_keeper(self) -> bool:
        """Tell whether another process of this machine does the long work."""
        return self._folder.has_keeper()

    def hide(self, entry_ids: Iterable[int], generation: int) -> None:
        """Leave works out of every answer until the index has reached a generation."""
        self._hidden = generation, frozenset(entry_ids)

    def warm_up(self, locale: str) -> None:
        """Open the index, and read the postings of a language's most frequent words, which take longest."""
        with self._lock:
            words, left = self._words(locale), WARM
            self._opened().spelled(0)  # which is no word's number, so that the words of all segments are read
            for word in words.most_frequent():
                token = analyser(locale).token(word)
                if token is not None and left > 0:
                    left -= sum(self._opened().count(field, text) for field, text in scoring.terms_of(locale, token))

    def reopen(self) -> None:
        """Let go of the open files: another process may have replaced them."""
        with self._lock:
            self._forget()

    def invalidate(self) -> None:
        """Let go of an index that turned out to be broken: it is made anew when it is next needed."""
        with self._lock:
            self._folder.invalidate()
            self._forget()

    def search(self, parsed: ParsedQueries, request: Request, promoted: Sequence[int] = ()) -> Found:
        """Return one page of the works that match, and the counts of the facets; UnreadyError without an index.

        The works of promoted entries come first, whether they match or not.
        """
        with self._lock:
            return scoring.search(self._open(), parsed, request, self._hidden_now(), promoted)

    def locales(self) -> Sequence[str]:
        """Return the languages that the index has texts in."""
        with self._lock:
            return self._open().locales

    def knows(self, locale: str, token: Token) -> bool:
        """Tell whether a live text of a language has a word in any of its forms."""
        with self._lock:
            return self._opened().has("stem", schema.term(locale, token.stem), self._hidden_now())

    def adjoin(self, locale: str, one: Token, other: Token) -> bool:
        """Tell whether a live text of a language has two words, in any of their forms, one after the other."""
        with self._lock:
            return sequences.adjoin(self._opened(), locale, one.stem, other.stem, self._hidden_now())

    def titled(self, locale: str, stems: Collection[str]) -> frozenset[int]:
        """Return the entries whose live titles in a language have all of some stems."""
        with self._lock:
            having = self._opened().having("title", [schema.term(locale, stem) for stem in stems])
            return frozenset(self._opened().numbers["number"][having].tolist())

    def share(self, locale: str, word: str) -> float:
        """Return in which share of a language's texts a word stands, as it is written but for accents."""
        with self._lock:
            snapshot = self._opened()
            found = len(snapshot.postings("word", schema.term(locale, word))[0])
            return found / max(1, snapshot.counts.get(f"locale:{locale}", 0))

    def correction(self, word: str, locale: str) -> str:
        """Return the word of live texts, or small one, that an unknown one is likeliest meant to be; else nothing."""
        with self._lock:
            words = self._words(locale)
            near = words.near(word)
            live = near if any(map(words.is_small, near[:1])) else self._live(locale, near)
            return next(map(words.surface, live), "")

    def completions(self, start: str, locale: str, count: int, before: Sequence[Token] = ()) -> list[str]:
        """Return the words of live texts that begin so, as they are written there.

        Those that follow the words before, then those of the same texts, if there are any; else the most frequent.
        """
        with self._lock:
            words = self._words(locale)
            found = list(self._live(locale, words.beginning(start, MORE * count)))
            if before:
                found = vocabulary.in_context(self._opened(), locale, found, [token.stem for token in before])
            return list(map(words.surface, found[:count]))

    def near_beginning(self, start: str, locale: str) -> str:
        """Return how live words begin that a word being typed is likeliest meant to be; empty where none is near."""
        with self._lock:
            near = self._words(locale).near_beginnings(start)
            return next((begun for begun, word in near if any(self._live(locale, [word]))), "")

    def _live(self, locale: str, words: Iterable[str]) -> Iterator[str]:
        snapshot, hidden = self._opened(), self._hidden_now()
        return (word for word in words if snapshot.has("word", schema.term(locale, word), hidden))

    def _words(self, locale: str) -> Vocabulary:
        snapshot = self._open()
        if locale not in self._vocabularies:
            self._vocabularies[locale] = Vocabulary(snapshot, locale)
        return self._vocabularies[locale]

    def _hidden_now(self) -> frozenset[int]:
        generation, entry_ids = self._hidden
        state = self.state() if entry_ids else None
        return frozenset() if state is not None and state.generation >= generation else entry_ids

    def _open(self) -> Snapshot:
        """Return the index that counts as it is now; the one in memory where the folder is gone."""
        at = self._folder.current()
        if at is None:
            return self._opened()
        for left in reversed(range(ATTEMPTS)):
            try:
                return self._refreshed(at)
            except FileNotFoundError:
                if not left:
                    raise UnreadyError from None
            except (OSError, EmptyIndexError):
                break
        raise UnreadyError

    def _refreshed(self, at: Path) -> Snapshot:
        now, stamp = time.time_ns(), os.stat(at).st_mtime_ns
        if at != self._at:
            self._forget()
            self._at = at
        if self._snapshot is None or stamp != self._stamp:
            found: Any = index.open_dir(str(at))
            generation = int(found.latest_generation())
            if self._snapshot is None or generation != self._generation:
                self._snapshot = Snapshot(at, found, self._cache, self._snapshot)
                self._generation, self._vocabularies = generation, {}
            self._stamp = stamp if now - stamp > COARSE else -1
        return self._snapshot

    def _opened(self) -> Snapshot:
        """Return the index as it was last opened: a question about each word need not look at the folder again."""
        if self._snapshot is None:
            if self._folder.current() is None:
                raise UnreadyError
            return self._open()
        return self._snapshot

    def _forget(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
        self._at = self._snapshot = None
        self._generation = self._stamp = -1
        self._cache = PostingsCache(self._limit)
        self._vocabularies = {}

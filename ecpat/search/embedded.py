"""The engine that needs no server: Whoosh stores, commits and merges; this package ranks."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import RLock

from whoosh.index import EmptyIndexError

from . import ranking, storage
from .engine import BusyError, Found, Progress, Request, State, UnreadyError, Work
from .folder import Folder
from .scores import ScoreCache
from .text.analysis import Token
from .text.parsed_query import Meanings
from .view import View
from .vocabulary import Vocabularies, Vocabulary

PATIENCE = 5.0  # seconds that an update waits for another writer
MANY_SEGMENTS = 24


class EmbeddedEngine:
    """Threads share one: a search holds its lock, which costs little, as it would hold the interpreter's anyway."""

    def __init__(self, path: Path, cache: int = 120 << 20) -> None:
        self._folder, self._cache = Folder(path), cache
        self._lock = RLock()
        self._at: Path | None = None
        self._view: View | None = None
        self._scores: ScoreCache | None = None
        self._vocabulary: Vocabularies | None = None
        self._hidden: tuple[int, frozenset[int]] = (0, frozenset())

    def state(self) -> State | None:
        """Return what the index was made from; None where there is no index to trust."""
        return self._folder.state(self._folder.current())

    def signatures(self, entry_ids: Collection[int] | None = None) -> dict[int, int]:
        """Return the signatures of the works in the index, all or some, under their entries' ids."""
        with self._lock:
            view, _ = self._open()
            signatures = view.columns["signature"]
            if entry_ids is not None:
                return {number: signatures[run[-1]] for number in entry_ids if (run := view.documents(number))}
            return {entry_id: signatures[head] for entry_id, head in view.works()}

    def update(self, works: Iterable[Work], gone: Sequence[int], state: State, anyway: bool = False) -> bool:
        """Replace works and forget those of the entries gone; False where someone else did already.

        anyway: even where the index says that it is of a later generation. Raises BusyError where another writer
        takes long, OSError where the disk is full.
        """
        works = list(works)
        with self._folder.writing(PATIENCE), self._lock:
            at = self._folder.current()
            present = self._folder.state(at)
            if at is None or present is None or (present.generation >= state.generation and not anyway):
                return False
            view, _ = self._open()
            old = {*gone, *(work.entry_id for work in works)}
            numbers = [number for entry_id in old for number in view.documents(entry_id)]
            if works or numbers:
                storage.write(at, works, numbers)
            self._folder.save(at, state)
        return True

    def rebuild(self, works: Iterator[Work], total: int, state: State, progress: Progress) -> None:
        """Make the index anew beside the old one, then put it in its place; raise BusyError where another does."""
        with self._folder.writing(0):
            beside = self._folder.fresh()
            try:
                for done in storage.fill(beside, works):
                    progress(min(done, total), total)
                self._folder.save(beside, state)
                self._folder.use(beside)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise

    def tidy(self) -> None:
        """Merge small segments where there are many, unless another is writing; never call this within a request."""
        with suppress(BusyError), self._folder.writing(0):
            at = self._folder.current()
            if at is not None and self.untidy():
                storage.write(at, (), merge=storage.merge_small)

    def untidy(self) -> bool:
        """Tell whether there are so many segments that merging pays."""
        return self._view is not None and len(self._view.leaves) > MANY_SEGMENTS

    def hide(self, entry_ids: Iterable[int], generation: int) -> None:
        """Leave works out of every answer until the index has reached a generation."""
        self._hidden = generation, frozenset(entry_ids)

    def reopen(self) -> None:
        """Let go of the open files: another process may have replaced them."""
        with self._lock:
            self._forget()

    def distrust(self) -> None:
        """Let go of an index that turned out to be broken."""
        with self._lock:
            self._folder.distrust()
            self._forget()

    def search(self, meanings: Meanings, request: Request) -> Found:
        """Return one page of the works that match, and the counts of the facets; UnreadyError without an index."""
        with self._lock:
            view, scores = self._open()
            return ranking.search(view, scores, meanings, request, self._hidden_in(view))

    def locales(self) -> Sequence[str]:
        """Return the languages that the index has texts in."""
        with self._lock:
            return self._open()[0].locales

    def knows(self, locale: str, token: Token) -> bool:
        """Tell whether a live text of a language has a word in any of its forms."""
        with self._lock:
            view, scores = self._opened()
            return bool(scores.token(locale, token.stem, token.word).members & self._shown(view))

    def correction(self, word: str, locale: str) -> str:
        """Return the word of live texts that an unknown one is likeliest meant to be; empty where there is none."""
        with self._lock:
            words = self._words(locale)
            found = (other for other in words.near(word) if self._live(locale, other))
            return next(map(words.surface, found), "")

    def completions(self, start: str, locale: str, count: int) -> list[str]:
        """Return the most frequent words of live texts that begin so, as they are written there."""
        with self._lock:
            words = self._words(locale)
            found = (word for word in words.beginning(start, 2 * count) if self._live(locale, word))
            return list(map(words.surface, islice(found, count)))

    def _live(self, locale: str, word: str) -> bool:
        view, scores = self._opened()
        return bool(scores.term("word", locale, word).members & self._shown(view))

    def _shown(self, view: View) -> int:
        return view.live & ~self._hidden_in(view)

    def _words(self, locale: str) -> Vocabulary:
        view, _ = self._open()
        if self._vocabulary is None or self._vocabulary.view is not view:
            self._vocabulary = Vocabularies(view)
        return self._vocabulary.of(locale)

    def _hidden_in(self, view: View) -> int:
        generation, entry_ids = self._hidden
        if not entry_ids:
            return 0
        state = self.state()
        if state is not None and state.generation >= generation:
            return 0
        found = 0
        for entry_id, head in view.works():
            if entry_id in entry_ids:
                run = view.run(head)
                found |= ((1 << len(run)) - 1) << run.start
        return found

    def _open(self) -> tuple[View, ScoreCache]:
        """Return the index that counts as it is now; the one in memory where the folder is gone."""
        at = self._folder.current()
        if at is None:
            if self._view is None or self._scores is None:
                raise UnreadyError
            return self._view, self._scores
        if at != self._at or self._view is None or self._scores is None:
            try:
                view = View(at)
            except (OSError, EmptyIndexError):
                raise UnreadyError from None
            self._forget()
            self._at, self._view, self._scores = at, view, ScoreCache(view, self._cache)
        self._view.refresh()
        return self._view, self._scores

    def _opened(self) -> tuple[View, ScoreCache]:
        """Return the index as it was last opened: a question about each word need not look at the folder again."""
        if self._view is None or self._scores is None:
            return self._open()
        return self._view, self._scores

    def _forget(self) -> None:
        if self._view is not None:
            self._view.close()
        self._at = self._view = self._scores = self._vocabulary = None

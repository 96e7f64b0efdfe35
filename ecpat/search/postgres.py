"""The engine for sites on PostgreSQL: the index is kept in the same database, for all machines at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from threading import local
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError

from . import postgres_rows as rows
from . import postgres_tables as tables
from . import postgres_vocabulary as vocabulary
from .engine import BusyError, Found, Progress, Request, State, UnreadyError, Work
from .postgres_ranking import Search
from .postgres_scores import Frequencies
from .postgres_tables import Index, Kept
from .text.analysis import Token
from .text.parsed_query import Meanings

PATIENCE = "5s"  # how long an update waits for another writer
BATCH = 500  # works whose rows are in memory at once
_LOCK = 0x65637061  # the advisory lock of whoever writes: any number that nothing else of this database uses
_MISSING = {"42P01", "3F000"}  # undefined table, invalid schema name
_BUSY = "55P03"  # lock not available

T = TypeVar("T")


class PostgresEngine:
    """Nothing of the index is in memory, so that all threads, processes and machines see the same."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._frequencies: Frequencies | None = None
        self._compared = local()
        self._hidden: tuple[int, frozenset[int]] = (0, frozenset())

    def state(self) -> State | None:
        """Return what the index was made from; None where there is no index to trust."""
        with self._database.connect() as connection:
            found = _kept(connection.execution_options(isolation_level="AUTOCOMMIT"))
            return None if found is None else found.state

    def signatures(self, entry_ids: Collection[int] | None = None) -> dict[int, int]:
        """Return the signatures of the works in the index, all or some, under their entries' ids."""

        def ask(connection: Connection, kept: Kept) -> dict[int, int]:
            self._compared.generation = kept.state.generation
            some = "" if entry_ids is None else " WHERE entry = ANY(:ids)"
            found = connection.execute(
                text(kept.index.sql("SELECT entry, signature FROM {work}" + some)),
                {} if entry_ids is None else {"ids": list(entry_ids)},
            )
            return {row.entry: rows.unsigned(row.signature) for row in found}

        return self._read(ask)

    def update(self, works: Iterable[Work], gone: Sequence[int], state: State, anyway: bool = False) -> bool:
        """Replace works and forget those of the entries gone; False where someone else did already.

        anyway: even where the index says that it is of a later generation. Raises BusyError where another writer
        takes long, OSError where the database cannot keep it.
        """
        works = list(works)
        with self._writing() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            kept = _kept(connection)
            if kept is None or (kept.state.generation >= state.generation and not anyway):
                return False
            entry_ids = sorted({*gone, *(work.entry_id for work in works)})
            if entry_ids:
                counts = Counter(rows.remove(connection, kept.index, entry_ids))
                counts = Counter({term: -count for term, count in counts.items()})
                counts.update(rows.put(connection, kept.index, works))
                rows.add_counts(connection, kept.index, counts)
            tables.save(connection, kept.index.number, self._reached(kept.state, state))
        return True

    def _reached(self, present: State, state: State) -> State:
        """Return what an update makes of an index.

        Where another machine wrote between the comparison and the update, what it wrote may be undone since, and the
        comparison did not see that: the next one shall look again.
        """
        if getattr(self._compared, "generation", present.generation) == present.generation:
            return state
        return State(state.generation - 1, state.version, state.identity)

    def rebuild(self, works: Iterator[Work], total: int, state: State, progress: Progress) -> None:
        """Make the index anew beside the old one, then put it in its place; raise BusyError where another does."""
        with self._writing() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}):
                raise BusyError
            tables.create_state(connection)
            old = tables.numbers(connection)
            index = Index(max(old, default=0) + 1)
            tables.create(connection, index)
            counts: Counter[str] = Counter()
            done = 0
            while batch := list(islice(works, BATCH)):
                counts.update(rows.put(connection, index, batch))
                done += len(batch)
                progress(min(done, total), total)
            rows.put_counts(connection, index, counts)
            tables.finish(connection, index)
            tables.save(connection, index.number, state)
        for number in old:
            self._drop(Index(number))

    def _drop(self, index: Index) -> None:
        """Drop an index table by table: who holds one lock at a time is in no deadlock with readers."""
        for name in ("document", "term", "work"):
            with self._writing() as connection:
                tables.drop(connection, index, name)

    def hide(self, entry_ids: Iterable[int], generation: int) -> None:
        """Leave works out of every answer until the index has reached a generation."""
        self._hidden = generation, frozenset(entry_ids)

    def reopen(self) -> None:
        """Do nothing: every search reads the index that counts at its moment."""

    def distrust(self) -> None:
        """Let go of an index that turned out to be broken."""
        with self._writing() as connection:
            if _kept(connection) is not None:
                tables.forget(connection)

    def untidy(self) -> bool:
        """Return False: PostgreSQL tidies its tables itself."""
        return False

    def tidy(self) -> None:
        """Do nothing: PostgreSQL tidies its tables itself."""

    def search(self, meanings: Meanings, request: Request) -> Found:
        """Return one page of the works that match, and the counts of the facets; UnreadyError without an index."""

        def ask(connection: Connection, kept: Kept) -> Found:
            if self._frequencies is None:
                self._frequencies = Frequencies(connection)
            left_out = self._left_out(kept)
            return Search(connection, kept.index, self._frequencies, meanings, request, left_out).run()

        return self._read(ask)

    def locales(self) -> Sequence[str]:
        """Return the languages that the index has texts in."""
        return self._look(lambda connection, index: vocabulary.locales(connection, index))

    def knows(self, locale: str, token: Token) -> bool:
        """Tell whether a live text of a language has a word in any of its forms."""
        return self._look(lambda connection, index: vocabulary.knows(connection, index, locale, token.stem))

    def correction(self, word: str, locale: str) -> str:
        """Return the word of live texts that an unknown one is likeliest meant to be; empty where there is none."""

        def ask(connection: Connection, kept: Kept) -> str:
            return "" if self._left_out(kept) else vocabulary.correction(connection, kept.index, word, locale)

        return self._read(ask, "AUTOCOMMIT")

    def completions(self, start: str, locale: str, count: int) -> list[str]:
        """Return the most frequent words of live texts that begin so, as they are written there."""

        def ask(connection: Connection, kept: Kept) -> list[str]:
            if self._left_out(kept):  # words are counted: which of them are theirs is not known
                return []
            return vocabulary.completions(connection, kept.index, start, locale, count)

        return self._read(ask)

    def _left_out(self, kept: Kept) -> frozenset[int]:
        """Return the entries to leave out of answers until the index has reached a generation."""
        generation, hidden = self._hidden
        return hidden if kept.state.generation < generation else frozenset()

    def _look(self, ask: Callable[[Connection, Index], T]) -> T:
        """Ask the index that counts something small, without a transaction, which would cost more than the answer."""
        return self._read(lambda connection, kept: ask(connection, kept.index), "AUTOCOMMIT")

    def _read(self, ask: Callable[[Connection, Kept], T], isolation: IsolationLevel = "REPEATABLE READ") -> T:
        """Ask the index that counts, all of it as it is at one moment; once more where it was replaced meanwhile."""
        for _ in range(2):
            with self._database.connect() as connection:
                connection.execution_options(isolation_level=isolation)
                kept = _kept(connection)
                if kept is None:
                    break
                try:
                    return ask(connection, kept)
                except DBAPIError as error:
                    if _code(error) not in _MISSING:
                        raise
        raise UnreadyError

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Write in one transaction; BusyError where another writer takes long, OSError where writing fails."""
        try:
            with self._database.begin() as connection:
                yield connection
        except Exception as error:
            code = _code(error)  # of SQLAlchemy's errors and of the driver's own, which COPY raises
            if code == _BUSY:
                raise BusyError from None
            if code is not None:
                raise OSError(f"the search index cannot be written: {error}") from error
            raise


def _kept(connection: Connection) -> Kept | None:
    """Return the index that counts; None where none does."""
    try:
        return tables.kept(connection)
    except DBAPIError as error:
        if _code(error) not in _MISSING:
            raise
        return None


def _code(error: Exception) -> str | None:
    """Return PostgreSQL's code of an error, empty where it had none to give; None for an error of another sort."""
    found = getattr(error, "orig", error)
    return (found.sqlstate or "") if hasattr(found, "sqlstate") else None

"""The two that are compared: our search, and SQLite's FTS5 on the same texts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ecpat.search.index.engine import SearchIndex
from ecpat.search.text import snippets as passages
from ecpat.search.text.rewrite import read
from ecpat.search.text.thesaurus import Thesaurus
from ecpat.search.types import Request, Work

LOCALE = "fr"


def place(edition_id: int, page: int) -> int:
    """Return the number of a text in the table of texts."""
    return edition_id << 8 | page


class Yardstick:
    """The same texts in FTS5, in the way that its documentation tells to be fast."""

    def __init__(self, path: Path) -> None:
        self.base = sqlite3.connect(path)
        self.base.executescript("""
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;
            CREATE TABLE IF NOT EXISTS doc(
                id INTEGER PRIMARY KEY, entry INT, edition INT, page INT, lang, kind, topic, year INT, date INT
            );
            CREATE VIRTUAL TABLE IF NOT EXISTS fts USING fts5(
                title, body, tokenize="porter unicode61 remove_diacritics 2", prefix='3'
            );
            CREATE TABLE IF NOT EXISTS words(id INTEGER PRIMARY KEY, title, body);
        """)

    def add(self, work: Work) -> None:
        """Add a work's editions and pages."""
        topic = work.topics[0] if work.topics else None
        for words in work.editions:
            for page, body in ((0, words.body), *words.pages):
                row = (work.entry_id, words.edition_id, page, words.locale, work.kind, topic, work.year, work.date)
                found = self.base.execute("INSERT INTO doc VALUES (NULL,?,?,?,?,?,?,?,?)", row).lastrowid
                self.base.execute("INSERT INTO fts(rowid, title, body) VALUES (?,?,?)", (found, words.title, body))
                told = (place(words.edition_id, page), words.title, body)
                self.base.execute("INSERT INTO words VALUES (?,?,?)", told)

    def page(self, match: str, facets: bool = True, snippets: bool = True, order: str = "rank") -> None:
        """Ask for what a results page needs."""
        within = "FROM fts JOIN doc ON doc.id = fts.rowid WHERE fts MATCH ? AND doc.lang = ?"
        show = "snippet(fts, 1, '<b>', '</b>', '…', 32)" if snippets else "doc.entry"
        asked = (match, LOCALE)
        self.base.execute(f"SELECT doc.entry, {show} {within} ORDER BY {order} LIMIT 10", asked).fetchall()
        self.base.execute(f"SELECT count(*) {within}", asked).fetchall()
        for facet in ("kind", "topic", "year") if facets else ():
            self.base.execute(f"SELECT {facet}, count(*) {within} GROUP BY 1", asked).fetchall()


class Site:
    """Our own search over the same texts."""

    def __init__(self, folder: Path, base: sqlite3.Connection, known: Thesaurus) -> None:
        self.engine, self._base, self._thesaurus = SearchIndex(folder), base, known

    def page(self, asked: str, snippets: bool = True, sort: str = "relevance") -> None:
        """Answer with a results page, as the service does, texts read from the same database."""
        reading = read(self.engine, self._thesaurus, asked, LOCALE)
        found = self.engine.search(reading.parsed, Request(asked, LOCALE, language=LOCALE, sort=sort))
        if not snippets:
            return
        stems = reading.parsed[LOCALE].stems
        places = [place(match.edition_id, match.page) for match in found.matches]
        marks = ",".join("?" * len(places))
        shown = f"SELECT title, body FROM words WHERE id IN ({marks})"  # noqa: S608 — only marks are put in
        for title, body in self._base.execute(shown, places):
            passages.marked(title, passages.places(title, stems, LOCALE))
            passages.passage(body, passages.places(body, stems, LOCALE))

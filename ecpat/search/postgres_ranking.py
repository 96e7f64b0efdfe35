"""Which works match in PostgreSQL, in what order, and how many have each value of each facet.

The server selects by the GIN index and counts; it orders roughly, by the stems alone, and what comes first is then
scored here as the embedded engine does, by words, neighbours and beginnings of words too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Row, text

from . import postgres_columns as columns
from .engine import FACETS, Counts, Found, Match, Request
from .postgres_scores import Frequencies, Score, Selection
from .postgres_tables import Index
from .postgres_vocabulary import counts as counts_of
from .text.parsed_query import Meanings

LOOKED_AT = 300  # works, in the rough order, that are put in their order at once
DEPTH = 3  # documents of each of them that are looked at
_SHOWN = "id, entry, edition, locale, page, length"


class Search:
    """One search: what all its statements share."""

    def __init__(
        self,
        connection: Connection,
        index: Index,
        frequencies: Frequencies,
        meanings: Meanings,
        request: Request,
        hidden: Collection[int],
    ) -> None:
        self._connection, self._index, self._frequencies, self._request = connection, index, frequencies, request
        self._scores = {locale: Score(locale, meaning) for locale, meaning in meanings.items()}
        self._everything = not any(meanings.values())
        self._matching, values = _clause([score.selected() for score in self._scores.values()])
        self._shared: dict[str, Any] = {
            **values,
            "excluded": " | ".join(chain.from_iterable(score.excluded() for score in self._scores.values())),
            "asked": _asked(request),
            "hidden": list(hidden),
        }

    def run(self) -> Found:
        """Return one page of the works that match, and the counts of the facets."""
        request = self._request
        total, facets = self._count()
        first = (request.page - 1) * request.size
        if total <= first:
            return Found(total, (), facets)
        self._weigh()
        ranked = request.sort != "date" and any(score.terms() for score in self._scores.values())
        entries = self._best(first, first + request.size) if ranked else self._newest(first)
        return Found(total, tuple(self._matches(entries)), facets)

    def _ask(self, statement: str, **values: Any) -> list[Row[Any]]:
        return list(self._connection.execute(text(self._index.sql(statement)), {**self._shared, **values}))

    def _allowed(self) -> str:
        """Return the clause of the works that are not left out."""
        clauses = ["true"]
        if self._shared["hidden"]:
            clauses.append("entry <> ALL(:hidden)")
        if self._shared["excluded"]:
            clauses.append("entry NOT IN (SELECT entry FROM {document} WHERE stems @@ CAST(:excluded AS tsquery))")
        return " AND ".join(clauses)

    def _matched(self) -> str:
        """Return the statement of the entries of the works that match, whatever their facets."""
        if self._everything:
            return f"SELECT entry FROM {{work}} WHERE {self._allowed()}"
        return f"SELECT DISTINCT entry FROM {{document}} WHERE ({self._matching}) AND {self._allowed()}"

    def _count(self) -> tuple[int, dict[str, Counts]]:
        """Return how many works there are and the counts: each facet's as if it were not chosen."""
        rows = self._ask(
            f"WITH matched AS MATERIALIZED ({self._matched()}), "
            "found AS MATERIALIZED (SELECT facets, ARRAY(SELECT split_part(one, ':', 1) "
            "FROM unnest(CAST(:asked AS text[])) AS one WHERE one <> ALL(facets)) AS missing "
            "FROM {work} JOIN matched USING (entry)) "
            "SELECT value, count(*) AS works FROM found, unnest(facets) AS value "
            "WHERE missing <@ ARRAY[split_part(value, ':', 1)] GROUP BY value"
        )
        counts: dict[str, list[tuple[str, int]]] = {name: [] for name in (*FACETS, "head")}
        for row in rows:
            name, _, value = row.value.partition(":")
            counts[name].append((value, row.works))
        (total,) = [count for _, count in counts.pop("head")] or [0]
        return total, {name: _ordered(name, found) for name, found in counts.items()}

    def _weigh(self) -> None:
        """Tell the scores how rare the terms are."""
        scores = self._scores.values()
        terms = {*chain.from_iterable(score.counted() for score in scores)}
        counts = counts_of(self._connection, self._index, terms)
        pairs = {term: selection for score in scores for term, selection in score.neighbours(counts).items()}
        if pairs:
            rows = self._ask(
                "SELECT term, count(*) AS documents FROM unnest(CAST(:terms AS text[]), CAST(:words AS tsquery[]), "
                "CAST(:neighbours AS tsquery[])) AS pair(term, words, neighbours) "
                "JOIN {document} ON stems @@ words AND others @@ neighbours GROUP BY term",
                terms=list(pairs), words=[pair.stems for pair in pairs.values()],
                neighbours=[pair.others for pair in pairs.values()],
            )  # fmt: skip
            counts |= {row.term: row.documents for row in rows}
        for score in scores:
            score.weigh(counts)
        own = self._request.locale
        typed = {score.typed for locale, score in self._scores.items() if locale != own}
        foreign = True in typed and not (own in self._scores and self._scores[own].typed)
        for locale, score in self._scores.items():
            score.half = locale != own and not foreign

    def _newest(self, first: int) -> list[int]:
        rows = self._ask(
            f"WITH matched AS MATERIALIZED ({self._matched()}) SELECT entry FROM {{work}} JOIN matched USING (entry) "
            "WHERE facets @> CAST(:asked AS text[]) ORDER BY date DESC, entry DESC OFFSET :first LIMIT :size",
            first=first, size=self._request.size,
        )  # fmt: skip
        return [row.entry for row in rows]

    def _best(self, first: int, last: int) -> list[int]:
        """Return the entries whose best documents score best, from one place to another."""
        rough, values = columns.rough(self._scores, self._frequencies)
        start = first // LOOKED_AT * LOOKED_AT
        many = -(-last // LOOKED_AT) * LOOKED_AT - start
        asked = "entry IN (SELECT entry FROM {work} WHERE facets @> CAST(:asked AS text[]))"
        within = asked if self._shared["asked"] else "true"
        rows = self._ask(
            f"WITH matching AS (SELECT entry, id, {rough} AS rough FROM {{document}} "
            f"WHERE ({self._matching}) AND {within} AND {self._allowed()}), "
            "placed AS MATERIALIZED (SELECT entry, id, rough, "
            "row_number() OVER (PARTITION BY entry ORDER BY rough DESC, id) AS depth FROM matching), "
            "looked AS MATERIALIZED (SELECT entry, row_number() OVER (ORDER BY rough DESC, id) - 1 AS place "
            "FROM placed WHERE depth = 1 ORDER BY place OFFSET :start LIMIT :many) "
            f"SELECT {_SHOWN}, place, {columns.ranks(self._scores)} FROM looked JOIN placed USING (entry) "
            f"JOIN {{document}} USING (entry, id), {columns.UNPACKED} WHERE depth <= {DEPTH}",
            **values, **columns.terms(self._scores), start=start, many=many,
        )  # fmt: skip
        best: dict[int, tuple[int, int, int]] = {}
        for row in rows:
            found = row.place // LOOKED_AT, -self._score(row), row.id
            best[row.entry] = min(best.get(row.entry, found), found)
        return sorted(best, key=best.__getitem__)[first - start : last - start]

    def _score(self, row: Row[Any]) -> int:
        score = self._scores.get(row.locale)
        if score is None:
            return 0
        frequencies = map(self._frequencies.of, row.ranks)
        return score.of(dict(zip(score.terms(), frequencies, strict=True)), row.length)

    def _matches(self, entries: list[int]) -> Iterator[Match]:
        """Yield which edition of each work to show, and which of its pages where one matches better."""
        rows = self._ask(
            f"WITH shown AS MATERIALIZED (SELECT *, ({self._matching}) AS matching FROM {{document}} "
            f"WHERE entry = ANY(:entries)) SELECT {_SHOWN}, matching, {columns.ranks(self._scores)} "
            f"FROM shown, {columns.UNPACKED} WHERE page = 0 OR matching ORDER BY entry, id",
            entries=entries, **columns.terms(self._scores),
        )  # fmt: skip
        found = {entry: list(run) for entry, run in groupby(rows, key=attrgetter("entry"))}

        def rank(row: Row[Any]) -> tuple[int, bool, int]:
            return self._score(row), not row.page, -row.id

        for entry in entries:
            readers = [row for row in found[entry] if row.locale == self._request.locale]
            among = readers or found[entry]
            matching = [row for row in among if row.matching]
            shown = max(matching, key=rank) if matching else among[-1]
            yield Match(shown.entry, shown.edition, shown.page)


def _clause(selections: list[Selection]) -> tuple[str, dict[str, str]]:
    """Return the clause of the documents that are selected in any way, and its values."""
    clauses: list[str] = []
    values: dict[str, str] = {}
    for place, selection in enumerate(selections):
        parts = {name: query for name, query in selection._asdict().items() if query}
        if parts:
            clauses.append(" AND ".join(f"{name} @@ CAST(:{name}_{place} AS tsquery)" for name in parts))
            values |= {f"{name}_{place}": query for name, query in parts.items()}
    return " OR ".join(f"({clause})" for clause in clauses) or "false", values


def _asked(request: Request) -> list[str]:
    """Return the facets that a request narrows to, as works have them."""
    asked = {
        "kind": request.kind, "topic": request.topic, "year": request.year,
        "language": request.language, "document": "1" if request.document else "",
    }  # fmt: skip
    texts = (f"{name}:{value}" for name, value in asked.items() if value)
    return [one.replace("\0", "\ufffd").encode("utf-8", "replace").decode() for one in texts]


def _ordered(name: str, counts: list[tuple[str, int]]) -> Counts:
    if name == "year":
        return tuple(sorted(counts, reverse=True))
    return tuple(sorted(sorted(counts), key=itemgetter(1), reverse=True))

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

from .engine import FACETS, Counts, Found, Match, Request
from .meaning import Meanings
from .postgres_scores import ALIKE, Frequencies, Score
from .postgres_tables import LOCALE, Index, quoted
from .postgres_vocabulary import counts as counts_of
from .view import SCALE

LOOKED_AT = 200  # works, in the rough order, that are put in their order at once
_MATCHING = "terms @@ CAST(:selected AS tsquery)"
_SHOWN = f"id, entry, edition, locale, page, length, {_MATCHING} AS matching"


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
        scores = self._scores.values()
        self._shared: dict[str, Any] = {
            "selected": " | ".join(f"({one})" for one in (score.selected() for score in scores) if one),
            "excluded": " | ".join(chain.from_iterable(score.excluded() for score in scores)),
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

    def _works(self) -> str:
        """Return the clause of the works that match, whatever their facets."""
        clauses = ["entry <> ALL(:hidden)"]
        if not self._everything:
            clauses.append(f"entry IN (SELECT entry FROM {{document}} WHERE {_MATCHING})")  # noqa: S608
        if self._shared["excluded"]:
            clauses.append("entry NOT IN (SELECT entry FROM {document} WHERE terms @@ CAST(:excluded AS tsquery))")
        return " AND ".join(clauses)

    def _count(self) -> tuple[int, dict[str, Counts]]:
        """Return how many works there are and the counts: each facet's as if it were not chosen."""
        rows = self._ask(
            "SELECT value, count(*) FROM (SELECT facets, ARRAY(SELECT split_part(one, ':', 1) "  # noqa: S608
            "FROM unnest(CAST(:asked AS text[])) AS one WHERE one <> ALL(facets)) AS missing "
            f"FROM {{work}} WHERE {self._works()}) AS found, unnest(facets) AS value "
            "WHERE missing <@ ARRAY[split_part(value, ':', 1)] GROUP BY value"
        )
        counts: dict[str, list[tuple[str, int]]] = {name: [] for name in (*FACETS, "head")}
        for row in rows:
            name, _, value = row.value.partition(":")
            counts[name].append((value, row.count))
        (total,) = [count for _, count in counts.pop("head")] or [0]
        return total, {name: _ordered(name, found) for name, found in counts.items()}

    def _weigh(self) -> None:
        """Tell the scores how rare the terms are."""
        scores = self._scores.values()
        terms = {*chain.from_iterable(score.counted() for score in scores)}
        counts = counts_of(self._connection, self._index, terms)
        pairs = {term: query for score in scores for term, query in score.neighbours(counts).items()}
        if pairs:
            rows = self._ask(
                f"SELECT (SELECT count(*) FROM {{document}} WHERE terms @@ CAST(query AS tsquery)) "  # noqa: S608
                "FROM unnest(CAST(:queries AS text[])) AS query", queries=list(pairs.values()),
            )  # fmt: skip
            counts |= {term: row[0] for term, row in zip(pairs, rows, strict=True) if row[0]}
        everything = sum(counts.get(LOCALE + locale, 0) for locale in self._scores)
        for score in scores:
            score.weigh(counts, everything)
        own = self._request.locale
        typed = {score.typed for locale, score in self._scores.items() if locale != own}
        foreign = True in typed and not (own in self._scores and self._scores[own].typed)
        for locale, score in self._scores.items():
            score.half = locale != own and not foreign

    def _newest(self, first: int) -> list[int]:
        rows = self._ask(
            f"SELECT entry FROM {{work}} WHERE facets @> CAST(:asked AS text[]) AND {self._works()} "  # noqa: S608
            "ORDER BY date DESC, entry DESC OFFSET :first LIMIT :size", first=first, size=self._request.size,
        )  # fmt: skip
        return [row.entry for row in rows]

    def _best(self, first: int, last: int) -> list[int]:
        """Return the entries whose best documents score best, from one place to another."""
        rough, values = self._rough()
        start = first // LOOKED_AT * LOOKED_AT
        many = -(-last // LOOKED_AT) * LOOKED_AT - start
        rows = self._ask(
            "WITH best AS (SELECT DISTINCT ON (entry) entry, id, rough FROM (SELECT entry, id, "  # noqa: S608
            f"{rough} AS rough FROM {{document}} WHERE {_MATCHING} AND entry IN (SELECT entry FROM {{work}} "
            f"WHERE facets @> CAST(:asked AS text[]) AND {self._works()})) AS each ORDER BY entry, rough DESC, id), "
            "looked AS (SELECT id, rough FROM best ORDER BY rough DESC, id OFFSET :start LIMIT :many) "
            f"SELECT {_SHOWN}, {self._ranks()} FROM looked JOIN {{document}} USING (id) ORDER BY rough DESC, id",
            **values, start=start, many=many,
        )  # fmt: skip
        order = sorted((place // LOOKED_AT, -self._score(row), row.id, row.entry) for place, row in enumerate(rows))
        return [entry for *_, entry in order[first - start : last - start]]

    def _rough(self) -> tuple[str, dict[str, Any]]:
        """Return the expression of the rough score and its values."""
        values: dict[str, Any] = {"ranks": self._frequencies.ranks, **self._queries()}
        cases = []
        for place, (locale, score) in enumerate(self._scores.items()):
            parts = ["0"]
            for number, (term, unit) in enumerate(score.rough().items()):
                name = f"{place}_{number}"
                rank = f"ts_rank({ALIKE}, terms, CAST(:term_{name} AS tsquery))"
                often = f"width_bucket(CAST({rank} AS float8), CAST(:ranks AS float8[]))"
                norm = f"{score.norm(0)} + {score.norm(1000) - score.norm(0)} * length / 1000.0"
                parts.append(f"CAST(:unit_{name} AS float8) * {often} / ({SCALE} * {often} + {norm})")
                values |= {f"term_{name}": quoted(term), f"unit_{name}": float(unit >> score.half)}
            values[f"locale_{place}"] = locale
            cases.append(f"WHEN :locale_{place} THEN {' + '.join(parts)}")
        return f"CASE locale {' '.join(cases)} ELSE 0 END", values

    def _ranks(self) -> str:
        """Return the column of what ts_rank says of each term of a document's language."""
        cases = " ".join(
            f"WHEN :locale_{place} THEN ARRAY(SELECT ts_rank({ALIKE}, terms, one) "  # noqa: S608
            f"FROM unnest(CAST(:terms_{place} AS tsquery[])) WITH ORDINALITY AS of(one, place) ORDER BY place)"
            for place in range(len(self._scores))
        )
        return f"CASE locale {cases} END AS ranks"

    def _queries(self) -> dict[str, Any]:
        """Return the values of that column."""
        values: dict[str, Any] = {}
        for place, (locale, score) in enumerate(self._scores.items()):
            values |= {f"locale_{place}": locale, f"terms_{place}": [quoted(term) for term in score.terms()]}
        return values

    def _score(self, row: Row[Any]) -> int:
        score = self._scores.get(row.locale)
        if score is None:
            return 0
        frequencies = map(self._frequencies.of, row.ranks)
        return score.of(dict(zip(score.terms(), frequencies, strict=True)), row.length)

    def _matches(self, entries: list[int]) -> Iterator[Match]:
        """Yield which edition of each work to show, and which of its pages where one matches better."""
        rows = self._ask(
            f"SELECT {_SHOWN}, {self._ranks()} FROM {{document}} "  # noqa: S608
            f"WHERE entry = ANY(:entries) AND (page = 0 OR {_MATCHING}) ORDER BY entry, id",
            entries=entries, **self._queries(),
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

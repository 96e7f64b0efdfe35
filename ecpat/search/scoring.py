"""The ranking of `ranking`, said in SQL: BM25 over the frequencies that PostgreSQL keeps of each document."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, text

from . import storage
from .meaning import Meaning, Meanings
from .ranking import LONG
from .scores import TERMS, WEIGHTS
from .view import K1, B

Works = list[Row[Any]]

_SCORED = """
SELECT d.*, coalesce((
    SELECT sum(q.weight * x.f / (x.f + CAST(:k1 AS float8) * (1 - :b + :b * d.length / :average)))
    FROM unnest(CAST(:keys AS text[]), CAST(:weights AS float8[]), CAST(:needs AS text[])) AS q(key, weight, need),
        LATERAL (SELECT CAST(d.counts ->> q.key AS float8) AS f) AS x
    WHERE x.f > 0 AND d.terms @@ CAST(q.need AS tsquery)
), 0) AS score
FROM search.document AS d
"""
_WORKS = f"""
SELECT entry_id, kind, topics, year, languages, document, date, max(score) AS score
FROM ({_SCORED} WHERE (:query = '' OR d.terms @@ CAST(:query AS tsquery)) AND NOT d.entry_id = ANY(:hidden)) AS scored
WHERE :excluded = '' OR entry_id NOT IN (
    SELECT entry_id FROM search.document WHERE terms @@ CAST(:excluded AS tsquery)
)
GROUP BY entry_id, kind, topics, year, languages, document, date
"""  # noqa: S608 — of constants
_SHOWN = f"""
SELECT entry_id, edition_id, page, locale, score, terms @@ CAST(:query AS tsquery) AS matches
FROM ({_SCORED} WHERE d.entry_id = ANY(:ids)) AS scored
"""  # noqa: S608 — of constants


def key(field: str, term: bytes) -> str:
    """Return what a term of a field is kept as."""
    return f"{field[0]}:{term.hex() if field == 'pair' else term.decode()}"


def quoted(name: str) -> str:
    """Return a key as a tsquery has it."""
    doubled = name.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _stem(locale: str, stem: str) -> str:
    return quoted(key("stem", storage.stem(locale, stem)))


class Scoring:
    """A query as PostgreSQL is asked for it."""

    def __init__(self, connection: Connection, meanings: Meanings, locale: str) -> None:
        self._asked: list[tuple[str, float, str, str]] = []  # key, weight, need, language
        matching = [self._match(known, meaning) for known, meaning in meanings.items()]
        self.query = " | ".join(f"({one})" for one in matching if one)
        nothing = "" if not any(meanings.values()) else "'\x01'"
        self.query = self.query or nothing
        self.ranks = bool(self._asked)
        self.excluded = " | ".join(
            f"({' & '.join(_stem(known, stem) for stem in stems)})"
            for known, meaning in meanings.items()
            for stems in meaning.excluded
        )
        self._weigh(connection, meanings, locale)

    def _match(self, locale: str, meaning: Meaning) -> str:
        """Note what a query is worth in a language; return the tsquery of the documents that match."""
        tokens = [*meaning.tokens, *(token for phrase in meaning.phrases for token in phrase)]
        for token in tokens:
            self._ask("stem", locale, token.stem)
            self._ask("word", locale, token.word)
            if len(tokens) >= LONG:
                self._ask("root", locale, token.word)
        for first, second in pairwise(tokens):
            self._ask("pair", locale, first.stem, second.stem)
        for stems in meaning.synonyms:
            together = " & ".join(_stem(locale, stem) for stem in stems)
            for stem in stems:
                self._ask("stem", locale, stem, weight=0.5, need=together)
            for one, two in pairwise(stems):
                self._ask("pair", locale, one, two, weight=0.5, need=together)
        for word in meaning.small:
            self._ask("word", locale, word)
        any_of = [_stem(locale, token.stem) for token in tokens]
        any_of += [f"({' & '.join(_stem(locale, stem) for stem in stems)})" for stems in meaning.synonyms]
        needed = [f"({' | '.join(any_of)})"] if any_of else []
        for phrase in meaning.phrases:
            needed += [quoted(key("word", storage.stem(locale, phrase[0].word)))] if len(phrase) == 1 else []
            needed += [quoted(key("pair", storage.pair(locale, a.stem, b.stem))) for a, b in pairwise(phrase)]
            needed += [_stem(locale, token.stem) for token in phrase]
        needed += [quoted(key("word", storage.stem(locale, word))) for word in meaning.small]
        return " & ".join(needed)

    def _ask(self, field: str, locale: str, *texts: str, weight: float = 1.0, need: str = "") -> None:
        name = key(field, TERMS[field](locale, *texts))
        both = " & ".join(_stem(locale, stem) for stem in texts) if field == "pair" else quoted(name)
        self._asked.append((name, weight * WEIGHTS[field], need or both, locale))

    def _weigh(self, connection: Connection, meanings: Meanings, locale: str) -> None:
        """Weigh the terms by their rarity, those of other languages half, unless what was typed is only in those."""
        sizes = {row.locale: row for row in connection.execute(text(
            "SELECT locale, count(*) AS documents, sum(length) AS words FROM search.document GROUP BY locale"
        ))}  # fmt: skip
        documents = sum(row.documents for row in sizes.values())
        self._average = sum(row.words for row in sizes.values()) / documents if documents else 1.0
        counted = connection.execute(
            text("""
                SELECT key, (SELECT count(*) FROM search.document WHERE terms @@ CAST(quoted AS tsquery)) AS found
                FROM unnest(CAST(:keys AS text[]), CAST(:quoted AS text[])) AS q(key, quoted)
            """),
            {
                "keys": (keys := sorted({name for name, *_ in self._asked})),
                "quoted": [quoted(name) for name in keys],
            },
        )
        found: dict[str, int] = {row.key: row.found for row in counted}

        def typed(known: str, meaning: Meaning) -> bool:
            return any(found.get(key("stem", storage.stem(known, token.stem))) for token in meaning.tokens)

        own = any(typed(known, meaning) for known, meaning in meanings.items() if known == locale)
        other = any(typed(known, meaning) for known, meaning in meanings.items() if known != locale)
        self._weights = []
        for name, weight, _, known in self._asked:
            size = max(found[name], sizes[known].documents if known in sizes else 0)
            rarity = math.log(1 + (size - found[name] + 0.5) / (found[name] + 0.5))
            self._weights.append(weight * rarity * (0.5 if known != locale and (own or not other) else 1.0))

    def _values(self, **more: Any) -> dict[str, Any]:
        return {
            "k1": K1, "b": B, "average": self._average, "query": self.query, "weights": self._weights,
            "keys": [name for name, *_ in self._asked], "needs": [need for _, _, need, _ in self._asked], **more,
        }  # fmt: skip

    def works(self, connection: Connection, hidden: Sequence[int]) -> Works:
        """Return every work that matches, with its facets, its date and its best text's score."""
        values = self._values(hidden=list(hidden), excluded=self.excluded)
        return list(connection.execute(text(_WORKS), values))

    def shown(self, connection: Connection, entry_ids: Sequence[int]) -> Works:
        """Return the documents of some works with their scores and whether they match themselves."""
        values = self._values(ids=list(entry_ids))
        values["query"] = values["query"] or "'\x01'"
        return list(connection.execute(text(_SHOWN), values))

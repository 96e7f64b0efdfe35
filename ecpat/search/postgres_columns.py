"""What PostgreSQL is asked to compute of each document: a rough score, and how often each term stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .impact import K1, LENGTH, B
from .postgres_rows import is_stem, quoted
from .postgres_scores import ALIKE, Frequencies, Score

UNPACKED = "LATERAL (SELECT setweight(others, 'D') AS plain OFFSET 0) AS unpacked"  # once, not for each term
_NORM = f"{K1} * ({1 - B} + {B} * length / {LENGTH})"
_RANKS = (
    f"ARRAY(SELECT ts_rank({ALIKE}, {{column}}, term) FROM unnest(CAST(:{{name}}_{{place}} AS tsquery[])) "
    "WITH ORDINALITY AS of(term, place) ORDER BY place)"
)


def rough(scores: Mapping[str, Score], frequencies: Frequencies) -> tuple[str, dict[str, Any]]:
    """Return the expression of the rough score, BM25 of the stems, and its values; `terms` names the languages."""
    values: dict[str, Any] = {"ranks": frequencies.ranks}
    cases = []
    for place, score in enumerate(scores.values()):
        parts = ["0"]
        for number, (term, unit) in enumerate(score.rough().items()):
            name, column = f"{place}_{number}", "stems" if is_stem(term) else "others"
            rank = f"ts_rank({ALIKE}, {column}, CAST(:term_{name} AS tsquery))"
            often = f"nullif(width_bucket(CAST({rank} AS float8), CAST(:ranks AS float8[])), 0)"
            parts.append(f"coalesce(CAST(:unit_{name} AS float8) / (1 + {_NORM} / {often}), 0)")
            values |= {f"term_{name}": quoted(term), f"unit_{name}": float(unit >> score.half)}
        cases.append(f"WHEN :locale_{place} THEN {' + '.join(parts)}")
    return f"CASE locale {' '.join(cases)} ELSE 0 END", values


def ranks(scores: Mapping[str, Score]) -> str:
    """Return the column of what ts_rank says of each term of a document's language, in the order of its score."""
    cases = " ".join(
        f"WHEN :locale_{place} THEN {_RANKS.format(column='stems', name='of_stems', place=place)}"
        f" || {_RANKS.format(column='plain', name='of_others', place=place)}"
        for place in range(len(scores))
    )
    return f"CASE locale {cases} END AS ranks"


def terms(scores: Mapping[str, Score]) -> dict[str, Any]:
    """Return the values of that column."""
    values: dict[str, Any] = {}
    for place, (locale, score) in enumerate(scores.items()):
        values[f"locale_{place}"] = locale
        values[f"of_stems_{place}"] = [quoted(term) for term in score.terms() if is_stem(term)]
        values[f"of_others_{place}"] = [quoted(term) for term in score.terms() if not is_stem(term)]
    return values

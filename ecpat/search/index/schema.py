"""The fields of the index, and the documents that a work becomes: its PDFs' pages, then its editions.

The last document of a work is its *head*. BM25 is split in two (Robertson and Zaragoza, The Probabilistic Relevance
Framework, 2009): what a term is worth in one text depends on that text alone, as the average length is a constant
here, and is kept as the posting's weight; how rare the term is, is multiplied when searching.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from zlib import crc32

from whoosh import columns, fields, formats

from ..text.analysis import Token, analyser
from ..types import Words, Work

VERSION = "8"
K1, B, AVERAGE = 1.2, 0.6, 170  # BM25's constants; the words of a text that is neither long nor short
MAIN = 0.1  # what the part of a title before a colon counts of the whole
TITLE_WEIGHT = 3  # how often the words of a title count
AVERAGE_TITLE = 8  # words
SHORT_PAGE = 80  # words: a PDF's page with fewer ranks as if it had so many, or stray lines would win
NUMBER, WORD = (
    "I",
    4,
)  # type and bytes of a word in the sequence of a document; zeros stand between its title, its body, its names
ROOT, ROOTS = 5, {"en": 7}  # letters of a word's beginning, where a language has no other number


class Weighted(fields.FieldType):
    """A field that is given as {term: weight}: the analysis has been done."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)  # type: ignore[arg-type]  # Whoosh allows None

    def index(
        self, value: Mapping[str, float], **_options: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Yield (term, frequency, weight, value) for each term, as Whoosh's writer asks."""
        for term, weight in value.items():
            yield term.encode(), 1, weight, b""


WEIGHTED = ("stem", "word", "root", "pair", "title", "exact")
NUMBERS = {
    "number": "I",  # the entry's
    "edition": "I", "page": "I", "date": "I", "signature": "Q",
    "titled": "B",  # how many stems the title has
}  # fmt: skip
SCHEMA = fields.Schema(
    entry=fields.ID(),  # what a work is deleted by
    facet=fields.KEYWORD(),  # "kind:news", "locale:fr"
    sequence=fields.COLUMN(columns.VarBytesColumn()),  # type: ignore[no-untyped-call]
    surface=fields.KEYWORD(),  # "fr:ecole:école", for words that have accents
    **{name: fields.COLUMN(columns.NumericColumn(code)) for name, code in NUMBERS.items()},  # type: ignore[no-untyped-call]
    **{name: Weighted() for name in WEIGHTED},
)


def term(locale: str, text: str) -> str:
    """Return the term of a stem or word of a language."""
    return f"{locale}:{text}"


def root(locale: str, word: str) -> str:
    """Return the term of a word's beginning: it finds relatives that stemming keeps apart."""
    return f"{locale}:{word[: ROOTS.get(locale, ROOT)]}"


def exact(locale: str, words: Iterable[str]) -> str:
    """Return the term of a whole title: a hash of its stems in any order, or of its small words without others."""
    return f"{locale}:{crc32(' '.join(sorted(set(words))).encode()):x}"


def compact(locale: str, words: Iterable[str]) -> str:
    """Return the term of a whole title written as one word, as « jedisstop » or « cyberharcèlement »."""
    return f"{locale}:={crc32(''.join(words).encode()):x}"


def pair(locale: str, first: str, second: str) -> str:
    """Return the term of two neighbouring stems: a hash of 16 bits, so that the dictionary stays small.

    False friends fall out when searching, as both stems must stand in the same text anyway.
    """
    return f"{crc32(f'{locale}:{first} {second}'.encode()) & 0xFFFF:x}"


def sequence(words: Iterable[str]) -> bytes:
    """Return words in their order, small ones too, as numbers of so many bytes that are never all zero."""
    return array(NUMBER, map(numbered, words)).tobytes()


def numbered(word: str) -> int:
    """Return the number that stands for a word in sequences; never zero."""
    return crc32(word.encode("utf-8", "replace")) or 1


def documents(work: Work) -> Iterator[dict[str, Any]]:
    """Yield the documents of a work in their order, the head last."""
    facets = [f"kind:{work.kind}", *(f"topic:{key}" for key in work.topics)]
    facets += [f"language:{words.locale}" for words in work.editions]
    facets += [f"year:{work.year}"] * bool(work.year) + ["document:1"] * work.document
    common = {
        "entry": str(work.entry_id), "number": work.entry_id, "date": work.date, "signature": work.signature,
    }  # fmt: skip
    for words in work.editions:
        own = {**common, "edition": words.edition_id, "titled": 0, "facet": [*facets, f"locale:{words.locale}"]}
        title = analyser(words.locale).tokens(words.title) if words.pages else []
        for number, text in words.pages:
            tokens = title + analyser(words.locale).tokens(text)
            said = sequence(analyser(words.locale).words(text))
            yield {**own, "page": number, "sequence": said, **_terms(words.locale, tokens, SHORT_PAGE)}
    for place, words in enumerate(work.editions, 1):
        head = ["head"] * (place == len(work.editions))
        facet = [*facets, f"locale:{words.locale}", *head]
        yield {**common, "edition": words.edition_id, "page": 0, "facet": facet, **_edition(words)}


def _edition(words: Words) -> dict[str, Any]:
    known = analyser(words.locale)
    title, names = known.tokens(words.title), [known.tokens(name) for name in words.names]
    called = title + [token for tokens in names for token in tokens]
    terms = _terms(words.locale, called * TITLE_WEIGHT + known.tokens(f"{words.body}\n{words.facts}"))
    stems = [term(words.locale, token.stem) for token in title]
    terms["title"] = _weights(stems, len(set(stems)) / AVERAGE_TITLE)
    terms["titled"] = min(len(set(stems)), 255)
    terms["sequence"] = bytes(WORD).join(
        sequence(known.words(text)) for text in (words.title, *words.names, words.body, words.facts)
    )
    terms["exact"] = {}
    for text, weight in (
        (words.title.partition(":")[0], MAIN),
        (words.title, 1.0),
        *((one, 1.0) for one in words.names),
    ):
        small = known.words(text)
        for word in small:  # small words too, for titles that have no others
            terms["word"].setdefault(term(words.locale, word), 0.1)
        terms["exact"][exact(words.locale, [token.stem for token in known.tokens(text)] or small)] = weight
        terms["exact"][compact(words.locale, small)] = weight
    return terms


def _terms(locale: str, tokens: list[Token], shortest: int = 0) -> dict[str, Any]:
    length = max(shortest, len(tokens)) / AVERAGE
    stems = (stem for token in tokens for stem in (token.stem, *analyser(locale).parts(token)))
    return {
        "stem": _weights((term(locale, stem) for stem in stems), length),
        "word": _weights((term(locale, token.word) for token in tokens), length),
        "root": _weights((root(locale, token.word) for token in tokens), length),
        "pair": _weights((pair(locale, one.stem, other.stem) for one, other in pairwise(tokens)), length),
        "surface": [f"{locale}:{token.word}:{token.surface}" for token in set(tokens) if token.surface != token.word],
    }


def _weights(terms: Iterable[str], length: float) -> dict[str, float]:
    """Return what each term is worth in a text, whose length is told in average lengths: BM25 without the rarity."""
    norm = K1 * (1 - B + B * length)
    return {text: count / (count + norm) for text, count in Counter(terms).items()}

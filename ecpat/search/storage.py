"""How Whoosh keeps works: the schema, postings as raw arrays, segments that are only ever appended.

A work is a run of documents: the pages of its PDFs, then its editions, the last of which is the work's *head*.
The pickled table of contents names the fields by this module's name: renaming the module needs a new VERSION.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from whoosh import fields, formats, index
from whoosh.reading import SegmentReader

from ..core.file_modes import FILE, make_folder
from . import seals
from .engine import Words, Work
from .files import NumberColumn
from .impact import impacts
from .pool import RawWriter
from .text.analysis import Token, analyser

VERSION = "3"
TITLE_WEIGHT = 3  # how often the words of a title count
SHORT_PAGE = 80  # words: a page with fewer ranks as if it had so many, or stray lines would win
BATCH = 10_000  # works in a segment of a rebuild, whose postings are in memory until it is written
ROOT, ROOTS = 5, {"en": 7}  # letters of a word's beginning, where a language has no other number
MANY = 8  # fewer small segments than this are left alone


class Terms(fields.FieldType):
    """A field whose terms are put into the pool directly: the analysis has been done."""

    format = formats.Existence()
    indexed, stored, scorable, unique = True, False, False, False
    vector = analyzer = None
    multitoken_query = "default"

    def __init__(self) -> None:
        pass

    def to_bytes(self, term: str | bytes) -> bytes:
        """Return the bytes that a term is kept as."""
        return term if isinstance(term, bytes) else term.encode()


def _number(code: str) -> Any:
    return fields.COLUMN(NumberColumn(code))  # type: ignore[no-untyped-call]


TERMS = ("stem", "word", "root", "pair", "surface", "facet")
NUMBERS = {"entry": "I", "edition": "I", "page": "I", "date": "I", "signature": "Q"}
SCHEMA = fields.Schema(**{name: _number(code) for name, code in NUMBERS.items()}, **{name: Terms() for name in TERMS})


def stem(locale: str, text: str) -> bytes:
    """Return what a language's stem or word is kept as."""
    return f"{locale}:{text}".encode()


def root(locale: str, word: str) -> bytes:
    """Return what a word's beginning is kept as: it finds relatives that stemming keeps apart."""
    return f"{locale}:{word[: ROOTS.get(locale, ROOT)]}".encode()


def pair(locale: str, first: str, second: str) -> bytes:
    """Return what two neighbouring stems are kept as: 16 bits.

    The dictionary stays small, and false friends fall out, as both stems must be in the same text anyway.
    """
    return _PAIRS[(31 * _code(locale, first) ^ _code(locale, second)) & 0xFFFF]


@lru_cache(100_000)
def _code(locale: str, text: str) -> int:
    return crc32(f"{locale}:{text}".encode())


_PAIRS = [number.to_bytes(2, "big") for number in range(65536)]


class Document(NamedTuple):
    """An edition or a page: what is kept of it."""

    numbers: dict[str, int]
    length: int  #: words
    terms: dict[str, dict[bytes, int]]  #: how often each stands, under the fields


def documents(work: Work) -> Iterator[Document]:
    """Yield the documents of a work in their order, the head last."""
    common = {"entry": work.entry_id, "date": work.date, "signature": work.signature}
    facets = [f"kind:{work.kind}", *(f"topic:{key}" for key in work.topics)]
    facets += [f"language:{words.locale}" for words in work.editions]
    facets += [f"year:{work.year}"] * bool(work.year) + ["document:1"] * work.document
    for words in work.editions:
        for number, text in words.pages:
            tokens = analyser(words.locale).tokens(text)
            own = {**common, "edition": words.edition_id, "page": number}
            terms = {**_terms(words.locale, tokens), "facet": _facet(words, facets)}
            yield Document(own, max(SHORT_PAGE, len(tokens)), terms)
    for place, words in enumerate(work.editions, 1):
        known = analyser(words.locale)
        tokens = known.tokens(words.title) * TITLE_WEIGHT + known.tokens(words.body)
        own = {**common, "edition": words.edition_id, "page": 0}
        terms = _terms(words.locale, tokens)
        for word in known.words(words.title):  # small words too, for titles that have no others
            terms["word"].setdefault(stem(words.locale, word), 1)
        head = ["head"] * (place == len(work.editions))
        yield Document(own, len(tokens), {**terms, "facet": _facet(words, facets + head)})


def _facet(words: Words, facets: list[str]) -> dict[bytes, int]:
    return {facet.encode(): 1 for facet in (*facets, f"locale:{words.locale}")}


def _terms(locale: str, tokens: list[Token]) -> dict[str, dict[bytes, int]]:
    words = Counter(tokens)
    stems: Counter[bytes] = Counter()
    plain: Counter[bytes] = Counter()
    roots: Counter[bytes] = Counter()
    for token, count in words.items():
        stems[stem(locale, token.stem)] += count
        plain[stem(locale, token.word)] += count
        roots[root(locale, token.word)] += count
    codes = [_code(locale, token.stem) for token in tokens]
    return {
        "stem": stems,
        "word": plain,
        "root": roots,
        "pair": Counter(_PAIRS[(31 * first ^ second) & 0xFFFF] for first, second in pairwise(codes)),
        "surface": {
            f"{locale}:{token.word}:{token.surface}".encode(): 1 for token in words if token.surface != token.word
        },
    }


MergePolicy = Callable[[Any, list[Any]], list[Any]]


def keep_apart(_writer: Any, segments: list[Any]) -> list[Any]:
    """Merge nothing: the policy of every write inside a request."""
    return segments


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge a segment with those after it once they are as large together; their order does not change."""
    keep, count = len(segments), 0
    while keep and segments[keep - 1].doc_count_all() <= count + MANY:
        keep -= 1
        count += segments[keep].doc_count_all()
    if len(segments) - keep < MANY:
        return segments
    return _merged(writer, segments, keep)


def merge_all(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge all segments: the policy that ends a rebuild."""
    return _merged(writer, segments, 0)


def _merged(writer: Any, segments: list[Any], keep: int) -> list[Any]:
    """Stream all but some segments into the new one; each is closed once it has been read."""
    for segment in segments[keep:]:
        writer.add_reader(SegmentReader(writer.storage, writer.schema, segment))
    return segments[:keep]


def write(folder: Path, works: Iterable[Work], gone: Iterable[int] = (), merge: MergePolicy = keep_apart) -> None:
    """Append works and mark the documents of those numbers as deleted, in one commit.

    Raises OSError where the disk is full; the index is then as it was.
    """
    writer: Any = RawWriter(index.open_dir(str(folder)))
    try:
        for number in gone:
            writer.delete_document(number)
        for work in works:
            for document in documents(work):
                worth = impacts(document.length)
                for field, counts in document.terms.items():
                    writer.pool.put(field, counts, writer.docnum, worth)
                writer.add_document(**document.numbers)
        writer.commit(mergetype=merge)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    seals.seal(folder, writer.newsegment.segment_id())


def fill(folder: Path, works: Iterator[Work]) -> Iterator[int]:
    """Make an index of one segment in a new folder, yielding how many works it has by now."""
    make_folder(folder)
    made: Any = index.create_in(str(folder), SCHEMA)
    Path(made.lock("WRITELOCK").filename).touch(FILE)  # Whoosh itself would make a program of it
    done = 0
    while batch := list(islice(works, BATCH)):
        write(folder, batch)
        done += len(batch)
        yield done
    if done > BATCH:
        write(folder, (), merge=merge_all)

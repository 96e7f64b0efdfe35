"""Writing the index through Whoosh's own writer and codec: works appended, works deleted, segments merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader
from whoosh.writing import NO_MERGE, OPTIMIZE

from ...core.file_modes import FILE, make_folder
from ..types import Work
from . import beside, checksums
from .schema import SCHEMA, documents

BATCH = 1000  # works in a commit of a rebuild: what is sorted in memory until it is written
MEGABYTES = 512  # of postings before Whoosh spills them to disk, which costs more than all else
MANY = 8  # fewer small segments than this are left alone

MergePolicy = Callable[[Any, list[Any]], list[Any]]


def create(folder: Path) -> None:
    """Make an empty index in a new folder."""
    make_folder(folder)
    made: Any = index.create_in(str(folder), SCHEMA)
    Path(made.lock("WRITELOCK").filename).touch(FILE)  # Whoosh itself would make a program of it


def write(folder: Path, works: Iterable[Work], gone: Iterable[int] = (), merge: MergePolicy = NO_MERGE) -> None:
    """Append works and delete those of the entries gone, in one commit.

    Raises OSError where the disk is full; the index is then as it was.
    """
    # A compound file would be copied into memory to be opened; a block for each term is soonest read.
    writer: Any = index.open_dir(str(folder)).writer(
        codec=W3Codec(blocklimit=1 << 16, compression=1),  # type: ignore[no-untyped-call]
        compound=False,
        limitmb=MEGABYTES,
    )
    try:
        for entry_id in gone:
            writer.delete_by_term("entry", str(entry_id))
        for work in works:
            for document in documents(work):
                writer.add_document(**document)
        writer.commit(mergetype=merge)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    made = writer.newsegment
    if made.doc_count_all():
        reader = SegmentReader(writer.storage, writer.schema, made)
        beside.write(folder, made.segment_id(), reader)
        reader.close()
    checksums.write(folder, made.segment_id())


def fill(folder: Path, works: Iterator[Work]) -> Iterator[int]:
    """Make an index in a new folder, a segment a batch, yielding how many works it has by now."""
    create(folder)
    done = 0
    while batch := list(islice(works, BATCH)):
        write(folder, batch)
        done += len(batch)
        yield done


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge what is less than a tenth of all, where there are many: deleted documents are purged by that."""
    total = sum(segment.doc_count_all() for segment in segments)
    small = [segment for segment in segments if 10 * segment.doc_count_all() < total]
    if len(small) < MANY:
        return segments
    return [segment for segment in segments if segment not in small] + list(OPTIMIZE(writer, small))  # type: ignore[no-untyped-call]

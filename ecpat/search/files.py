"""The files of an index, read at a place without a position that two readers could move."""

from __future__ import annotations

import os
import sys
from array import array
from pathlib import Path
from typing import Any

from whoosh.columns import NumericColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

_LOOKED_UP = (".trm", ".pst")  # terms and postings: read here and there, a few bytes at a time


class PlacedFile(StructFile):
    """A file whose `get` is one call of the system, not a seek and a read of a whole buffer."""

    def get(self, position: int, length: int) -> bytes:
        """Return the bytes at a place."""
        return os.pread(self.fileno(), length, position)


class Files(FileStorage):
    """A folder of files that are read so."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for reading."""
        kind = PlacedFile if name.endswith(_LOOKED_UP) else StructFile
        return kind((Path(self.folder) / name).open("rb"), name=name, **options)


class NumberColumn(NumericColumn):
    """A number of each document, all of them read at once."""

    class Reader(NumericColumn.Reader):
        """Reads what Whoosh writes: big-endian numbers, zeros at the end left out."""

        def load(self) -> Any:
            """Return the numbers of all documents of a segment, as an array."""
            numbers = array(self._typecode)
            numbers.frombytes(self._dbfile.get(self._basepos, self._fixedlen * self._count))
            if sys.byteorder == "little":
                numbers.byteswap()
            numbers.extend([0] * (self._doccount - self._count))
            return numbers

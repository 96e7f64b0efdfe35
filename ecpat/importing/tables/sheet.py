"""A CSV file as rows: whatever a spreadsheet puts between its cells, with the numbers that it shows beside them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from flask_babel import lazy_gettext as _l

from ...core.characters import fit
from ..errors import RefusedFile, RefusedRows, WrongCell

LARGEST, MOST = 16_000_000, 20_000  # bytes, rows
SEPARATOR = ";"  # as spreadsheets in French, Dutch and German write and read them
_SEPARATORS = (SEPARATOR, ",", "\t")


@dataclass(frozen=True)
class Row:
    """A row that says something: its number in the spreadsheet, and its cells by the names of their columns."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell without the spaces around it; empty where the file has no such column."""
        return self.cells.get(column, "")

    def wrong(self, column: str, message: object) -> WrongCell:
        """Return what is wrong with a cell."""
        return WrongCell(self.number, column, str(message))


def template(columns: Sequence[str]) -> str:
    """Return an empty table that a spreadsheet opens as one: with the mark of UTF-8, and its columns."""
    return f"\ufeff{SEPARATOR.join(columns)}\r\n"


def read(path: Path, columns: Sequence[str], most: int = MOST) -> list[Row]:
    """Return the rows of a file whose columns are among these; raises RefusedFile or RefusedRows for what is none."""
    lines = list(StringIO(_text(path), newline=""))
    if lines and lines[0].lower().startswith("sep="):  # as Excel marks its separator
        del lines[0]
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    header = lines[first] if lines else ""
    separator = max(_SEPARATORS, key=lambda sign: len(set(_names(header, sign)) & set(columns)))
    names, rows, faults = _names(header, separator), list[Row](), list[WrongCell]()
    if unknown := [name for name in names if name not in columns]:
        known = ", ".join(columns)
        raise RefusedFile(
            _l("there is no column “%(name)s”; there are: %(all)s", name=unknown[0], all=known), first + 1
        )
    if len(set(names)) < len(names) or not names:
        raise RefusedFile(_l("the first row names each column once"), first + 1)
    reader = csv.reader(lines[first + 1 :], delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, first + 2):
            texts = [fit(cell).strip() for cell in cells]
            if not any(texts):
                continue
            row = Row(number, dict(zip(names, texts, strict=False)))
            if any(texts[len(names) :]):
                faults.append(row.wrong("", _l("it has more cells than there are columns")))
            rows.append(row)
            if len(rows) > most:
                raise RefusedFile(_l("it has more than %(count)d rows: make several of it", count=most))
    except csv.Error as error:
        message = _l("its cells cannot be told apart (%(error)s)", error=str(error))
        raise RefusedFile(message, first + 1 + reader.line_num) from error
    if faults:
        raise RefusedRows(faults)
    return rows


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise RefusedFile(_l("it is larger than any table that is taken"))
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedFile(_l("this is no UTF-8: let the spreadsheet save it as “CSV UTF-8”")) from error


def _names(header: str, separator: str) -> list[str]:
    """Return the names of columns, small; empty cells at the end are none."""
    try:
        names = [name.strip().lower() for name in next(csv.reader([header.rstrip()], delimiter=separator), [])]
    except csv.Error:
        return []
    while names and not names[-1]:
        names.pop()
    return names

"""Why a file cannot be imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class RefusedFile(ValueError):  # noqa: N818 — as `DamagedFile`
    """A file that is not what it should be: why in plain words, and in which line, counted from 1, if in any."""

    def __init__(self, message: Any, line: int = 0) -> None:
        super().__init__(str(message))
        self.message, self.line = message, line

    def __str__(self) -> str:
        """Say why, and where."""
        return f"line {self.line}: {self.message}" if self.line else str(self.message)


@dataclass(frozen=True)
class WrongCell:
    """What is wrong with a cell of a table: its row as a spreadsheet counts it, its column, and why."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Say where, and why."""
        return f"row {self.row}, {self.column}: {self.message}" if self.column else f"row {self.row}: {self.message}"


class RefusedRows(RefusedFile):
    """A table of which no row is taken, since some are not what they should be: all that is wrong with it."""

    def __init__(self, faults: Sequence[WrongCell]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults

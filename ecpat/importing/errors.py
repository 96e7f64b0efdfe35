"""Why a file cannot be imported."""

from __future__ import annotations

from typing import Any


class RefusedFile(ValueError):  # noqa: N818 — as `DamagedFile`
    """A file that is not what it should be: why in plain words, and in which line, counted from 1, if in any."""

    def __init__(self, message: Any, line: int = 0) -> None:
        super().__init__(str(message))
        self.message, self.line = message, line

    def __str__(self) -> str:
        """Say why, and where."""
        return f"line {self.line}: {self.message}" if self.line else str(self.message)

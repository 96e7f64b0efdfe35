"""Why a write cannot be done."""

from __future__ import annotations

from typing import Any


class ContentError(ValueError):
    """What an editor wrote cannot be kept: which field, and why, in the editor's language."""

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(field)
        self.field, self.message = field, message


class ConflictError(RuntimeError):
    """Somebody saved what another had open; nothing was written."""

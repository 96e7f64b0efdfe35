"""One page of a list at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from sqlalchemy import Select

from ..content.upkeep import counted
from ..extensions import db

SIZE = 50


@dataclass(frozen=True)
class Page:
    """The rows of one page, which it is, and how many there are in all."""

    rows: list[Any]
    number: int
    last: int
    total: int

    @classmethod
    def of(cls, found: Select[Any]) -> Page:
        """Read the page of a selection that the request asks for; 404 for one that is not there."""
        asked = request.args.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
        total = db.session.scalar(counted(found)) or 0
        last = max(1, -(-total // SIZE))
        if not 1 <= number <= last:
            abort(404)
        return cls(list(db.session.scalars(found.limit(SIZE).offset((number - 1) * SIZE))), number, last, total)

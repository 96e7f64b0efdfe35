"""Lists in pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from ..content import queries
from ..content.models import Edition
from ..extensions import db


@dataclass(frozen=True)
class Paging:
    """One page of a list and where it stands; pages count from 1."""

    rows: list[Edition]
    number: int
    last: int
    total: int

    @classmethod
    def of(cls, found: Select[Edition], ordered: Select[Edition], number: int) -> Paging:
        """Read one page of a selection; 404 past its last page."""
        size = current_app.config["PAGE_SIZE"]
        total = db.session.scalar(queries.counted(found)) or 0
        last = max(1, -(-total // size))
        if number > last:
            abort(404)
        rows = list(db.session.scalars(ordered.limit(size).offset((number - 1) * size))) if total else []
        return cls(rows, number, last, total)


def page_number(arguments: MultiDict[str, str]) -> int:
    """Return the page asked for; 404 for anything but a whole number from 1."""
    text = arguments.get("page", "") or "1"
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) < 1:
        abort(404)
    return int(text)

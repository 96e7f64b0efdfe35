"""One page of a list at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, request
from sqlalchemy import Select, func

from ..core.database import db
from ..web.pagination import counted, page_number

SIZE = 50


@dataclass(frozen=True)
class Page:
    """The rows of one page, which it is (from 1), which is the last, and how many rows there are in all."""

    rows: list[Any]
    number: int
    last: int
    total: int

    @property
    def near(self) -> list[int]:
        """Return the first page, those around this one, and the last."""
        around = range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)
        return sorted({1, *around, self.last})

    @classmethod
    def of(
        cls,
        found: Select[Any],
        size: int = SIZE,
        read: Callable[[Select[Any]], list[Any]] = lambda found: list(db.session.scalars(found)),
        number: int | None = None,
    ) -> Page:
        """Read the page of a selection that the request asks for (or another); 404 for one that is not there.

        `read` makes rows of the selection, cut to that page.
        """
        number = number or page_number(request.args)
        total = db.session.scalar(counted(found)) or 0
        last = max(1, -(-total // size))
        if number > last:
            abort(404)
        return cls(read(found.limit(size).offset((number - 1) * size)), number, last, total)

    @classmethod
    def of_ids(
        cls, found: Select[int], size: int, read: Callable[[list[int]], list[Any]], total: int | None = None
    ) -> Page:
        """Read the page of a selection of ids that the request asks for.

        Unless it is known how many there are in all, they are found and counted in one statement.
        """
        number = page_number(request.args)
        cut = found.limit(size).offset((number - 1) * size)
        if total is None:
            rows = db.session.execute(cut.add_columns(func.count().over())).all()
            ids, total = [row[0] for row in rows], rows[0][1] if rows else 0
        else:
            ids = list(db.session.scalars(cut))
        if not ids and number > 1:
            abort(404)
        return cls(read(ids), number, max(1, -(-total // size)), total)

"""Lists in pages: which page is asked for, and how many rows there are."""

from __future__ import annotations

from typing import Any

from flask import abort
from sqlalchemy import Select, func, literal, select
from werkzeug.datastructures import MultiDict

from .arguments import PAGE


def page_number(arguments: MultiDict[str, str]) -> int:
    """Return the page asked for; 404 for anything but a whole number from 1."""
    text = arguments.get(PAGE, "") or "1"
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) < 1:
        abort(404)
    return int(text)


def counted(found: Select[Any]) -> Select[int]:
    """Select how many rows a selection has."""
    rows = found.with_only_columns(literal(1), maintain_column_froms=True).order_by(None)
    return select(func.count()).select_from(rows.subquery())

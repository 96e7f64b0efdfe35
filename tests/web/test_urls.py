"""The addresses of the site are a promise, and the roles at the desk a wall: a change to them is seen in review."""

from __future__ import annotations

from flask import Flask

from tools import urls


def test_the_list_of_addresses_is_up_to_date(reading: Flask) -> None:
    """`.venv/bin/python -m tools.urls` writes it anew."""
    assert urls.FILE.read_text().splitlines() == urls.lines(reading)

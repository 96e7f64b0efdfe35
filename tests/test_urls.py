"""The addresses of the site are a promise: a change to them is seen in review."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

LISTED = Path(__file__).parent / "urls.txt"


def test_the_list_of_addresses_is_up_to_date(reading: Flask) -> None:
    rules = sorted(f"{rule.rule} -> {rule.endpoint}" for rule in reading.url_map.iter_rules())
    assert LISTED.read_text().splitlines() == rules

"""Write `tests/urls.txt`: every address of the site, what answers there, and who may ask or what may be asked.

The addresses are a promise and the roles a wall: a change to either is to be seen in review.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from ecpat.app import create_app
from ecpat.web.arguments import Rule
from ecpat.web.feature import INSTALLED

FILE = Path(__file__).parent.parent / "tests" / "urls.txt"


def lines(app: Flask) -> list[str]:
    """Return a line for every address of an application, in their order."""
    return sorted(_lines(app))


def _lines(app: Flask) -> Iterator[str]:
    roles = {
        f"{feature.blueprint}.{route.endpoint}": route.role or "anyone"
        for feature in INSTALLED.of(app)
        for route in feature.desk
    }
    for rule in app.url_map.iter_rules():
        query = " ".join(sorted(rule.query)) if isinstance(rule, Rule) else ""
        sent = " POST" if "POST" in (rule.methods or ()) else ""
        more = roles.get(rule.endpoint) or query
        yield f"{rule.rule} -> {rule.endpoint}{sent}{f' ({more})' if more else ''}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text("\n".join(lines(create_app({}, Path(folder)))) + "\n")

"""The desk's list and first page of a large site: CPU time of each answer, for an editor and for a writer.

    python -m tests.bench.desk_list [--entries 20000] [--keep FOLDER]

Prints Markdown, ready for docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from flask_security import hash_password

from ecpat.accounts.models import Person
from ecpat.app import create_app
from ecpat.cli import seed
from ecpat.core.database import db

from ..conftest import PASSWORD, DeskClient
from . import corpus

RUNS = 9
PATHS = (
    "", "fiches/", "fiches/?page=200", "fiches/?sort=title", "fiches/?sort=by", "fiches/?sort=fr",
    "fiches/?state=live", "fiches/?state=draft", "fiches/?language=no-en", "fiches/?topic=1", "fiches/?kind=news",
    "fiches/?q=victime", "fiches/?q=nothing", "fiches.json?q=enfant",
)  # fmt: skip


@contextmanager
def site(folder: str | None, entries: int) -> Iterator[Flask]:
    """Yield a site of so many entries, made unless its folder is there."""
    with TemporaryDirectory() as scratch:
        path = Path(folder or scratch)
        made = (path / "site.db").exists()
        app = create_app({}, path)
        if not made:
            with app.app_context():
                upgrade()
                seed.write()
                for role in ("editor", "writer"):
                    word = hash_password(PASSWORD)
                    db.session.add(Person(email=f"{role}@example.org", name=role, role=role, password=word))
                db.session.commit()
                corpus.fill(entries)
        yield app


def measured(browser: DeskClient, path: str) -> tuple[float, float]:
    """Return the median and the longest CPU time of an answer, in milliseconds, once it has been given."""
    times = []
    for _run in range(RUNS + 1):
        began = time.process_time()
        FlaskClient.open(browser, f"/fr/redaction/{path}").get_data()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times[1:]), max(times[1:])


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=20_000)
    options.add_argument("--keep")
    asked = options.parse_args()
    with site(asked.keep, asked.entries) as app:
        print("| person | page | median ms | longest ms |\n|---|---|---|---|")
        for role in ("editor", "writer"):
            browser = DeskClient(app, app.response_class)
            browser.send("/fr/redaction/connexion", email=f"{role}@example.org", password=PASSWORD)
            for path in PATHS:
                median, longest = measured(browser, path)
                print(f"| {role} | `{path or '(first page)'}` | {median:.0f} | {longest:.0f} |")


if __name__ == "__main__":
    main()

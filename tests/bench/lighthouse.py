"""Lighthouse, as for a phone, on a page of each type in each language; the aim is 100 in every category.

    python -m tests.bench.lighthouse [--runs 1] [--json FOLDER] [--only TYPE] LIGHTHOUSE

LIGHTHOUSE is the program, which `make lighthouse` installs. The site is served with the sample content. Of several
runs of a page the median of each category counts. What costs points is named below the table. A search is for a word
that the site itself uses: only such a one may be shown by search engines (docs/decisions/19-shown-searches.md).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask

from ecpat.app import create_app

from ..cluster.machines import Machine
from ..cluster.nodes import Node, free_port
from ..conftest import furnish

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SEARCHES = {"fr": "/fr/recherche/?q=enfants", "en": "/en/search/?q=children"}
TYPES = ("home", "list", "article", "resource", "event", "search")
LISTS = {
    "fr": {"list": "/fr/actualites/", "resource": "/fr/ressources/", "event": "/fr/formations/"},
    "en": {"list": "/en/news/", "resource": "/en/resources/", "event": "/en/training/"},
}
Report = dict[str, Any]
TRIES = 3


def make(folder: Path) -> Flask:
    """Return a site with the sample content."""
    app = create_app({}, folder)
    furnish(app, drawn=True)
    return app


def pages(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield (type, address) of what is looked at."""
    client = app.test_client()
    for locale, lists in LISTS.items():
        yield f"home {locale}", f"/{locale}/"
        yield f"list {locale}", lists["list"]
        for name, address in (("article", lists["list"]), *list(lists.items())[1:]):
            page = client.get(address).get_data(as_text=True).partition("<main")[2]
            found = re.search(rf'href="({address}[a-z0-9-]+)"', page)
            assert found, address
            yield f"{name} {locale}", found[1]
        yield f"search {locale}", SEARCHES[locale]


def look(program: str, address: str) -> Report:
    """Run Lighthouse on an address and return its report."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking"
    command = (program, address, "--quiet", "--output=json", f"--chrome-flags={flags}",
               f"--only-categories={','.join(CATEGORIES)}")  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    for _ in range(TRIES):  # the browser sometimes does not start, or is too slow to be judged
        done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=180, text=True)
        if done.returncode == 0 and (report := json.loads(done.stdout))["categories"]["performance"]["score"]:
            return report  # type: ignore[no-any-return]
    raise SystemExit(f"Lighthouse cannot judge {address}: {done.stderr or report['runWarnings']}")


def costs(report: Report) -> Iterator[str]:
    """Yield what a page loses points for."""
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue", "")
                yield f"{name}: {audit['title']} {shown} (weight {reference['weight']}, score {audit['score']})"


def main() -> None:
    """Look at every page, print a table, and exit with 1 where a score is below 100."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--json", type=Path)
    options.add_argument("--only", choices=TYPES)
    given = options.parse_args()
    below, told = 0, []
    with TemporaryDirectory() as folder:
        app = make(Path(folder))
        node = Node(Machine((), "127.0.0.1"), Path(folder), {}, free_port(), workers=2)
        node.start()
        try:
            sys.stdout.write(f"| page | {' | '.join(CATEGORIES)} |\n|---|{'---|' * len(CATEGORIES)}\n")
            for name, path in pages(app):
                if given.only and not name.startswith(given.only):
                    continue
                reports = [look(given.program, f"http://127.0.0.1:{node.port}{path}") for _ in range(given.runs)]
                scores = [
                    round(100 * statistics.median(report["categories"][category]["score"] for report in reports))
                    for category in CATEGORIES
                ]
                below += min(scores) < 100
                told += [f"- {name}, {cost}" for report in reports[:1] for cost in costs(report)]
                if given.json:
                    (given.json / f"{name.replace(' ', '-')}.json").write_text(json.dumps(reports[0]))
                sys.stdout.write(f"| {name} `{path}` | {' | '.join(map(str, scores))} |\n")
                sys.stdout.flush()
        finally:
            node.stop()
    sys.stdout.write("\n" + "\n".join(dict.fromkeys(told)) + "\n")
    raise SystemExit(1 if below else 0)


if __name__ == "__main__":
    main()

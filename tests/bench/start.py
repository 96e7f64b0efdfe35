"""What a worker's start costs, by its steps, and its first requests: seconds of CPU.

    python -m tests.bench.served --fill FOLDER ENTRIES
    python -m tests.bench.start --index FOLDER
    python -m tests.bench.start FOLDER

With `--index` nothing is measured: the site's index is made, which a worker finds when it starts.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from ecpat.app import create_app
from ecpat.cli import scratch
from ecpat.search import service
from ecpat.web import templating, warm_up

FIRST = (
    "/fr/", "/en/", "/fr/actualites/", "/fr/actualites/fr-entry-500", "/en/search/?q=child",
    "/fr/recherche/?q=exploitation+sexuelle", "/fr/recherche/?q=traite",
)  # fmt: skip


def main(folder: Path) -> None:
    """Start as wsgi.py does, and ask; print what each step used."""
    before = 0.0

    def done(name: str) -> None:
        nonlocal before
        print(f"{name}\t{time.process_time() - before:.3f}", flush=True)
        before = time.process_time()

    done("imports")
    app = create_app({"SEARCH_RATE": "0"}, folder)
    done("create_app")
    scratch.sweep(app)
    templating.compile_all(app)
    done("templates")
    warm_up.run(app)
    done("warm_up")
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    done("gc")
    client = app.test_client()
    for path in FIRST:
        assert client.get(path).status_code == 200, path
        done(path)


if __name__ == "__main__":
    given = Path(sys.argv[-1])
    if "--index" in sys.argv:
        with create_app({}, given).app_context():
            service.rebuild()
    else:
        main(given)

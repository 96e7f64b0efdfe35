"""What the delivery benchmark serves: the site, the site without its page cache, and a bare callable.

    python -m tests.bench.served [--fill] FOLDER ENTRIES

With `--fill` a site of that many entries is made; without, what its pages cost is printed, in ms of CPU.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text
from werkzeug.test import EnvironBuilder

from ecpat.app import create_app
from ecpat.cli import seed
from ecpat.core import generation as changes
from ecpat.core.database import db
from ecpat.web import templating
from ecpat.web.middleware.page_cache import PAGE_CACHE, PageCache

from . import corpus, delivery

SKIPPED = ("transfer-encoding", "connection", "date", "server")


def site(folder: Path) -> Flask:
    """Return the site on an instance folder, as wsgi.py makes it."""
    app = create_app({"SEARCH_RATE": "0"}, folder)
    templating.compile_all(app)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    return app


def without_page_cache(app: Flask) -> Callable[..., Iterable[bytes]]:
    """Return what stands behind a site's page cache, told the generation as the page cache tells it."""
    cache: PageCache = PAGE_CACHE.of(app)
    return lambda environ, start_response: cache.inner({**environ, changes.KNOWN: cache.generation()}, start_response)


class Lazy:
    """A callable that is made in the worker, at its first request."""

    def __init__(self, make: Callable[[Path], Any]) -> None:
        self._make, self._made = make, None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer; `/healthz` of every side says that it is there."""
        if self._made is None:
            self._made = self._make(Path(os.environ["BENCH_INSTANCE"]))
        if environ["PATH_INFO"] == "/healthz":
            start_response("200 OK", [("Content-Length", "0")])
            return [b""]
        return self._made(environ, start_response)  # type: ignore[no-any-return]


def _bare(status: str) -> Callable[[Path], Any]:
    def make(folder: Path) -> Any:
        body = (folder / "bare.body").read_bytes()
        pairs = (line.split("\t", 1) for line in (folder / "bare.headers").read_text().splitlines())
        skipped = SKIPPED if body else (*SKIPPED, "content-length", "content-type", "content-encoding")
        headers = [(name, value) for name, value in pairs if name.lower() not in skipped]

        def answer(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            start_response(status, headers)
            return (body,) if body else ()

        return answer

    return make


cached = Lazy(lambda folder: site(folder).wsgi_app)
uncached = Lazy(lambda folder: without_page_cache(site(folder)))
bare = Lazy(_bare("200 OK"))
bare_304 = Lazy(_bare("304 Not Modified"))


def fill(folder: Path, count: int) -> None:
    """Make a site of that many entries beside the sample content; of none, an empty one."""
    with create_app({}, folder).app_context():
        upgrade()
        if count:
            seed.write()
            db.session.commit()
            corpus.fill(count)
            db.session.execute(text("ANALYZE"))
            db.session.commit()


def costs(folder: Path, count: int) -> None:
    """Print how long the site takes to start (s), and what each page costs past the page cache (ms of CPU)."""
    begun = time.process_time()
    cache: PageCache = PAGE_CACHE.of(site(folder))
    print(f"start-up\t{time.process_time() - begun}")
    generation = cache.generation()

    def get(path: str, at: int) -> float:
        environ = {**EnvironBuilder(path, base_url="http://localhost/").get_environ(), changes.KNOWN: at}
        told: list[str] = []
        begun = time.process_time()
        parts = cache.inner(environ, lambda status, _headers, _info=None: told.append(status))
        assert b"".join(parts), path
        took = time.process_time() - begun
        assert told[0] == "200 OK", (path, told)
        return took * 1000

    for name, path in delivery.paths(count).items() if count else ():
        get(path, generation)
        print(f"{name}\t{min(get(path, generation) for _ in range(3 if 'sitemap' in name else 25))}")
        if name in delivery.AFTER:  # each time as if content had just changed
            print(f"{name}{delivery.CHANGED}\t{min(get(path, generation := generation + 1) for _ in range(5))}")


if __name__ == "__main__":
    if sys.argv[1] == "--fill":
        fill(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        costs(Path(sys.argv[1]), int(sys.argv[2]))

"""Figures for Prometheus at `/metrics`, shown to who has METRICS_TOKEN. No path, no query, no reader in any of them.

Each worker counts for itself and says so in the label `worker`: sum over it.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from ...core import generation as changes
from ...core.services import Service
from ..arguments import Environ, is_limited
from ..feature import hooks
from .page_cache import PAGE_CACHE, StartResponse

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)  # seconds
NO_ENDPOINT = "none"  # an address that the site does not have
LONGEST = 500  # characters of a path that are looked at, and remembered
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


class Figures:
    """What one application of one worker counts."""

    def __init__(self, app: Flask) -> None:
        self.registry, self.worker = CollectorRegistry(), str(os.getpid())
        labels = ("worker", "endpoint")
        self._requests = Counter("site_requests", "Requests answered", (*labels, "status"), registry=self.registry)
        self._made, self._searched = (
            Histogram(name, meaning, labels, buckets=BUCKETS, registry=self.registry)
            for name, meaning in (
                ("site_render_seconds", "Time to make an answer"),
                ("site_search_seconds", "Time to answer a search or to suggest"),
            )
        )
        self._rules, adapter = app.url_map, app.url_map.bind("")

        @lru_cache(maxsize=4096)
        def endpoint(path: str, method: str) -> str:
            try:
                return str(adapter.match(path, method)[0])
            except HTTPException:
                return "static" if path.startswith("/static/") else NO_ENDPOINT

        self._endpoint = endpoint

    @cached_property
    def _limited(self) -> frozenset[str]:
        return frozenset(str(rule.endpoint) for rule in self._rules.iter_rules() if is_limited(rule))

    def endpoint_of(self, environ: Environ) -> str:
        """Return the name of what answers a request: one of a fixed few, whatever was asked."""
        method = environ["REQUEST_METHOD"]
        return self._endpoint(environ.get("PATH_INFO", "")[:LONGEST], method if method in METHODS else "GET")

    def answered(self, endpoint: str, status: str) -> None:
        """Count an answer."""
        self._requests.labels(self.worker, endpoint, status).inc()

    def made(self, endpoint: str, seconds: float) -> None:
        """Note how long it took to make an answer."""
        self._made.labels(self.worker, endpoint).observe(seconds)
        if endpoint in self._limited:
            self._searched.labels(self.worker, endpoint).observe(seconds)


@dataclass(frozen=True)
class Gauges:
    """What a feature can say in figures of its own, at a generation, whenever it is asked."""

    collect: Callable[[int], Iterable[Metric]]


class Shared(Collector):
    """What is known elsewhere and looked up when it is asked for."""

    def __init__(self, app: Flask, worker: str) -> None:
        self._app, self._cache, self._worker = app, PAGE_CACHE.of(app), worker

    def collect(self) -> Iterator[Metric]:
        """Yield the page cache's counts, the generation, and the gauges of the features."""
        found = CounterMetricFamily("site_page_cache", "Pages asked of the page cache", labels=("worker", "result"))
        found.add_metric((self._worker, "hit"), self._cache.hits)
        found.add_metric((self._worker, "miss"), self._cache.misses)
        yield found
        with self._app.app_context():
            try:
                generation = changes.current()
                gauges = [metric for one in hooks(Gauges) for metric in one.collect(generation)]
            except SQLAlchemyError:
                return
        yield GaugeMetricFamily("site_generation", "The generation of the content", generation)
        yield from gauges


FIGURES = Service(Figures)


def measure(app: Flask) -> None:
    """Time what an application makes; to be called before the page cache is put before it."""
    if not app.config["METRICS_TOKEN"]:
        return
    disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nobody asks for
    figures, inner = FIGURES.of(app), app.wsgi_app

    def timed(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        try:
            return inner(environ, start_response)
        finally:
            figures.made(figures.endpoint_of(environ), time.perf_counter() - began)

    app.wsgi_app = timed  # type: ignore[method-assign]


def count(app: Flask) -> None:
    """Count what is answered, and show all figures; to be called once the page cache is in place."""
    if not app.config["METRICS_TOKEN"]:
        return
    figures, inner = FIGURES.of(app), app.wsgi_app
    figures.registry.register(Shared(app, figures.worker))
    expected = f"Bearer {app.config['METRICS_TOKEN']}".encode()

    def counted(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/metrics" and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return _show(figures, expected, environ, start_response)
        name = figures.endpoint_of(environ)

        def start(status: str, *rest: Any) -> Any:
            figures.answered(name, status[:3])
            return start_response(status, *rest)

        return inner(environ, start)

    app.wsgi_app = counted  # type: ignore[method-assign]


def _show(figures: Figures, expected: bytes, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    shown = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace")
    if not hmac.compare_digest(shown, expected):
        start_response("401 Unauthorized", [*headers, ("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
        return []
    body = generate_latest(figures.registry)
    start_response("200 OK", [*headers, ("Content-Type", CONTENT_TYPE_LATEST), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

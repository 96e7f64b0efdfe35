"""Figures for Prometheus at `/metrics`, shown to who has METRICS_TOKEN. No path, no query, no reader in any of them.

Each worker counts for itself and says so in the label `worker`: sum over it.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from flask import Flask
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from ..content import changes
from . import health
from .limits import LIMITED
from .pagecache import PageCache

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)  # seconds
NO_ENDPOINT = "none"  # an address that the site does not have
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


class Figures:
    """What one application of one worker counts."""

    def __init__(self, app: Flask, cache: PageCache) -> None:
        self.registry = CollectorRegistry()
        worker = self._worker = str(os.getpid())
        labels = ("worker", "endpoint")
        requests = Counter("site_requests", "Requests answered", (*labels, "status"), registry=self.registry)
        render = Histogram(
            "site_render_seconds", "Time to make an answer", labels, buckets=BUCKETS, registry=self.registry
        )
        search = Histogram(
            "site_search_seconds", "Time to answer a search or suggestions", labels, buckets=BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self.registry.register(Shared(app, cache, worker))
        adapter = app.url_map.bind("")

        @lru_cache(maxsize=4096)
        def endpoint(path: str, method: str) -> str:
            try:
                return str(adapter.match(path, method if method in METHODS else "GET")[0])
            except HTTPException:
                return "static" if path.startswith("/static/") else NO_ENDPOINT

        self.endpoint = endpoint
        self.answered = lambda name, status: requests.labels(worker, name, status).inc()
        self.rendered = lambda name, seconds: render.labels(worker, name).observe(seconds)
        self.searched = lambda name, seconds: search.labels(worker, name).observe(seconds)


class Shared(Collector):
    """What is known elsewhere and looked up when it is asked for."""

    def __init__(self, app: Flask, cache: PageCache, worker: str) -> None:
        self._app, self._cache, self._worker = app, cache, worker

    def collect(self) -> Iterator[Metric]:
        """Yield the page cache's counts and how far the search index is behind."""
        found = CounterMetricFamily("site_page_cache", "Pages asked of the page cache", labels=("worker", "result"))
        found.add_metric((self._worker, "hit"), self._cache.hits)
        found.add_metric((self._worker, "miss"), self._cache.misses)
        yield found
        with self._app.app_context():
            try:
                generation, state = changes.current(), health.index_state(self._app)
            except SQLAlchemyError:
                return
        yield GaugeMetricFamily("site_generation", "The generation of the content", generation)
        if state is not None:
            behind = max(0, generation - state.generation)
            yield GaugeMetricFamily("site_index_lag", "Generations that the search index is behind", behind)


def install(app: Flask, cache: PageCache) -> None:
    """Count what an application answers and show it at `/metrics`, where METRICS_TOKEN is set."""
    token = app.config["METRICS_TOKEN"]
    if not token:
        return
    figures, inner, made = Figures(app, cache), app.wsgi_app, cache.application

    def render(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Time what is made for an answer, behind the page cache."""
        began, name = time.perf_counter(), _endpoint(figures, environ)
        try:
            return made(environ, start_response)
        finally:
            seconds = time.perf_counter() - began
            figures.rendered(name, seconds)
            if name.rpartition(".")[2] in LIMITED:
                figures.searched(name, seconds)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/metrics" and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return _show(figures, token, environ, start_response)
        name = _endpoint(figures, environ)

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            figures.answered(name, status[:3])
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return inner(environ, start)

    cache.application = render
    app.wsgi_app = answer  # type: ignore[method-assign]


def _endpoint(figures: Figures, environ: dict[str, Any]) -> str:
    return figures.endpoint(environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"])


def _show(
    figures: Figures, token: str, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    shown = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace")
    if not hmac.compare_digest(shown, f"Bearer {token}".encode()):
        start_response("401 Unauthorized", [*headers, ("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
        return []
    body = generate_latest(figures.registry)
    start_response("200 OK", [*headers, ("Content-Type", CONTENT_TYPE_LATEST), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

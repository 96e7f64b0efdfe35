"""The page cache: whole answers kept in memory until the generation moves. The outermost layer of the site."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Event, Lock
from typing import Any

from flask import Flask

from ..content import changes
from . import encoding, pagekeys
from .generations import Generations, Nudge
from .pagekeys import Environ, Key, Keys

StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]

LIMIT = 64 << 20  # bytes kept in a process
LARGEST = 1 << 20  # bytes of a page; more is passed on
PATIENCE = 10.0  # seconds to wait for another's rendering of the same page
TYPES = ("text/", "application/atom+xml", "application/xml", "application/json", "application/manifest+json")
FILES, FILE_ENDINGS = ("/static/", "/media/"), (".pdf", ".png")  # sent as streams, by parts where asked
REVALIDATE = "public, no-cache"  # a browser may keep a page and asks each time whether it still stands
# A CDN (RFC 9213) may answer with a page a second old while it asks, and for ten minutes where the site is gone.
CDN = "max-age=0, stale-while-revalidate=1, stale-if-error=600"
REPEATED = (
    "etag", "cache-control", "cdn-cache-control", "surrogate-key", "vary", "content-security-policy",
    "content-language",
)  # fmt: skip
COOKIE = "__Host-desk"  # of an editor’s session: their pages are their own


@dataclass
class Page:
    """An answer as it was made, and in each coding asked for since."""

    status: str
    headers: Headers
    body: bytes
    tag: str
    coded: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    @cached_property
    def unchanged(self) -> Headers:
        """Return the headers of a 304 (RFC 9110, section 15.4.5)."""
        return [pair for pair in self.headers if pair[0].lower() in REPEATED]

    def in_coding(self, coding: str) -> tuple[Headers, bytes]:
        """Return headers and body in a coding, made once."""
        if coding not in self.coded:
            coding = coding if len(self.body) >= encoding.SMALLEST else ""
            body = encoding.encode(self.body, coding)
            extra = [("Content-Encoding", coding)] if coding else []
            self.coded[coding] = ([*self.headers, *extra, ("Content-Length", str(len(body)))], body)
        return self.coded[coding]

    @property
    def weight(self) -> int:
        """Return about how many bytes it takes, with the codings it may get."""
        return 2 * len(self.body) + 2_000


def install(app: Flask, folder: Path) -> None:
    """Put the page cache before an application, with the instance folder for what its processes share."""
    generations = Generations(app, Nudge(folder / "generation"))
    keys = pagekeys.Keys(pagekeys.arguments(app), bool(app.config["BASE_URL"]))
    cache = PageCache(app.wsgi_app, generations.current, keys)
    app.extensions["page_cache"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign]


def _matches(header: str, tag: str) -> bool:
    """Tell whether If-None-Match names a tag, by weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2)."""
    if header.strip() == "*":
        return True
    return any(one.strip().removeprefix("W/") == tag.removeprefix("W/") for one in header.split(","))


class PageCache:
    """Answers GET and HEAD for readers from memory; asks the application once per page and generation.

    `generation` is asked before a page is made, so that a page made while content changed is known to be old.
    What `keys` names alike is one page; what it has no name for is made for each who asks.
    """

    def __init__(self, app: Any, generation: Callable[[], int], keys: Keys) -> None:
        self.inner, self.generation, self._keys = app, generation, keys
        self._lock = Lock()
        self._at = -1
        self._pages: dict[Key, Page] = {}
        self._weight = 0
        self._making: dict[Key, Event] = {}
        self.hits = self.misses = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or f"{COOKIE}=" in environ.get("HTTP_COOKIE", ""):
            return self.inner(environ, start_response)  # type: ignore[no-any-return]
        path = environ.get("PATH_INFO", "")
        if path.startswith(FILES) or path.endswith(FILE_ENDINGS):
            return self.inner(environ, start_response)  # type: ignore[no-any-return]
        key = self._keys.of(environ, path)
        if key is None:
            return self._send(environ, start_response, self._make(environ))
        generation = self.generation()
        page = self._pages.get(key) if generation == self._at else None
        if page is None:
            page = self._made(key, generation, environ)
        else:
            self.hits += 1
        return self._send(environ, start_response, page)

    def _made(self, key: Key, generation: int, environ: Environ) -> Page:
        """Return a page from the application, which is asked once however many readers wait for it."""
        with self._lock:
            waiting = self._making.get(key)
            if waiting is None:
                self._making[key] = Event()
        if waiting is not None:
            waiting.wait(PATIENCE)
            page = self._pages.get(key) if generation <= self._at else None
            return page or self._make(environ)
        try:
            self.misses += 1
            page = self._make({**environ, changes.KNOWN: generation} if generation >= 0 else environ)
            if generation >= 0 and page.tag:
                page.headers += [("CDN-Cache-Control", CDN), ("Surrogate-Key", f"generation-{generation}")]
                self._keep(key, page, generation)
            return page
        finally:
            with self._lock:
                self._making.pop(key).set()

    def _make(self, environ: Environ) -> Page:
        """Ask the application; the page has a tag where it may be kept."""
        answer: list[Any] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            answer[:] = [status, headers]
            return lambda data: None

        environ = {**environ, "REQUEST_METHOD": "GET"}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            environ.pop(name, None)
        parts = self.inner(environ, start)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, given = answer
        headers = [(name, value) for name, value in given if name.lower() not in ("content-length", "etag")]
        named = {name.lower(): value for name, value in headers}
        plain = named.get("content-type", "").startswith(TYPES) and "content-encoding" not in named
        if not plain:  # sent as it is in every coding
            return Page(status, given, body, "", dict.fromkeys(("", *encoding.OFFERED), (given, body)))
        headers.append(("Vary", "Accept-Encoding"))
        control = named.get("cache-control", "")
        if status[:3] != "200" or "set-cookie" in named or "no-store" in control or len(body) > LARGEST:
            return Page(status, headers, body, "")
        tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers += [("ETag", tag), *([] if control else [("Cache-Control", REVALIDATE)])]
        return Page(status, headers, body, tag)

    def _keep(self, key: Key, page: Page, generation: int) -> None:
        with self._lock:
            if generation > self._at:
                self._at, self._pages, self._weight = generation, {}, 0
            if generation < self._at or page.weight > LIMIT:
                return
            while self._weight + page.weight > LIMIT and self._pages:
                self._weight -= self._pages.pop(next(iter(self._pages))).weight  # the oldest
            if key not in self._pages:
                self._weight += page.weight
            self._pages[key] = page

    def _send(self, environ: Environ, start_response: StartResponse, page: Page) -> Iterable[bytes]:
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted is not None and page.tag and _matches(wanted, page.tag):
            start_response("304 Not Modified", page.unchanged)
            return ()
        headers, body = page.in_coding(encoding.accepted(environ.get("HTTP_ACCEPT_ENCODING", "")))
        start_response(page.status, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

"""The page cache: whole answers kept in memory until the generation moves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Any

from flask import Flask

from ...core import generation as changes
from ...core.services import Service
from ..arguments import Environ, path_of
from ..feature import roots
from ..reads import READS, SAYS, Read
from . import cache_keys, content_coding
from .cache_keys import Key, Keys
from .cached_page import Headers, Page
from .generation_watch import Generations, Nudge

StartResponse = Callable[..., Any]

LIMIT = 64 << 20  # bytes kept in a process
LARGEST = 1 << 20  # bytes of a page; more is passed on
PATIENCE = 10.0  # seconds to wait for another's rendering of the same page
TYPES = (
    "text/", "application/atom+xml", "application/xml", "application/json", "application/manifest+json",
    "application/opensearchdescription+xml", "application/x-bibtex", "application/x-research-info-systems",
    "application/vnd.citationstyles.csl+json",
)  # fmt: skip
READING = ("GET", "HEAD")
FILES, FILE_ENDINGS = "/media/", (".pdf", ".png")  # sent as streams, by parts where asked
COMMON = ("200", "301", "308", "404", "410")  # what any cache might keep (RFC 9110, section 15.1), no error of ours
REVALIDATE = "public, no-cache"  # a browser may keep a page and asks each time whether it still stands
# A CDN (RFC 9213) may answer with a page a second old while it asks, and for ten minutes where the site is gone.
CDN = "max-age=0, stale-while-revalidate=1, stale-if-error=600"


@dataclass
class Making:
    """A page that is being made, for those who wait for it; what is not kept is theirs alone."""

    asked: tuple[str, str]  #: host and query as they were written: what is not kept may depend on all of them
    done: Event = field(default_factory=Event)
    page: Page | None = None


def install(app: Flask) -> None:
    """Put the page cache before an application; what its processes share is in the instance folder.

    What is under the desk’s paths is passed on: its pages are those of who is signed in. All else is the same for
    everybody, whatever cookie they send.
    """
    generations = Generations(app, Nudge(Path(app.instance_path) / "generation"))
    keys = cache_keys.Keys(cache_keys.arguments(app), bool(app.config["BASE_URL"]))
    cache = PageCache(app.wsgi_app, generations.current, keys, roots(), READS.of(app).count)
    app.wsgi_app = PAGE_CACHE.put(app, cache)  # type: ignore[method-assign]


class PageCache:
    """Answers GET and HEAD for readers from memory; asks the application once per page and generation.

    `generation` is asked before a page is made, so that a page made while content changed is known to be old.
    What `keys` names alike is one page; what it has no name for is made for each who asks. Files, and what is under
    the paths to be `passed` on, are not looked at. `count` is told of each page of something that is sent.
    """

    def __init__(
        self, app: Any, generation: Callable[[], int], keys: Keys, passed: tuple[str, ...] = (),
        count: Callable[[Environ, Read], None] = lambda _environ, _read: None,
    ) -> None:  # fmt: skip
        self.inner, self.generation, self._keys, self._count = app, generation, keys, count
        self._passed = (FILES, *passed)
        self._lock = Lock()
        self._at = -1
        self._pages: dict[Key, Page] = {}
        self._weight = 0
        self._making: dict[tuple[Key, int], Making] = {}
        self.hits = self.misses = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = path_of(environ)
        if environ["REQUEST_METHOD"] not in READING or path.startswith(self._passed) or path.endswith(FILE_ENDINGS):
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
        asked = environ.get("HTTP_HOST", ""), environ.get("QUERY_STRING", "")
        with self._lock:
            if generation == self._at and key in self._pages:
                return self._pages[key]  # just now
            first = (key, generation) not in self._making
            making = self._making.setdefault((key, generation), Making(asked))
        if not first:
            making.done.wait(PATIENCE)
            page = making.page
            if page and (page.tag or (page.common and making.asked == asked)):
                return page
            return self._make(environ)
        try:
            self.misses += 1
            page = making.page = self._make({**environ, changes.KNOWN: generation} if generation >= 0 else environ)
            if generation >= 0 and page.tag:
                page.headers += [("CDN-Cache-Control", CDN), ("Surrogate-Key", f"generation-{generation}")]
                self._keep(key, page, generation)
            return page
        finally:
            with self._lock:
                del self._making[key, generation]
            making.done.set()

    def _make(self, environ: Environ) -> Page:
        """Ask the application; the page has a tag where it may be kept."""
        answer: list[Any] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            answer[:] = [status, headers]
            return lambda data: None

        said: list[Read] = []
        environ = {**environ, "REQUEST_METHOD": "GET", SAYS: said}
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
            return Page(status, given, body, "", coded=dict.fromkeys(("", *content_coding.OFFERED), (given, body)))
        headers.append(("Vary", "Accept-Encoding"))
        control = named.get("cache-control", "")
        own = {"set-cookie", "vary"} & named.keys() or "no-store" in control or "private" in control
        if status[:3] != "200" or own or len(body) > LARGEST:
            return Page(status, headers, body, "", not own and status[:3] in COMMON)
        tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers += [("ETag", tag), *([] if control else [("Cache-Control", REVALIDATE)])]
        return Page(status, headers, body, tag, read=said[0] if said else None)

    def _keep(self, key: Key, page: Page, generation: int) -> None:
        with self._lock:
            if generation > self._at:
                self._pages, self._weight = {}, 0
                self._at = generation  # last: who reads without the lock must not find old pages under a new number
            if generation < self._at or page.weight > LIMIT:
                return
            while self._weight + page.weight > LIMIT and self._pages:
                self._weight -= self._pages.pop(next(iter(self._pages))).weight  # the oldest
            if key not in self._pages:
                self._weight += page.weight
            self._pages[key] = page

    def _send(self, environ: Environ, start_response: StartResponse, page: Page) -> Iterable[bytes]:
        if page.read is not None:
            self._count(environ, page.read)
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted is not None and page.is_among(wanted):
            start_response("304 Not Modified", page.unchanged)
            return ()
        headers, body = page.in_coding(content_coding.accepted(environ.get("HTTP_ACCEPT_ENCODING", "")))
        start_response(page.status, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


PAGE_CACHE = Service[PageCache]()

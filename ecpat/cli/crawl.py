"""The public site read as a visitor does, page by page, and where each page is put as a file."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import Client, TestResponse

from .. import locales
from ..core.database import db
from ..core.i18n import own_name
from ..entries.models import Alias

LEFT_OUT = ("search", "suggestions")  # endpoints that answer what was typed
NOWHERE = "404.html"  # an address that no page can have
_LINK = re.compile(r'\b(?:href|src|poster|content|"(?:src|start_url)")(?:=|: ?)"([^"]*)"|<loc>([^<]*)</loc>')
_SET = re.compile(r'\bsrcset="([^"]*)"')
_HREF = re.compile(r'\bhref="([^"]*)"')
_READ = ("text/html", "application/xml", "application/atom+xml", "application/manifest+json")


class CrawlError(Exception):
    """The site failed on a page; its text is one clear line."""


def static_address(address: str) -> str:
    """Return the address of a page without query: `/list/?page=2` becomes `/list/page=2`, which no slug can be."""
    path, _, query = address.partition("?")
    return f"{path}{'' if path.endswith('/') else '/'}{query}" if query else path


def file_of(address: str) -> str:
    """Return the file of an address: `a/` is `a/index.html`, `a` is `a.html`, `a.pdf` is itself."""
    path = unquote(static_address(address)).lstrip("/")
    if path.endswith("/") or not path:
        return f"{path}index.html"
    return path if "." in path.rpartition("/")[2] else f"{path}.html"


class Crawl:
    """Writes every page that can be reached into a folder; `dead` is what is linked and not there, and from where."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._app, self._folder = app, folder
        self._base: str = app.config["BASE_URL"]
        self._client = Client(app)
        self._adapter = app.url_map.bind("")
        self._from: dict[str, str] = {}  # what is known, and the page that first named it
        self._links: dict[str, str | None] = {}  # most pages have the same ones
        self._waiting: deque[str] = deque()
        self.dead: dict[str, str] = {}
        self.count = 0

    def run(self) -> None:
        """Write the pages that have fixed addresses, those with an address in the database, and all they link to."""
        for address in self._seeds():
            self._note(address, "")
        while self._waiting:
            self._visit(self._waiting.popleft())
        for locale in (*locales.LOCALES, ""):
            answer = self._ask(f"/{locale or locales.LOCALES[0]}/{NOWHERE}")
            self._write(f"/{locale}/{NOWHERE}" if locale else f"/{NOWHERE}", self._read(answer, NOWHERE))

    def _seeds(self) -> Iterator[str]:
        public = {*locales.LOCALES, ""}
        for rule in self._app.url_map.iter_rules():
            if (
                not rule.arguments - set(rule.defaults or ())
                and rule.endpoint.rpartition(".")[0].split(".")[0] in public
            ):
                yield rule.rule
        for kind, slug in db.session.execute(select(Alias.kind, Alias.slug)):
            for locale in locales.LOCALES:
                yield self._adapter.build(f"{locale}.{kind}.show", {"slug": slug})

    def _internal(self, link: str) -> str | None:
        """Return the address within the site that a link leads to; None where it leads elsewhere or to a search."""
        if link not in self._links:
            self._links[link] = self._address(link)
        return self._links[link]

    def _address(self, link: str) -> str | None:
        link = unescape(link).partition("#")[0]
        if link == self._base or link.startswith(f"{self._base}/"):
            link = link.removeprefix(self._base) or "/"
        if not link.startswith("/") or link.startswith("//"):
            return None
        try:
            endpoint, _values = self._adapter.match(urlsplit(link).path)
        except HTTPException:
            return link
        return None if endpoint.rpartition(".")[2] in LEFT_OUT else link

    def _note(self, link: str, page: str) -> None:
        address = self._internal(link)
        if address is not None and address not in self._from:
            self._from[address] = page
            self._waiting.append(address)

    def _ask(self, address: str) -> TestResponse:
        with self._app.app_context():  # each request its own, as on a server
            answer = self._client.get(address, base_url=self._base)
        if answer.status_code >= 500 or answer.status_code == 400:
            raise CrawlError(f"{address} is answered {answer.status}")
        return answer

    def _visit(self, address: str) -> None:
        if address.startswith("/static/"):
            if not (self._folder / file_of(address)).is_file():
                self.dead[address] = self._from[address]
            return
        answer = self._ask(address)
        if answer.status_code == 200:
            self._write(address, self._read(answer, address))
        elif 300 <= answer.status_code < 400:
            self._lead(address, answer.headers["Location"])
        elif self._from[address]:
            self.dead[address] = self._from[address]

    def _read(self, answer: TestResponse, page: str) -> bytes:
        """Return an answer's body, its links noted; links with a query lead to the page's address without one."""
        if answer.mimetype not in _READ:
            return bytes(answer.data)
        text = answer.get_data(as_text=True)
        for one, other in _LINK.findall(text):
            self._note(one or other, page)
        for candidates in _SET.findall(text):
            for candidate in candidates.split(","):
                self._note(candidate.split()[0] if candidate.split() else "", page)

        def without_query(match: re.Match[str]) -> str:
            address = self._internal(match[1])
            if address is None or "?" not in address or not match[1].startswith("/"):
                return match[0]
            return f'href="{escape(static_address(address))}"'

        return _HREF.sub(without_query, text).encode() if answer.mimetype == "text/html" else bytes(answer.data)

    def _lead(self, address: str, location: str) -> None:
        """Write what leads to another address, as a server of files cannot: a copy of a file, else a page."""
        target = self._internal(location)
        if target is not None and target.startswith("/static/"):
            self._write(address, (self._folder / file_of(target)).read_bytes())
            return
        self._note(location, address)
        choices = {f"/{locale}/": own_name(locale) for locale in locales.LOCALES} if address == "/" else {}
        links = choices or {target or location: target or location}
        first = escape(next(iter(links)))
        listed = "".join(f'<li><a href="{escape(link)}">{escape(words)}</a></li>' for link, words in links.items())
        self._write(
            address,
            f'<!doctype html>\n<html lang="{locales.LOCALES[0]}"><head><meta charset="utf-8"><title>{first}</title>'
            f'<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url={first}"></head>'
            f"<body><ul>{listed}</ul></body></html>\n".encode(),
        )

    def _write(self, address: str, body: bytes) -> None:
        path = self._folder / file_of(address)
        if not path.resolve().is_relative_to(self._folder):
            raise CrawlError(f"{address} is no address for a file")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        self.count += 1

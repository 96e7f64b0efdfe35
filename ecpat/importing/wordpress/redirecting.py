"""The old addresses of what is here now: each leads to its page, in one step and for good."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from sqlalchemy import insert, select

from ... import locales
from ...core import clock
from ...core.database import db
from ...entries.models import Edition
from ...files import pictures
from ...files.images import WIDTHS
from ...site.redirects import PATH_LENGTH, Redirect
from ...web import urls
from ..journal import Imported, Journal
from ..report import Report
from . import facts, php
from .addresses import Former, plain, upload_path
from .attachments import Files
from .items import Item
from .plan import Plan
from .resolving import Resolver

_BATCH = 500

Pair = tuple[str, str]  # a path and where it leads


class Addresses:
    """Where things are here: the path of each edition by the key of its item."""

    def __init__(self, plan: Plan, resolver: Resolver, files: Files) -> None:
        self.plan, self.resolver, self.files = plan, resolver, files
        self.editions: dict[tuple[int, str], Edition] = {}
        numbers = sorted(set(resolver.entries.values()))
        columns = (Edition.entry_id, Edition.locale, Edition.kind, Edition.slug, Edition.document_id)
        for start in range(0, len(numbers), _BATCH):
            some = Edition.entry_id.in_(numbers[start : start + _BATCH])
            for row in db.session.execute(select(*columns).where(some, Edition.published_at.is_not(None))):
                self.editions[row.entry_id, row.locale] = row  # type: ignore[assignment]  # its columns are enough
        self._parts = plan.parts()

    def of(self, meaning: str) -> str:
        """Return the path of what an address of the former site means; nothing where no reader sees it here."""
        if meaning == "home":
            return ""
        if meaning.startswith("term:"):
            return self._topic(*meaning.split(":", 2)[1:])
        if meaning in self._parts:
            return self._edition(meaning, self._parts[meaning][1].locale)
        return self._attachment(meaning)

    def _topic(self, taxonomy: str, slug: str) -> str:
        topic = self.resolver.topics.get((taxonomy, slug))
        if topic is None:
            return ""
        locale = next(one for one in locales.LOCALES if one in topic.labels)
        if len(topic.labels) > 1 and (term := self.plan.survey.terms.get((taxonomy, slug))):
            named = (one for one, (label, _slug) in topic.labels.items() if label == facts.plain(term.name))
            locale = next(named, locale)
        return urls.url_of("topic", locale, slug=topic.labels[locale][1])

    def _edition(self, key: str, locale: str, endpoint: str = "show") -> str:
        number = self.resolver.entries.get(key)
        found = self.editions.get((number, locale)) if number else None
        return urls.url_of(f"{found.kind}.{endpoint}", locale, slug=found.slug) if found else ""

    def _attachment(self, key: str) -> str:
        """Return the page that an attachment's page leads to: of the entry that it belongs to."""
        holder = self.resolver.holders.get(key)
        item = self.plan.survey.items.get(key)
        owner = holder or (f"post:{item.parent}" if item and item.parent else "")
        if owner in self._parts:
            return self._edition(owner, self._parts[owner][1].locale)
        return ""

    def file(self, key: str) -> str:
        """Return the path of a file: a picture's, or that of a document on the page of its resource."""
        if (number := self.files.picture(key)) is not None and (width := self.files.widths[number]):
            shown = min(width, WIDTHS[-1])
            return pictures.url_of(self.files.digests[number], shown, "jpg")
        holder = self.resolver.holders.get(key, "")
        if holder in self._parts:
            return self._edition(holder, self._parts[holder][1].locale, "document")
        return ""


def pairs(former: Former, addresses: Addresses) -> Iterator[Pair]:
    """Yield where each old address leads: those of pages, of files in each of their sizes, of feeds and of months."""
    for path, meaning in former.meaning.items():
        if target := addresses.of(meaning):
            yield path, target
    named: dict[str, set[str]] = {}
    for path in set[str]().union(*former.survey.uploads.values()):
        named.setdefault(former.file_of(f"/uploads/{path}"), set()).add(path)
    for key, item in former.survey.of_type("attachment"):
        if target := addresses.file(key):
            for path in (*_file_paths(item), *named.get(key, ())):
                yield plain(f"{former.root}/wp-content/uploads/{path}"), target
            yield plain(urlsplit(item.attachment_url).path), target
    for term in former.survey.terms.values():
        meaning = f"term:{term.taxonomy}:{term.slug}"
        if (target := addresses.of(meaning)) and "?" not in target:
            for path in former.paths_of_term(term):
                if "?" not in path:
                    yield f"{path}/feed", f"{target.rstrip('/')}.atom"
    yield from former.places.items()


def _file_paths(item: Item) -> Iterator[str]:
    """Yield the paths of an attachment's file, and of what WordPress made of it."""
    path = upload_path(item)
    yield path
    sizes = php.mapping(item.metas.get("_wp_attachment_metadata", ""))
    folder = posixpath.dirname(path)
    names = [one.get("file") for one in (sizes.get("sizes") or {}).values() if isinstance(one, dict)]
    names.append(sizes.get("original_image"))
    yield from (posixpath.join(folder, name) for name in names if isinstance(name, str) and "/" not in name)


def write(found: Iterator[Pair], journal: Journal, report: Report) -> None:
    """Add the redirects that are not here yet; what leads elsewhere already, or to itself, is left as it is."""
    taken = dict(db.session.execute(select(Redirect.path, Redirect.target)).all())
    waiting = (pair for pair in found if _wanted(*pair, taken, journal, report))
    while batch := list(islice(waiting, _BATCH)):
        now = clock.now()
        rows = [{"path": path, "target": target, "created_at": now} for path, target in batch]
        db.session.execute(insert(Redirect), rows)
        db.session.execute(
            insert(Imported),
            [
                {"source": journal.source, "key": f"redirect:{path}", "subject": target, "locale": "", "written": {}}
                for path, target in batch
            ],
        )
        db.session.commit()
        report.count("redirects", len(batch))


def _wanted(path: str, target: str, taken: dict[str, str], journal: Journal, report: Report) -> bool:
    if path in ("/", target, target.rstrip("/")) or not path or f"redirect:{path}" in journal:
        return False
    if len(path) > PATH_LENGTH or len(target) > PATH_LENGTH:
        report.left_out(path[:300], "", "address-long", target)
        return False
    if path in taken:
        if taken[path] != target and f"redirect:{path}" not in journal:
            report.left_out(path, "", "address-taken", taken[path])
        return False
    taken[path] = target
    return True

"""Taking in a folder of Markdown: all of it in one transaction, after the files that it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from ... import locales
from ...core import clock
from ...core.database import db
from ...core.errors import ContentError
from ...entries import bulk
from ...entries.change_notes import ChangeNote
from ...entries.kind import Kind, get_kind
from ...entries.models import Alias, Entry
from ...entries.words import Words, written
from ...site.redirects import Redirect
from ...topics.models import Topic
from ..journal import Journal
from ..report import Report
from . import facts, text, unseen
from .assets import PICTURE, Assets
from .folder import Found, Page, facts_of_site, moment, read, slug_of

_REFERENCE = re.compile(r'href="entry:([^"#]*)')
_RECORDING = re.compile(r'href="asset:([0-9a-f]*)"')
_BATCH = 50


def run(folder: Path, usual: str) -> Report:
    """Take in a folder; what is here already stays as it is. Raises RefusedFile before anything is written."""
    found = read(folder, usual)
    site, known, redirects = (facts_of_site(folder, f"{name}.json") for name in ("site", "files", "redirects"))
    report, journal = Report(), Journal(f"markdown:{folder.resolve().name}")
    assets = Assets(folder, journal, report)
    for row in known or []:
        assets.add_kept(row)
    for entry in found:
        for page in entry.pages.values():
            assets.add_shown(page)
    topics = facts.add_site(site or {})
    numbers = _entries(found, assets, topics, journal, report)
    _editions(found, numbers, assets, topics, journal, report)
    held = set(db.session.scalars(select(Redirect.path)))
    for row in redirects or []:
        if row["path"] not in held:
            db.session.add(Redirect(**{**row, "created_at": datetime.fromisoformat(row["created_at"])}))
            journal.note(f"redirect:{row['path']}", row["target"])
            report.count("redirects")
    facts.add_promoted(site or {}, numbers)
    facts.add_home_lead(site or {}, numbers)
    facts.add_menu(site or {}, lambda target: _place(target, numbers, topics))
    db.session.commit()
    return report


def _place(target: str, numbers: Mapping[str, int], topics: Mapping[str, Topic]) -> str:
    name, _colon, rest = target.partition(":")
    if name == "entry":
        return f"entry:{numbers[rest]}" if rest in numbers else ""
    if name == "topic":
        return f"topic:{topics[rest].id}" if rest in topics else ""
    return target


def _entries(
    found: list[Found], assets: Assets, topics: dict[str, Topic], journal: Journal, report: Report
) -> dict[str, int]:
    """Add the entries that are not here yet, and return the number of each."""
    numbers: dict[str, int] = {}
    roles = set(db.session.scalars(select(Entry.role)))
    new = []
    for one in found:
        slug = one.key.partition("/")[2]
        alias = db.session.get(Alias, (one.kind, slug)) if one.facts else None
        number = journal.number(f"group:{one.key}") or (alias.entry_id if alias else None)
        if number:
            numbers[one.key] = number
        else:
            new.append(one)
    for start in range(0, len(new), _BATCH):
        batch = new[start : start + _BATCH]
        entries = bulk.add_entries([_new_entry(one, assets, topics, roles, report) for one in batch])
        for one, entry in zip(batch, entries, strict=True):
            numbers[one.key] = entry.id
            saves = 2 if "copy" in one.facts else 1  # as `copy_facts` leaves it
            journal.note(f"group:{one.key}", f"entry:{entry.id}", saves=saves, role=entry.role)
    return numbers


def _new_entry(
    one: Found, assets: Assets, topics: dict[str, Topic], roles: set[str | None], report: Report
) -> bulk.NewEntry:
    kind, shared = get_kind(one.kind), one.facts
    heads = [page.head for page in one.pages.values()]
    columns = {field.name: field.from_json(_fact(field.name, one, heads)) for field in kind.facts}
    if kind.name == "resources":
        columns["document_type"] = columns["document_type"] or "report"
    role = shared.get("role")
    if role and role in roles:
        report.changed(one.key, "", "role-taken", str(role))
        role = None
    image = assets.numbers.get(str(shared.get("image")))
    columns |= {"role": role, "image_id": image, "date_precision": shared.get("date_precision", "day")}
    named = shared.get("topics") or [str(name) for head in heads[:1] for name in head.get("topics") or []]
    began = moment(shared.get("created_at")) or next(filter(None, map(_date, heads)), clock.now())
    seed = str(shared.get("kite_seed") or one.key.partition("/")[2])
    held = [topics[name] for name in named if name in topics]
    return bulk.NewEntry(kind, began, columns, held, seed, moment(shared.get("deleted_at")))


def _fact(name: str, one: Found, heads: list[Mapping[str, Any]]) -> Any:
    if one.facts:
        return one.facts.get("facts", {}).get(name)
    value = next((head[name] for head in heads if name in head), None)
    return at.isoformat() if name.endswith("_at") and (at := moment(value)) else value


def _date(head: Mapping[str, Any]) -> datetime | None:
    return moment(head.get("published_at") or head.get("date"))


def _editions(
    found: list[Found],
    numbers: Mapping[str, int],
    assets: Assets,
    topics: Mapping[str, Topic],
    journal: Journal,
    report: Report,
) -> None:
    """Add the editions that are not here yet, and the addresses that they had before."""
    there = {(key, locale) for key in numbers for locale in locales.LOCALES if f"{key}.{locale}" in journal}
    new: list[tuple[Found, str, bulk.NewEdition]] = []
    copied: dict[tuple[str, str], Words] = {}
    for one in found:
        if f"group:{one.key}" not in journal:
            continue  # it was here before
        for locale, page in one.pages.items():
            if (one.key, locale) in there:
                continue
            try:
                with force_locale(locale):
                    words = _words(get_kind(one.kind), locale, page, numbers, assets, report)
                    if isinstance(saved := page.head.get("copy"), dict):
                        later = replace(page, head=saved, text=str(saved.get("body") or ""))
                        copied[one.key, locale] = _words(get_kind(one.kind), locale, later, numbers, assets, report)
            except ContentError as error:
                report.left_out(f"{one.key}.{locale}", str(page.head.get("title", "")), "refused", str(error.message))
                continue
            new.append((one, locale, _new_edition(one, locale, page, words, numbers, assets)))
    for start in range(0, len(new), _BATCH):
        batch = new[start : start + _BATCH]
        for (one, locale, _), edition in zip(batch, bulk.add_editions([row[2] for row in batch]), strict=True):
            at = edition.published_at.isoformat() if edition.published_at else ""
            unseen.set_ends(edition, one.pages[locale].head)
            if copy := copied.get((one.key, locale)):
                unseen.copy_words(edition, copy, one.pages[locale].head, assets)
            key = f"{one.key}.{locale}"
            journal.note(key, f"entry:{edition.entry_id}", locale, saves=edition.saves, published_at=at)
            report.taken(f"{one.key}.{locale}", edition.title, f"entry:{edition.entry_id}", locale)
    for one in {row[0].key: row[0] for row in new}.values():
        for slug in one.facts.get("addresses", ()):
            if db.session.get(Alias, (one.kind, slug)) is None:
                db.session.add(Alias(kind=one.kind, slug=slug, entry_id=numbers[one.key]))
        if "copy" in one.facts and (entry := db.session.get(Entry, numbers[one.key])):
            unseen.copy_facts(entry, one.facts["copy"], assets, topics)


def _new_edition(
    one: Found, locale: str, page: Page, words: Words, numbers: Mapping[str, int], assets: Assets
) -> bulk.NewEdition:
    at = None if page.head.get("draft") else _date(page.head)
    document = assets.numbers.get(str(page.head.get("document")))
    changed = moment(page.head.get("updated_at")) or min(at or clock.now(), clock.now())
    file = (document, assets.digests[document]) if document else None
    return bulk.NewEdition(
        numbers[one.key], one.kind, locale, words, slug_of(page, words["title"]), at, changed, file
    )


def _words(kind: Kind, locale: str, page: Page, numbers: Mapping[str, int], assets: Assets, report: Report) -> Words:
    """Return the words of a file, cleaned; raises ContentError for what cannot be kept."""
    head, html = page.head, text.to_html(page.text)

    def lead(found: re.Match[str]) -> str:
        return f'href="entry:{numbers.get(found[1], 0)}'

    def show(found: re.Match[str]) -> str:
        source = found[1]
        key = source.removeprefix("asset:") if source.startswith("asset:") else str(assets.path_of(page, source))
        if key not in assets.numbers:
            report.changed(str(page.path.name), str(head.get("title", "")), "picture-lost", source)
        return f'src="asset:{assets.numbers.get(key, 0)}"'

    html = PICTURE.sub(show, _REFERENCE.sub(lead, html))
    html = _RECORDING.sub(lambda found: f'href="asset:{assets.numbers.get(found[1], 0)}"', html)
    details = head.get("details")
    if not isinstance(details, dict):
        details = {field.name: head[field.name] for field in kind.details if field.name in head}
    summary = head.get("summary") or head.get("description") or ""
    title, html = (head["title"], html) if head.get("title") else _titled(html)
    return written(
        locale, title=str(title), summary=str(summary), body=html, readers_words=str(head.get("readers_words") or ""),
        details={str(name): _line(value) for name, value in details.items()},
        changes=_changes(head),
    )  # fmt: skip


def _changes(head: Mapping[str, Any]) -> list[ChangeNote]:
    """Return the change notes of an export of ours."""
    rows = head.get("changes")
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [{"day": str(row.get("day") or ""), "text": _line(row.get("text") or "")} for row in found]


def _titled(html: str) -> tuple[str, str]:
    """Return the heading that a text without a title begins with, and the rest of it."""
    found = re.match(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return (re.sub(r"<[^<>]*>", "", found[1]), html[found.end() :]) if found else ("", html)


def _line(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)

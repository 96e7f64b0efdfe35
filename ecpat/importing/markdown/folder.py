"""Reading a folder of Markdown: which files say the same in which language, and what their front matter says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import yaml
from flask_babel import lazy_gettext as _l

from ... import locales
from ...config import TIME_ZONE
from ...core.slugs import PATTERN, slugify
from ...entries.kind import all_kinds
from ..errors import RefusedFile

LARGEST, LONGEST_HEAD = 16_000_000, 100_000  # bytes of a file, characters of its front matter
_FACTS = "entry.json"


@dataclass
class Page:
    """A file: its front matter, its text, and in which line of it the text begins."""

    path: Path
    head: Mapping[str, Any]
    text: str


_HEAD = re.compile(r"---\n(.*?\n|)---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass
class Found:
    """Files that say the same, each in its language, and the facts that they share."""

    key: str  #: “news/a-slug”
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)  #: as an export of ours has them; nothing of others
    pages: dict[str, Page] = field(default_factory=dict)


def read(folder: Path, usual: str) -> list[Found]:
    """Return what a folder holds; raises RefusedFile for a file that cannot be read, before anything is written."""
    root, found = folder.resolve(), dict[str, Found]()
    for path in sorted(folder.rglob("*.md")):
        if not path.resolve().is_relative_to(root) or path.name.lower() in ("readme.md", "license.md"):
            continue
        page = _page(path)
        facts = path.with_name(_FACTS)
        shared = _json(facts) if facts.is_file() else {}
        locale, stem = _locale(path.relative_to(folder), page.head, usual)
        if locale not in locales.LOCALES:
            raise RefusedFile(_l("%(path)s: the site does not speak “%(locale)s”.", path=str(path), locale=locale), 1)
        kind = str(shared.get("kind") or page.head.get("kind") or _kind_of(path.relative_to(folder)))
        if kind not in {one.name for one in all_kinds()}:
            raise RefusedFile(_l("%(path)s: there is no kind “%(kind)s”.", path=str(path), kind=kind), 1)
        key = "/".join(path.relative_to(folder).parts[1:-1]) if shared else f"{kind}/{page.head.get('key') or stem}"
        entry = found.setdefault(key, Found(key, kind, shared))
        if locale in entry.pages:
            raise RefusedFile(_l("%(path)s: another file says the same in this language.", path=str(path)), 1)
        entry.pages[locale] = page
    return list(found.values())


def _page(path: Path) -> Page:
    if path.stat().st_size > LARGEST:
        raise RefusedFile(_l("%(path)s: this file is larger than any text that can be kept.", path=str(path)))
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise RefusedFile(_l("%(path)s: this is no UTF-8.", path=str(path))) from error
    if not text.startswith("---\n"):
        return Page(path, {}, text)
    found = _HEAD.match(text)
    if found is None or len(found[1]) > LONGEST_HEAD:
        raise RefusedFile(_l("%(path)s: its front matter has no end.", path=str(path)), 1)
    try:
        values = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day that no calendar has is none of the first
        mark = getattr(error, "problem_mark", None)
        raise RefusedFile(
            _l("%(path)s: its front matter is no YAML.", path=str(path)), mark.line + 2 if mark else 1
        ) from error
    if not isinstance(values, dict | None):
        raise RefusedFile(_l("%(path)s: its front matter is no YAML.", path=str(path)), 1)
    return Page(path, {str(name): value for name, value in (values or {}).items()}, text[found.end() :])


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RefusedFile(_l("%(path)s: this is no JSON.", path=str(path))) from error
    if not isinstance(found, dict):
        raise RefusedFile(_l("%(path)s: this is no JSON.", path=str(path)))
    return found


def facts_of_site(folder: Path, name: str) -> Any:
    """Return one of the files of JSON that an export has beside its entries; nothing where there is none."""
    path = folder / name
    if not path.is_file():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RefusedFile(_l("%(path)s: this is no JSON.", path=str(path))) from error


def _locale(path: Path, head: Mapping[str, Any], usual: str) -> tuple[str, str]:
    """Return a file's language and its name without it: as its front matter, its name or its folder says."""
    said = str(head.get("lang") or head.get("locale") or "").replace("_", "-").partition("-")[0].lower()
    name = path.stem
    stem, dot, ending = name.rpartition(".")
    if dot and ending in locales.LOCALES:
        return said or ending, slugify(stem)
    if name in locales.LOCALES:
        return name, slugify(path.parent.name)
    folder = next((part for part in path.parts[:-1] if part in locales.LOCALES), "")
    return said or folder or usual, slugify(name)


def _kind_of(path: Path) -> str:
    names = {one.name for one in all_kinds()}
    return next((part for part in path.parts[:-1] if part in names), "news")


def moment(value: Any) -> datetime | None:
    """Return the moment that a value of front matter means: a day alone is its noon in Brussels."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or TIME_ZONE).astimezone(UTC)
    return datetime.combine(value, time(12), TIME_ZONE).astimezone(UTC) if isinstance(value, date) else None


def slug_of(page: Page, title: str) -> str:
    """Return the address that a file asks for, else one made of its name or its title."""
    asked = str(page.head.get("slug") or "")
    if PATTERN.fullmatch(asked):
        return asked
    name = page.path.stem.partition(".")[0]
    return slugify(asked) or (slugify(name) if name not in locales.LOCALES else "") or slugify(title) or "page"

"""The addresses of a former site: what each of them means, in whatever form it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from ...config import TIME_ZONE
from ...site.redirects import NUMBERED, TAG
from .items import Item, Term
from .states import dated
from .survey import Survey, hosts_of

_SIZED = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated)(?=\.[a-z0-9]{2,5}$)", re.IGNORECASE)
_TAIL = re.compile(r"/(?:feed(?:/(?:rss2?|rdf|atom))?|amp|embed|trackback|page/\d+|comment-page-\d+)$")
_BASES = {"category": ("category", "categorie", "categories"), "post_tag": ("tag", "etiquette", "mot-cle")}
_DEEPEST = 20  # categories and pages within one another


def plain(path: str) -> str:
    """Return a path as redirects are kept: read, composed, without a slash at its end."""
    return normalize("NFC", unquote(path)).rstrip("/") or "/"


class Former:
    """What the addresses of an export's site mean: `post:12`, `term:category:x`, or `home`."""

    def __init__(self, survey: Survey, hosts: tuple[str, ...] = ()) -> None:
        self.survey = survey
        self.hosts = hosts_of(survey.channel) | {form for host in hosts for form in (host, f"www.{host}")}
        self.root = urlsplit(survey.channel.site or survey.channel.link).path.rstrip("/")
        self.meaning: dict[str, str] = {self.root or "/": "home"}
        self.files: dict[str, str] = {}  #: the key of an attachment by the path of its file, whatever its size
        for key, item in survey.items.items():
            if item.type == "attachment" and (path := upload_path(item)):
                self.files.setdefault(_unsized(path), key)
        self._fill()

    def _fill(self) -> None:
        """Note what each address means: those that an export names before those that it may have had."""
        posts = [(key, item) for key, item in self.survey.items.items() if item.type != "nav_menu_item"]
        for key, item in posts:
            if (path := self._own(item.link)) and (path != "/" or urlsplit(item.link).query):
                self.meaning.setdefault(path, key)
        for key, item in posts:
            for name in ("attachment_id",) if item.type == "attachment" else ("p", "page_id"):
                self.meaning.setdefault(f"{self.root or '/'}?{name}={item.id}", key)
                self.meaning.setdefault(f"{self.root}/index.php?{name}={item.id}", key)
        for term in self.survey.terms.values():
            for path in self.paths_of_term(term):
                self.meaning.setdefault(path, f"term:{term.taxonomy}:{term.slug}")
        for key, item in posts:
            for path in self.guessed(item):
                self.meaning.setdefault(path, key)

    def _own(self, address: str) -> str:
        """Return an address of the site as redirects are kept; nothing where it is another's."""
        parts = urlsplit(address)
        if parts.hostname and parts.hostname not in self.hosts:
            return ""
        path = plain(parts.path or "/")
        asked = parse_qs(parts.query)
        for name in NUMBERED:
            number = asked.get(name, [""])[0]
            if number.isascii() and number.isdigit():
                return f"{path}?{name}={number}"
        tag = normalize("NFC", asked.get("tag", [""])[0])
        return f"{path}?tag={tag}" if TAG.fullmatch(tag) else path

    def guessed(self, item: Item) -> Iterator[str]:
        """Yield the addresses that an item has or had under other settings, or by a former name."""
        slug, path = unquote(item.slug), self._own(item.link)
        holder = path.rpartition("/")[0] if "?" not in path else self.root
        yield from (plain(f"{holder}/{old}") for old in item.old_slugs if old)
        at = dated(item)
        if item.type != "post" or not slug or at is None:
            return
        day = at.astimezone(TIME_ZONE)
        first = path.split("/")[1] if path.count("/") else ""
        prefixes = [self.root, *([f"{self.root}/{first}"] if len(first) == 2 and first.isalpha() else [])]
        for before in prefixes:
            for form in (f"{day:%Y/%m/%d}/{slug}", f"{day:%Y/%m}/{slug}", f"{slug}", f"archives/{item.id}"):
                yield plain(f"{before}/{form}")
                yield plain(f"{before}/index.php/{form}")
            for label in item.labels:
                if label.domain == "category":
                    yield plain(f"{before}/{label.slug}/{slug}")

    def paths_of_term(self, term: Term) -> Iterator[str]:
        """Yield the addresses of a category or a tag."""
        if term.taxonomy not in _BASES:
            return
        if term.taxonomy == "category" and term.id:
            yield f"{self.root or '/'}?cat={term.id}"
        elif term.taxonomy == "post_tag":
            yield f"{self.root or '/'}?tag={normalize('NFC', unquote(term.slug))}"
        slugs, seen = [term.slug], {term.slug}
        while (parent := self.survey.terms.get((term.taxonomy, term.parent))) and parent.slug not in seen:
            slugs.insert(0, parent.slug)
            seen.add(parent.slug)
            term = parent
            if len(slugs) > _DEEPEST:
                break
        languages = {path.split("/")[1] for path in list(self.meaning) if re.match(r"/[a-z]{2}(?:/|$)", path)}
        for before in (self.root, *(f"{self.root}/{one}" for one in sorted(languages))):
            for base in _BASES[term.taxonomy]:
                yield plain(f"{before}/{base}/{'/'.join(slugs)}")
                if len(slugs) > 1:
                    yield plain(f"{before}/{base}/{slugs[-1]}")

    def find(self, address: str, base: str = "") -> tuple[str, str] | None:
        """Return what an address means and its fragment: "" where nothing is there; None for one of another site.

        An address is read against that of the page it stands on.
        """
        if address.startswith("#") or re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
            return None
        try:
            whole = urljoin(base or f"{self.survey.channel.link.rstrip('/')}/", address)
            parts = urlsplit(whole)
            key = self._own(whole)
        except ValueError:
            return None
        if not key:
            return None
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if file := self.file_of(parts.path):
            return f"file:{file}", ""
        asked = f"{self.root or '/'}?{key.partition('?')[2]}" if "?" in key else key  # whatever page it stands on
        for form in (key, asked, _TAIL.sub("", key), re.sub(r"/index\.php(?=/)", "", key), re.sub(r"/\d+$", "", key)):
            if form in self.meaning:
                return self.meaning[form], fragment
        return "", ""

    def file_of(self, path: str) -> str:
        """Return the key of the attachment whose file a path names, in whatever size; nothing where it is none."""
        _before, uploads, rest = unquote(path).partition("/uploads/")
        if not uploads:
            return ""
        return self.files.get(rest) or self.files.get(_unsized(rest), "")


def upload_path(item: Item) -> str:
    """Return the path of an attachment's file below the folder of uploads."""
    path = item.metas.get("_wp_attached_file", "").strip()
    if not path or "://" in path:
        path = unquote(urlsplit(item.attachment_url or path or item.guid).path).rpartition("/uploads/")[2]
    return normalize("NFC", path.lstrip("/"))


def _unsized(path: str) -> str:
    return normalize("NFC", _SIZED.sub("", path))


def is_picture(item: Item) -> bool:
    """Tell whether an attachment is a picture, by its name."""
    return PurePosixPath(upload_path(item)).suffix.lower() in (
        ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".svg", ".bmp", ".tif", ".tiff",
    )  # fmt: skip

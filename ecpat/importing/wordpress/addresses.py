"""The addresses of a former site: what each of them means, in whatever form it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from ...site.redirects import NUMBERED, TAG, forms
from .items import Item, Term
from .states import local_day
from .survey import NO_TOPICS, Survey, hosts_of

_SIZED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[a-z0-9]{2,5}$)", re.IGNORECASE)
_MADE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,})+(?=\.[a-z0-9]{2,5}$)", re.IGNORECASE)
_OF_NETWORK = re.compile(r"^sites/\d+/")  # of a site among those of one WordPress
_RELAYED = re.compile(r"https?://i\d\.wp\.com/", re.IGNORECASE)  # Jetpack sends pictures from there
_BASES = {
    "category": ("category", "categorie", "categories"),
    "post_tag": ("tag", "etiquette", "mot-cle"),
    "tribe_events_cat": ("events/category", "events/categorie", "evenements/category", "evenements/categorie"),
}
_DEEPEST = 20  # categories and pages within one another


def plain(path: str) -> str:
    """Return a path as redirects are kept: read, composed, without a slash at its end."""
    return re.sub("//+", "/", normalize("NFC", unquote(path))).rstrip("/") or "/"


class Former:
    """What the addresses of an export's site mean: `post:12`, `term:category:x`, `home`, or `place:/fr/x`."""

    def __init__(self, survey: Survey, hosts: tuple[str, ...] = ()) -> None:
        self.survey = survey
        self.hosts = hosts_of(survey.channel) | {form for host in hosts for form in (host, f"www.{host}")}
        self.root = urlsplit(survey.channel.site or survey.channel.link).path.rstrip("/")
        self.meaning: dict[str, str] = {self.root or "/": "home"}
        self.places: dict[str, str] = {}  #: where feeds, archives and authors of the site are here
        self.files: dict[str, str] = {}  #: the key of an attachment by the path of its file
        self._alike: dict[str, str] = {}  # and by that of which WordPress made it
        for key, item in survey.of_type("attachment"):
            if path := upload_path(item):
                self.files.setdefault(path, key)
                self._alike.setdefault(_MADE.sub("", path), key)
        self._fill()

    def _fill(self) -> None:
        """Note what each address means: those that an export names before those that it may have had."""
        posts = [(key, item) for key, item in self.survey.items.items() if item.type != "nav_menu_item"]
        for key, item in posts:
            if (path := self._own(item.link)) and (path != "/" or urlsplit(item.link).query):
                self.meaning.setdefault(path, key)
        for key, item in posts:
            if not item.id:
                continue
            for name in ("attachment_id",) if item.type == "attachment" else ("p", "page_id"):
                self.meaning.setdefault(f"{self.root or '/'}?{name}={item.id}", key)
                self.meaning.setdefault(f"{self.root}/index.php?{name}={item.id}", key)
        inside = (path.removeprefix(self.root).split("/")[1:] for path in self.meaning if "?" not in path)
        said = {parts[0] for parts in inside if len(parts) > 1 and re.fullmatch("[a-z]{2}", parts[0])}
        self._languages = [f"{self.root}/{one}" for one in sorted(said)]
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
        """Yield the addresses that an item has or had under other settings, or by a former name or day."""
        slug, path = unquote(item.slug), self._own(item.link)
        holder = path.rpartition("/")[0] if "?" not in path else self.root
        yield from (plain(f"{holder}/{old}") for old in item.several("_wp_old_slug"))
        if item.type == "page":
            yield plain(f"{self.root}/{'/'.join(self._with_parents(item))}")
        day = local_day(item)
        if item.type != "post" or not slug or day is None:
            return
        before = next((one for one in self._languages if path.startswith(f"{one}/")), self.root)
        days = [f"{day:%Y-%m-%d}", *item.several("_wp_old_date")]
        forms = [f"{one[:length].replace('-', '/')}/{slug}" for one in days for length in (10, 7)]
        forms += [slug, f"archives/{item.id}", f"archives/{slug}"]
        forms += [f"{label.slug}/{slug}" for label in item.labels if label.domain == "category"]
        for prefix in dict.fromkeys((self.root, before)):
            yield from (plain(f"{prefix}/{form}") for form in forms)

    def _with_parents(self, item: Item) -> list[str]:
        """Return the slugs of the pages that a page is below, and its own."""
        slugs, seen = [unquote(item.slug)], {item.id}
        while (
            (above := self.survey.items.get(f"post:{item.parent}")) and above.id not in seen and len(seen) < _DEEPEST
        ):
            slugs.insert(0, unquote(above.slug))
            seen.add(above.id)
            item = above
        return [slug for slug in slugs if slug]

    def paths_of_term(self, term: Term) -> Iterator[str]:
        """Yield the addresses of a category or a tag."""
        if term.taxonomy in NO_TOPICS or not term.slug:
            return
        bases = _BASES.get(term.taxonomy) or tuple({term.taxonomy, term.taxonomy.replace("_", "-")})
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
        for before in (self.root, *self._languages):
            for base in bases:
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
            address = _RELAYED.sub("https://", address)
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
        for form in (*forms(key), asked):
            if form in self.meaning:
                return self.meaning[form], fragment
            if form in self.places:
                return f"place:{self.places[form]}", ""
        return "", ""

    def file_of(self, path: str) -> str:
        """Return the key of the attachment whose file a path names, in whatever size; nothing where it is none."""
        _before, uploads, rest = unquote(path).partition("/uploads/")
        if not uploads:
            return ""
        rest = _OF_NETWORK.sub("", normalize("NFC", rest))
        return (
            self.files.get(rest) or self.files.get(_SIZED.sub("", rest)) or self._alike.get(_MADE.sub("", rest), "")
        )


def upload_path(item: Item) -> str:
    """Return the path of an attachment's file below the folder of uploads."""
    path = item.metas.get("_wp_attached_file", "").strip()
    if not path or "://" in path:
        path = unquote(urlsplit(item.attachment_url or path or item.guid).path).rpartition("/uploads/")[2]
    return _OF_NETWORK.sub("", normalize("NFC", path.lstrip("/")))


def is_picture(item: Item) -> bool:
    """Tell whether an attachment is a picture, by its name."""
    return PurePosixPath(upload_path(item)).suffix.lower() in (
        ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".svg", ".bmp", ".tif", ".tiff",
    )  # fmt: skip

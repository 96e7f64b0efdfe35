"""In which language an item is, and which items say the same: by Polylang, by WPML, else by what else tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from ... import locales
from . import php
from .items import Item
from .survey import Survey, hosts_of

_NAMES = {
    "francais": "fr", "français": "fr", "french": "fr", "frans": "fr", "anglais": "en", "english": "en",
    "engels": "en", "nederlands": "nl", "neerlandais": "nl", "néerlandais": "nl", "dutch": "nl", "deutsch": "de",
    "allemand": "de", "german": "de",
}  # fmt: skip
_CODE = re.compile(r"([a-z]{2})(?:[_-][a-z]{2,4})?(?:[_-](?:in)?formal)?")
_ANY_CODE = re.compile(r"([a-z]{2,3})(?:[_-][a-z0-9]{2,8})*")
_CODES = frozenset(
    [
        "fr",
        "en",
        "nl",
        "de",
        "es",
        "it",
        "pt",
        "pl",
        "ro",
        "bg",
        "ar",
        "ru",
        "uk",
        "tr",
        "el",
        "hu",
        "cs",
        "sk",
        "sl",
        "hr",
        "da",
        "sv",
        "fi",
        "no",
        "lb",
    ]
)
_WPML_LANGUAGE = re.compile(r"_?(?:icl|wpml)_(?:import_)?lang(?:uage)?(?:_code)?|_?wpml_language|_icl_post_language")
_WPML_GROUP = re.compile(r"_?(?:icl_|wpml_)?trid|_?wpml_(?:import_)?translation_group")
_WPML_ORIGINAL = frozenset(
    {"_icl_lang_duplicate_of", "_icl_translation_of", "_wpml_translation_of", "_icl_original_id"}
)

_PLAUSIBLE = frozenset({*locales.LOCALES, "nl", "de"})  # what two letters mean that no plugin says are a language

Spoken = tuple[str, str]  # a language, and what told it


def code_of(text: str) -> str:
    """Return the language that a code or a name means (“fr_BE” is French); nothing where it is none."""
    text = text.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    found = _CODE.fullmatch(text)
    return found[1] if found and found[1] in _CODES else ""


def spoken(text: str) -> str:
    """Return the language that a plugin says, one that nobody here has heard of as well."""
    found = _ANY_CODE.fullmatch(text.strip().lower())
    return code_of(text) or (found[1] if found else "")


def wpml_language(metas: Mapping[str, str]) -> str:
    """Return the language that WPML says in custom fields, of an item or of a term."""
    said = (spoken(value) for name, value in metas.items() if _WPML_LANGUAGE.fullmatch(name))
    return next(filter(None, said), "")


def wpml_groups(metas: Mapping[str, str]) -> list[str]:
    """Return what WPML calls the group of translations in custom fields, of an item or of a term."""
    return [said for name, value in metas.items() if _WPML_GROUP.fullmatch(name) and (said := value.strip())]


class Languages:
    """What is known of the languages of an export's items."""

    def __init__(self, survey: Survey, said: Mapping[str, str], usual: str) -> None:
        self._said, self._hosts = said, hosts_of(survey.channel)
        self.usual = usual or code_of(survey.channel.language)
        terms = (term for term in survey.terms.values() if term.taxonomy == "language")
        self._slugs = {term.slug: str(php.mapping(term.description).get("locale", "")) for term in terms}
        self._polylang = {
            number: self._of_slug(code)
            for _slug, numbers in survey.maps("post_translations")
            for code, number in numbers.items()
        }

    def _of_slug(self, slug: str, name: str = "") -> str:
        """Return the language of a slug of Polylang: as its own term says, else by itself."""
        return spoken(self._slugs.get(slug, "")) or code_of(slug) or code_of(name) or spoken(slug)

    def of(self, key: str, item: Item) -> Spoken:
        """Return an item's language and what told it; an empty one where nothing does."""
        if key in self._said:
            return self._said[key], "map"
        code, how = self._told(item)
        return (self._said.get(code, code) if code else ""), how

    def _told(self, item: Item) -> Spoken:
        labelled = (self._of_slug(one.slug, one.name) for one in item.labels if one.domain == "language")
        if code := next(filter(None, labelled), "") or self._polylang.get(item.id, ""):
            return code, "polylang"
        if code := wpml_language(item.metas):
            return code, "wpml"
        if code := next(filter(None, (language_of_label(one.slug, one.name) for one in item.labels)), ""):
            return code, "category"
        if code := self._by_address(item.link):
            return code, "address"
        return self.usual, "assumed" if self.usual else ""

    def _by_address(self, link: str) -> str:
        parts = urlsplit(link)
        if asked := parse_qs(parts.query).get("lang"):
            return code_of(asked[0])
        host, path = (parts.hostname or ""), parts.path.strip("/")
        first = path.partition("/")[0]
        if len(first) in (2, 5) and (code := code_of(first)) in _PLAUSIBLE:
            return code
        before = host.partition(".")[0]
        return before if host.partition(".")[2] in self._hosts and before in _PLAUSIBLE else ""


def language_of_label(slug: str, name: str) -> str:
    """Return the language that a category is a name of: “English”, “fr”."""
    said = slug.lower()
    return (said if said in _PLAUSIBLE else "") or _NAMES.get(said) or _NAMES.get(name.strip().lower(), "")


def groups(survey: Survey, pairs: Mapping[str, str]) -> dict[str, str]:
    """Return for each item the key of its group: items of a group say the same, each in its language."""
    heads: dict[str, str] = {key: key for key in survey.items}

    def head(key: str) -> str:
        while heads[key] != key:
            heads[key] = heads[heads[key]]
            key = heads[key]
        return key

    def join(one: str, other: str) -> None:
        if one in heads and other in heads and survey.items[one].type == survey.items[other].type:
            first, second = head(one), head(other)
            heads[second] = first

    together: dict[str, str] = {}
    for _slug, numbers in survey.maps("post_translations"):
        keys = [key for number in numbers.values() if (key := f"post:{number}") in heads]
        for key in keys[1:]:
            join(keys[0], key)
    for key, item in survey.items.items():
        names = [f"polylang:{one.slug}" for one in item.labels if one.domain == "post_translations"]
        names += [f"wpml:{group}" for group in wpml_groups(item.metas)]
        for name, value in item.metas.items():
            if name in _WPML_ORIGINAL and value.strip().isdigit():
                join(f"post:{value.strip()}", key)
        for name in names:
            join(together.setdefault(f"{item.type} {name}", key), key)
    for one, other in pairs.items():
        join(one, other)
    return {key: head(key) for key in heads}

"""The page contract: what holds on every page of the site, whatever it shows."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import html5lib
import polib

from ecpat import locales

ROOT = Path(__file__).parent.parent
SHIPPED = ("fr", "en", "nl")  # the languages that come with the site
LEAST = 12  # characters of a message that tells a language: shorter ones may be words of several
_WRONG = {  # how a language is not printed
    "fr": re.compile(r" [;!?»]|« |[^\W\d_][;!?»](?=\s|$)|\w'\w"),
    "nl": re.compile(r"\w'\w|\d uur\b"),
}
HTML = "{http://www.w3.org/1999/xhtml}"


@cache
def messages(locale: str) -> frozenset[str]:
    """Return what a catalogue says, but for short words, addresses and sentences with a place to fill in."""
    catalogue = polib.pofile(str(ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"))
    return frozenset(
        entry.msgstr
        for entry in catalogue
        if entry.msgctxt != "url" and len(entry.msgstr) >= LEAST and "%(" not in entry.msgstr
    )


@cache
def foreign(locale: str) -> dict[str, list[str]]:
    """Return the messages of the site's other languages, which a page must never show, by their first characters."""
    others = (messages(other) for other in locales.LOCALES if other != locale)
    found: dict[str, list[str]] = {}
    for message in sorted(frozenset[str]().union(*others) - messages(locale)):
        found.setdefault(message[:LEAST], []).append(message)
    return found


def foreign_in(text: str, locale: str) -> list[str]:
    """Return what a text says of the messages of the site's other languages."""
    begun = foreign(locale)
    beginnings = begun.keys() & {text[at : at + LEAST] for at in range(len(text))}
    return [message for beginning in beginnings for message in begun[beginning] if message in text]


@lru_cache(16)
def parse(html: str) -> ET.Element:
    """Return a page's tree, to be read only; raises ParseError where it is not valid HTML."""
    tree: ET.Element = html5lib.HTMLParser(strict=True).parse(html)
    return tree


def text_of(element: ET.Element) -> str:
    """Return the words of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def words_in(tree: ET.Element, locale: str) -> str:
    """Return the visible words of a page that are not marked as another language's."""
    parts: list[str] = []

    def walk(element: ET.Element) -> None:
        foreign = element.get("lang", locale) != locale
        if not foreign and element.tag not in (f"{HTML}script", f"{HTML}style"):
            parts.append(element.text or "")
            for child in element:
                walk(child)
                parts.append(child.tail or "")
            parts.extend(element.get(name, "") for name in ("aria-label", "placeholder", "alt", "title"))

    walk(tree)
    return " ".join(" ".join(parts).replace("\n", " ").split(" "))


_held: set[str] = set()  # digests of what was checked and kept the contract: many tests open the same pages
_told: list[Path] = []  # the folder where the processes of a run tell each other of them, by the names of empty files
_TOKEN = re.compile(r'(name="csrf_token"[^>]* value=")[\w.-]+"')


def tell_each_other(folder: Path) -> None:
    """Let the processes of a run that name this folder check what several of them see once."""
    folder.mkdir(exist_ok=True)
    _told[:] = [folder]


def check(html: str, path: str, headers: dict[str, str], typed: str = "") -> None:
    """Raise AssertionError where a page breaks the contract; what a reader typed is shown as it is."""
    policy = headers.get("Content-Security-Policy"), headers.get("Set-Cookie")
    judged = (_TOKEN.sub(r'\1"', html), path[:3], policy, typed)
    digest = hashlib.sha256(repr(judged).encode()).hexdigest()
    if digest not in _held and not any((folder / digest).exists() for folder in _told):
        _check(html, path, headers, typed)
        for folder in _told:
            (folder / digest).touch()
    _held.add(digest)


def _check(html: str, path: str, headers: dict[str, str], typed: str) -> None:
    tree = parse(html)
    locale = tree.get("lang")
    assert locale in locales.LOCALES, f"{path}: lang is {locale!r}"
    if path[1:3] in locales.LOCALES:
        assert locale == path[1:3], f"{path}: says it is in {locale}"
    elements = list(tree.iter())
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == [], f"{path}: ids used twice"
    headings = [text_of(element) for element in elements if element.tag == f"{HTML}h1"]
    assert len(headings) == 1, f"{path}: {len(headings)} h1"
    title = text_of(next(element for element in elements if element.tag == f"{HTML}title"))
    assert title.startswith(headings[0]), f"{path}: the title “{title}” does not begin with “{headings[0]}”"
    levels = [int(element.tag[-1]) for element in elements if re.fullmatch(rf"{re.escape(HTML)}h[1-6]", element.tag)]
    for above, below in itertools.pairwise(levels):
        assert below - above <= 1, f"{path}: a heading of level {below} follows one of level {above}"
    for element in elements:
        attributes = {name: value for name, value in element.attrib.items() if isinstance(name, str)}
        assert "style" not in attributes, f"{path}: a style attribute"
        assert not [name for name in attributes if name.startswith("on")], f"{path}: an event handler"
        assert not attributes.get("href", "").startswith("javascript:"), f"{path}: a script address"
        for reference in re.findall(r"\S+", attributes.get("aria-labelledby", "") + " " + attributes.get("for", "")):
            assert reference in ids, f"{path}: {reference} is no id of the page"
        source = attributes.get("src") or (attributes.get("href") if element.tag == f"{HTML}link" else None)
        if source and element.tag == f"{HTML}iframe":  # a video that was asked for: the policy names its site
            framed = headers["Content-Security-Policy"].partition("; frame-src ")[2]
            assert framed, f"{path}: a frame"
            assert source.startswith(f"{framed}/"), f"{path}: frames {source}"
        elif source and attributes.get("rel") not in ("canonical", "alternate"):
            assert re.match(r"/[^/]", source), f"{path}: fetches {source}"
        if element.tag == f"{HTML}script" and "src" not in attributes:
            assert attributes.get("type") == "application/ld+json", f"{path}: an inline script"
            json.loads(element.text or "")
        assert element.tag != f"{HTML}style", f"{path}: an inline style sheet"
        if element.tag == f"{HTML}img":
            assert {"alt", "width", "height"} <= set(attributes), f"{path}: {attributes}"
    visible = words_in(tree, locale)
    if typed:
        visible = visible.replace(" ".join(typed.split()), "")
    assert foreign_in(visible, locale) == [], f"{path}: in another language"
    assert "%(" not in visible, f"{path}: a placeholder without value"
    if locale in _WRONG and (wrong := _WRONG[locale].search(visible)):
        raise AssertionError(f"{path}: spacing near “{visible[max(0, wrong.start() - 30) : wrong.end() + 10]}”")
    assert "Set-Cookie" not in headers, f"{path}: a cookie"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def links_of(tree: ET.Element) -> set[str]:
    """Return the internal addresses that a page leads to or fetches."""
    found = set()
    for element in tree.iter():
        for name in ("href", "src"):
            if (value := element.get(name, "")).startswith("/"):
                found.add(value.partition("#")[0])
        for candidate in element.get("srcset", "").split(","):
            if candidate.strip():
                found.add(candidate.split()[0])
    return found

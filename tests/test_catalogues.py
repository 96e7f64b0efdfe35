"""The catalogues are complete, and French is written as French."""

from __future__ import annotations

import re
import subprocess
import sys

import polib
import pytest

from ecpat import locales

from .contract import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TEMPLATE = polib.pofile(str(ROOT / "translations" / "messages.pot"))


def catalogue(locale: str) -> polib.POFile:
    """Return a language's catalogue."""
    return polib.pofile(str(ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"))


def test_the_template_is_what_the_code_says() -> None:
    done = subprocess.run([sys.executable, "tools/messages.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "the messages have changed: run `make messages`"


@pytest.mark.parametrize("locale", locales.LOCALES)
def test_nothing_is_missing_empty_fuzzy_or_stale(locale: str) -> None:
    entries = catalogue(locale)
    assert {(e.msgctxt, e.msgid) for e in entries} == {(e.msgctxt, e.msgid) for e in TEMPLATE}
    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert entries.fuzzy_entries() == []
    assert entries.obsolete_entries() == []


@pytest.mark.parametrize("locale", locales.LOCALES)
def test_placeholders_match(locale: str) -> None:
    for entry in catalogue(locale):
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for words in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not words or set(PLACEHOLDER.findall(words)) == wanted, entry.msgid


def test_french_has_its_spaces_and_apostrophes() -> None:
    for entry in catalogue("fr"):
        for words in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not re.search(
                r"[^\u00a0\u202f(\d]:(?!\d)|« |[^\u00a0]»|[^\u202f\u00a0][;!?]|'",
                " " + words if len(words) > 1 else "",
            ), words


@pytest.mark.parametrize("locale", locales.LOCALES)
def test_words_of_addresses_are_addresses_and_differ(locale: str) -> None:
    words = [entry.msgstr for entry in catalogue(locale) if entry.msgctxt == "url"]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in words)
    assert len(set(words)) == len(words)


def test_english_is_the_code_s_own_language() -> None:
    for entry in catalogue("en"):
        assert entry.msgid_plural or entry.msgstr == entry.msgid

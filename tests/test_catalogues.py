"""The catalogues are complete, and French is written as French."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg

from ecpat.cli import starter
from tools.messages import KEYWORDS

from .contract import ROOT, SHIPPED

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TO_A_CHILD = {
    "For yourself, for a child you know, for a worry. By day and by night.",
    "If this is about you, or about a child you know: you can call now, without giving your name. These people "
    "listen, and they know what can be done.",
    "It has no form and keeps nothing about you. The services on this page can act.",
    "Leaving the site",
    "Report what you have seen",
    "Worried about oneself",
    "Worried about your own thoughts",
    "You are not alone",
    "“You did right to tell me. It is not your fault. I am going to ask for help.”",
}
TEMPLATE = polib.pofile(str(ROOT / "translations" / "messages.pot"))


def catalogue(locale: str) -> polib.POFile:
    """Return a language's catalogue."""
    return polib.pofile(str(ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"))


def test_the_template_is_what_the_code_says() -> None:
    done = subprocess.run([sys.executable, "tools/messages.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "the messages have changed: run `make messages`"


def in_two_forms(folder: Path) -> list[str]:
    """Return the messages of a folder's code that stand there with a plural and without one, each with its places.

    A catalogue has such a message once, with its plurals: asked for alone, it has no translation.
    """
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(KEYWORDS)}
    places: dict[tuple[str | None, str], dict[bool, str]] = defaultdict(dict)
    for file, line, said, _comments, context in extract_from_dir(str(folder), methods, options, keywords):
        one = said if isinstance(said, str) else said[0]
        places[context, one][isinstance(said, str)] = f"{file}:{line}"
    return [f"{one}: {', '.join(found.values())}" for (_, one), found in places.items() if len(found) == 2]


def test_no_message_stands_with_a_plural_and_alone() -> None:
    assert in_two_forms(ROOT / "ecpat") == []


def test_a_message_with_a_plural_and_alone_is_noticed(tmp_path: Path) -> None:
    plural = "{% trans n=2 %}Page{% pluralize n %}Pages{% endtrans %}"
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "list.html").write_text(plural)
    (tmp_path / "labels.py").write_text('pgettext("label", "Page"), _("Pages")')
    assert in_two_forms(tmp_path) == []
    (tmp_path / "labels.py").write_text('_l("Page")')
    assert in_two_forms(tmp_path) == ["Page: labels.py:1, templates/list.html:1"]


@pytest.mark.parametrize("locale", SHIPPED)
def test_nothing_is_missing_empty_fuzzy_or_stale(locale: str) -> None:
    entries = catalogue(locale)
    assert {(e.msgctxt, e.msgid) for e in entries} == {(e.msgctxt, e.msgid) for e in TEMPLATE}
    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert entries.fuzzy_entries() == []
    assert entries.obsolete_entries() == []


@pytest.mark.parametrize("locale", SHIPPED)
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


def test_dutch_says_je_to_a_child_in_distress_alone() -> None:
    familiar = re.compile(r"\b(je|jij|jou|jouw|jezelf|jullie)\b", re.IGNORECASE)
    formal = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
    said = [(e.msgid, words) for e in catalogue("nl") for words in (e.msgstr, *e.msgstr_plural.values())]
    assert {english for english, words in said if familiar.search(words)} == TO_A_CHILD
    assert [words for _, words in said if familiar.search(words) and formal.search(words)] == []
    for line in starter.read(starter.SAMPLE / "helplines.toml")["line"]:  # both the help page and the guide show them
        assert not re.search(f"{familiar.pattern}|{formal.pattern}", str(line["nl"]), re.IGNORECASE)


def test_dutch_quotes_in_double_marks() -> None:
    assert [entry.msgstr for entry in catalogue("nl") if "‘" in entry.msgstr] == []


@pytest.mark.parametrize("locale", SHIPPED)
def test_words_of_addresses_are_addresses_and_differ(locale: str) -> None:
    words = [entry.msgstr for entry in catalogue(locale) if entry.msgctxt == "url"]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in words)
    assert len(set(words)) == len(words)


def test_english_is_the_code_s_own_language() -> None:
    for entry in catalogue("en"):
        assert entry.msgid_plural or entry.msgstr == entry.msgid

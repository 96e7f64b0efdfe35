"""Pages as they are heard, without their looks: links told apart, dates, whose number one calls."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from ..browser.pages import ALL, LOCALES, TYPES
from ..contract import HTML, parse, text_of


def page(client: FlaskClient, path: str) -> Element:
    return parse(client.get(path).get_data(as_text=True))


def by_class(tree: Element, tag: str, name: str) -> list[Element]:
    return [one for one in tree.iter(f"{HTML}{tag}") if name in one.get("class", "").split()]


@pytest.mark.parametrize(("name", "locale", "path"), ALL, ids=[f"{name}-{locale}" for name, locale, _path in ALL])
def test_links_of_a_page_are_told_apart(client: FlaskClient, name: str, locale: str, path: str) -> None:
    tree = page(client, path)
    ids = {one.get("id"): one for one in tree.iter()}
    leads = defaultdict(set)
    (main,) = tree.iter(f"{HTML}main")
    titles = {id(link) for heading in main.iter(f"{HTML}h3") for link in heading}  # as their editors chose them
    for link in (one for one in main.iter(f"{HTML}a") if id(one) not in titles):
        described = (text_of(ids[one]) for one in link.get("aria-describedby", "").split())
        leads[(text_of(link), *described)].add(link.get("href"))
    assert {words: found for words, found in leads.items() if len(found) > 1} == {}
    assert not [words for words in leads if not words[0]]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_date_is_said_from_its_day_to_its_year(client: FlaskClient, locale: str) -> None:
    for name in ("home", "news", "training", "topic"):
        dates = [text_of(one) for one in page(client, TYPES[name][locale]).iter(f"{HTML}time")]
        assert dates
        assert all(re.fullmatch(r"([0-9]{1,2} )?([^\W\d]+\.? )?[0-9]{4}", date) for date in dates), dates


@pytest.mark.parametrize("locale", LOCALES)
def test_whose_number_it_is_comes_before_the_number(client: FlaskClient, locale: str) -> None:
    (*lists,) = by_class(page(client, TYPES["help"][locale]), "ul", "lines")
    lines = [line for found in lists for line in found]
    assert len(lines) > 5
    for line in lines:
        heard = [one.tag.removeprefix(HTML) for one in line.iter() if one.tag in (f"{HTML}h3", f"{HTML}a")]
        assert heard[0] == "h3"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_title_says_what_a_list_is_narrowed_to(client: FlaskClient, locale: str) -> None:
    path, said = {
        "fr": ("/fr/actualites/?topic=traite-des-enfants&year=2017", "Actualités, Traite des enfants, 2017 – "),
        "en": ("/en/resources/?type=study", "Resources, Kind of document: Study – "),
    }[locale]
    (title,) = page(client, path).iter(f"{HTML}title")
    assert text_of(title).startswith(said)


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_counted_where_nothing_is_found(client: FlaskClient, locale: str) -> None:
    (heading,) = (
        one
        for one in page(client, TYPES["news, narrowed to nothing"][locale]).iter(f"{HTML}h2")
        if one.get("id") == "found"
    )
    assert text_of(heading) == {"fr": "Aucun résultat", "en": "Nothing found"}[locale]

"""The URL alone decides the language, and the switch leads to the same thing."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from ecpat.cli import seed
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.topics.models import Topic, TopicLabel

from .. import contract
from ..conftest import build


def page(client: FlaskClient, path: str) -> Any:
    """Return the tree of a page that must answer 200."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return contract.parse(answer.get_data(as_text=True))


def switch(tree: Any) -> dict[str, str]:
    """Return where the language switch of a page's header leads, by language."""
    links = [element for element in tree.iter(f"{contract.HTML}a") if element.get("class") == "lang tap"]
    return {link.get("hreflang"): link.get("href") for link in links}


def alternates(tree: Any) -> dict[str, str]:
    """Return a page's hreflang links as paths."""
    links = [element for element in tree.iter(f"{contract.HTML}link") if element.get("hreflang")]
    return {link.get("hreflang"): link.get("href").removeprefix("http://localhost") for link in links}


def slug_of(key: str, locale: str) -> str:
    """Return the address that the sample content gives an edition."""
    path = next((seed.SAMPLE / "entries").glob(f"*/{key}.toml"))
    return str(tomllib.loads(path.read_text())[locale]["slug"])


WORLD_DAY = {
    "fr": "/fr/actualites/" + slug_of("world-day-against-trafficking", "fr"),
    "en": "/en/news/" + slug_of("world-day-against-trafficking", "en"),
}


def test_the_door_reads_accept_language_and_nothing_else_does(client: FlaskClient) -> None:
    for header, home in (
        ("en-GB,en;q=0.9,fr;q=0.2", "/en/"),
        ("fr-BE", "/fr/"),
        ("nl", "/fr/"),
        ("", "/fr/"),
        ("fr-BE,en;q=0.5", "/fr/"),
        ("nl-BE,en-US;q=0.6,fr;q=0.3", "/en/"),
    ):
        answer = client.get("/", headers={"Accept-Language": header})
        assert (answer.status_code, answer.headers["Location"]) == (302, home)
        assert answer.headers["Vary"] == "Accept-Language"
    french = client.get("/fr/", headers={"Accept-Language": "en"})
    assert french.headers["Content-Language"] == "fr"
    assert "Accept-Language" not in french.headers.get("Vary", "")


def test_the_switch_names_the_language_in_itself_and_leads_to_the_same_thing(client: FlaskClient) -> None:
    french = client.get(WORLD_DAY["fr"]).get_data(as_text=True)
    assert re.search(rf'<a class="lang tap" href="{WORLD_DAY["en"]}" hreflang="en" lang="en">English</a>', french)
    assert switch(page(client, WORLD_DAY["en"])) == {"fr": WORLD_DAY["fr"]}


@pytest.mark.parametrize(
    "path", ["/fr/", "/fr/actualites/", "/fr/themes/", "/fr/aide/", WORLD_DAY["fr"], "/fr/contact"]
)
def test_hreflang_is_reciprocal_with_itself_and_a_default(client: FlaskClient, path: str) -> None:
    if path == "/fr/contact":
        path = next(link for link in contract.links_of(page(client, "/fr/")) if "contact" in link)
    there = alternates(page(client, path))
    assert there["fr"] == path
    assert "x-default" in there
    assert alternates(page(client, there["en"])) == there


def test_a_missing_edition_says_so_honestly(client: FlaskClient) -> None:
    french = "/fr/formations/" + slug_of("interpreter-and-child", "fr")
    english = switch(page(client, french))["en"]
    assert english.startswith("/en/training/")
    answer = client.get(english)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "This page is not in English yet" in text
    assert '<meta name="robots" content="noindex">' in text
    assert f'href="{french}" hreflang="fr"' in text
    assert alternates(contract.parse(text)) == {}
    assert english not in client.get("/sitemap.xml").get_data(as_text=True)
    assert set(alternates(page(client, french))) == {"fr", "x-default"}


def test_filters_and_search_terms_survive_a_switch(client: FlaskClient) -> None:
    there = switch(page(client, "/fr/actualites/?topic=traite-des-enfants&year=2017"))["en"]
    assert there == "/en/news/?topic=child-trafficking&year=2017"
    assert switch(page(client, there))["fr"] == "/fr/actualites/?topic=traite-des-enfants&year=2017"
    assert switch(page(client, "/fr/recherche/?q=traite&kind=news"))["en"] == "/en/search/?q=traite&kind=news"
    assert switch(page(client, "/fr/ressources/?type=study"))["en"] == "/en/resources/?type=study"


@pytest.mark.parametrize("path", ["/fr/actualites/", "/en/news/", "/fr/ressources/", "/fr/formations/"])
def test_every_alternate_of_every_filter_answers(app: Flask, reader: FlaskClient, path: str) -> None:
    for locale, year in (("fr", 1999), ("en", 1998)):
        edition = service.save(service.create(get_kind("news")), locale, title=f"Only of {year}")
        service.publish(edition, datetime(year, 5, 1, tzinfo=UTC))
    topic = Topic(key="alone", colour="sea", position=99)
    topic.labels["fr"] = TopicLabel(locale="fr", slug="un-theme-seul", label="Un thème seul")
    db.session.add(topic)
    db.session.commit()
    form = next(one for one in page(reader, path).iter(f"{contract.HTML}form") if one.get("class") == "filters")
    options = {
        field.get("name"): [option.get("value") for option in field.iter(f"{contract.HTML}option")]
        for field in form.iter(f"{contract.HTML}select")
    }
    assert {"topic", "year"} <= set(options)
    followed = set()
    for query in (urlencode({name: value}) for name, values in options.items() for value in values if value):
        found = page(reader, f"{path}?{query}")
        there = alternates(found)
        followed |= {*there.values(), *switch(found).values()}
        assert there.get(path[1:3]) == f"{path}?{query}"
        other = {"fr": "en", "en": "fr"}[path[1:3]]
        assert there.get(other) in (None, switch(found)[other])
    assert len(followed) > 5
    for address in followed:
        assert reader.get(address).status_code == 200, address


def test_a_filter_that_the_other_language_has_not_leads_to_its_list(app: Flask, reader: FlaskClient) -> None:
    edition = service.save(service.create(get_kind("news")), "fr", title="Seulement ici")
    service.publish(edition, datetime(1999, 5, 1, tzinfo=UTC))
    db.session.commit()
    found = page(reader, "/fr/actualites/?year=1999")
    assert switch(found) == {"en": "/en/news/"}
    assert set(alternates(found)) == {"fr", "x-default"}


def test_every_page_says_its_own_address_to_those_who_share_it(client: FlaskClient) -> None:
    for address in re.findall(r"<loc>http://localhost(.*?)</loc>", client.get("/sitemap.xml").text):
        own = f'<meta property="og:url" content="http://localhost{address}">'
        assert client.get(address).text.count(own) == 1, address
    assert 'property="og:url"' not in client.get("/fr/nulle-part").text


LANGUAGES = st.sampled_from(["fr", "fr-BE", "FR-be", "en", "en-GB", "nl-BE", "de", "*", "zh-Hant-TW"])


@given(st.lists(st.tuples(LANGUAGES, st.sampled_from([1.0, 0.9, 0.5, 0.1, 0.0])), max_size=5))
def test_the_root_leads_to_the_language_that_is_worth_most(reading: Flask, asked: list[tuple[str, float]]) -> None:
    header = ",".join(f"{tag};q={quality}" for tag, quality in asked)
    client = FlaskClient(reading, reading.response_class)
    chosen = client.get("/", headers={"Accept-Language": header}).headers["Location"].strip("/")
    worth = {"fr": 0.0, "en": 0.0}
    for locale in worth:
        own = [quality for tag, quality in asked if tag.lower().split("-")[0] == locale]
        anything = [quality for tag, quality in asked if tag == "*"]
        worth[locale] = max(own or anything or [0.0])
    assert worth[chosen] == max(worth.values())
    if not any(worth.values()):
        assert chosen == "fr"


def test_a_page_number_is_of_one_language_alone(seeded: Path) -> None:
    app = build(seeded)
    app.config["PAGE_SIZE"] = 1
    client = app.test_client()
    for path in ("/fr/ressources/", "/fr/themes/traite-des-enfants/", "/fr/actualites/2017/"):
        last = page(client, path + "?page=3")
        assert client.get(path + "?page=999").status_code == 404
        assert client.get(switch(last)["en"]).status_code == 200
        assert "page" not in switch(last)["en"]
        assert alternates(last) == {}
        assert f'<link rel="canonical" href="http://localhost{path}?page=3">' in client.get(path + "?page=3").text


def test_a_topic_keeps_its_identity_across_languages(client: FlaskClient) -> None:
    assert switch(page(client, "/fr/themes/traite-des-enfants/"))["en"] == "/en/topics/child-trafficking/"
    moved = client.get("/en/topics/traite-des-enfants/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/en/topics/child-trafficking/")


def test_an_address_under_the_other_prefix_leads_to_the_edition_there(client: FlaskClient) -> None:
    slug = WORLD_DAY["fr"].rpartition("/")[2]
    moved = client.get(f"/en/news/{slug}")
    assert (moved.status_code, moved.headers["Location"]) == (301, WORLD_DAY["en"])


def test_old_addresses_redirect_for_ever(app: Flask, reader: FlaskClient) -> None:
    edition = db.session.query(Edition).filter_by(locale="en", slug=WORLD_DAY["en"].rpartition("/")[2]).one()
    for slug in ("renamed-once", "renamed-twice"):
        service.save(edition.entry, "en", title=edition.title, body=edition.body, slug=slug)
        db.session.commit()
    for old in (WORLD_DAY["en"], "/en/news/renamed-once"):
        assert reader.get(old).headers["Location"] == "/en/news/renamed-twice"
    assert reader.get("/en/news/renamed-twice").status_code == 200


def test_dates_hours_and_sizes_are_written_as_each_language_does(client: FlaskClient) -> None:
    french = client.get("/fr/formations/" + slug_of("recognise-a-child-victim", "fr")).get_data(as_text=True)
    assert re.search(r"\d\d?\u00a0h(\u00a0\d\d)? – \d\d?\u00a0h(\u00a0\d\d)?", french)
    english = client.get("/en/training/" + slug_of("recognise-a-child-victim", "en")).get_data(as_text=True)
    assert re.search(r"\d\d?:\d\d–\d\d?:\d\d", english)
    assert "30 juillet 2014" in client.get(WORLD_DAY["fr"]).get_data(as_text=True)
    assert "30 July 2014" in client.get(WORLD_DAY["en"]).get_data(as_text=True)
    resource = "/fr/ressources/" + slug_of("belgium-assessment", "fr")
    assert re.search(r"\d+\u00a0ko", client.get(resource).get_data(as_text=True))

"""Everything in Dutch: a site of three languages is read, searched and edited, each page held to the contract.

Run by tests/test_dutch.py, in a process of its own: which languages a site has is read once by a process.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from flask_security import hash_password
from sqlalchemy import select

from ecpat.accounts.models import Person
from ecpat.cli import seed
from ecpat.core.database import db
from ecpat.entries.models import Entry
from ecpat.search import service

from .conftest import PASSWORD, DeskClient, PageClient, build, pretend_drawn

DESK = "/nl/redactie/"
ARTICLE = "/nl/nieuws/een-eerste-werelddag-tegen-mensenhandel"
LEIDEN, RIGHTS = "Vier dagen in Leiden", "Hoe België kinderen beschermt"
FOUND = {
    "handel in kinderen": LEIDEN,  # which says “kinderhandel”
    "kinderhandel": LEIDEN,
    "kinder handel": LEIDEN,
    "opleider": LEIDEN,
    "kinderbescherming": RIGHTS,  # which says “bescherming van kinderen”
    "rechten van kinderen": RIGHTS,
    "opvangcentrum": "Veilig online",  # which says “opvangcentra”
    "teams van opvang": "Veilig online",
    "minderjarige vreemdeling": "Aan de Brusselse balie",
    "kinderhnadel": LEIDEN,
}
FIRST = {  # what stands first for what readers type
    "wat is mensenhandel": "themas/mensenhandel/",
    "mensenhandl": "themas/mensenhandel/",
    "kinder handel": "themas/kinderhandel/",
    "traite des enfants": "themas/kinderhandel/",
    "slachtofferhulp": "themas/steun-voor-slachtoffers/",
    "slachtoffers steunen": "themas/steun-voor-slachtoffers/",
    "kinderrechten": "themas/kinderrechten-en-beleid/",
    "sekstoerisme": "themas/reizen-en-toerisme/",
    "europeesparlement": "nieuws/react-in-het-europees-parlement",
    "ik zeg stop": "publicaties/ik-zeg-stop-hoe-het-werkt",
    "komende opleidingen": "opleidingen/",
    "betekenis grooming": "woordenlijst/#word-grooming",
    "vacature": "contact",
    "contacteer ons": "contact",
    "wie zijn jullie": "over-ons",
    "noodnummer": "hulp/",
}


def site_in(folder: Path) -> Flask:
    """Return a seeded site of three languages."""
    site = build(folder, {"LANGUAGES": "fr,en,nl"})
    with site.app_context():
        upgrade()
        seed.write()
        db.session.add(
            Person(email="a@example.org", name="Chief", role="administrator", password=hash_password(PASSWORD))
        )
        db.session.commit()
        service.catch_up()
    pretend_drawn(site)
    return site


def kinds_of(site: Flask) -> dict[str, str]:
    """Return the kind of each entry, by its number."""
    with site.app_context():
        return {str(number): kind for number, kind in db.session.execute(select(Entry.id, Entry.kind))}


def sort_of(path: str, kinds: dict[str, str]) -> str:
    """Return what a path of the desk has in common with others that lead to the same page, of the same kind."""
    address, _, arguments = path.partition("?")
    address = re.sub(r"(?<=items/)\d+", lambda number: kinds[number[0]], address)
    return re.sub(r"\d+", "", address) + "?" + "&".join(sorted(re.findall(r"([^=&]+)=", arguments)))


def pages(client: FlaskClient, start: str, *left: str) -> set[str]:
    """Return every page in Dutch that links lead to; each is opened, and held to the contract by the client.

    Of the desk's pages three of a sort: those of another entry of the kind, or of another value, are not more Dutch.
    """
    waiting, opened, sorts, kinds = [start], set[str](), Counter[str](), kinds_of(client.application)
    while waiting:
        path = waiting.pop()
        if path in opened or path.startswith(left):
            continue
        if path.startswith(DESK):
            sorts[sort := sort_of(path, kinds)] += 1
            if sorts[sort] > 3:
                continue
        if re.search(r"[?&]from=", path):  # a form with another language's words
            continue
        if path.endswith(".xlf"):  # for translators: hundreds of files
            continue
        opened.add(path)
        answer = client.get(path)
        assert answer.status_code < 400, (path, answer.status_code)
        if answer.mimetype == "text/html":
            waiting += [unescape(one) for one in re.findall(r'href="(/nl/[^"#]*)', answer.get_data(as_text=True))]
        answer.close()
    return opened


def text(client: FlaskClient, path: str) -> str:
    """Return what a page says."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def read(site: Flask) -> None:
    """Open all that readers find, and the way there from the other languages."""
    client = PageClient(site, site.response_class)
    opened = pages(client, "/nl/", DESK)
    assert len(opened) > 100, len(opened)
    assert ARTICLE in opened
    home = text(client, "/nl/")
    for locale, name in (("fr", "Français"), ("en", "English")):
        assert f'<a class="lang tap" href="/{locale}/" hreflang="{locale}" lang="{locale}">{name}</a>' in home
        assert '<a class="lang tap" href="/nl/" hreflang="nl" lang="nl">Nederlands</a>' in text(client, f"/{locale}/")
    french = text(client, "/fr/actualites/une-premiere-journee-mondiale-contre-la-traite")
    assert re.search(rf'<link rel="alternate" hreflang="nl" href="[^"]*{ARTICLE}">', french)
    assert ARTICLE in text(client, "/sitemap.xml")
    assert client.get("/", headers={"Accept-Language": "nl-BE"}).headers["Location"] == "/nl/"


def search(site: Flask) -> None:
    """Look for what Dutch writes as one word or as several, and for help."""
    client = PageClient(site, site.response_class)
    for asked, title in FOUND.items():
        assert title in text(client, f"/nl/zoeken/?q={asked}"), asked
    for asked, path in FIRST.items():
        page = text(client, f"/nl/zoeken/?q={asked}")
        assert re.findall(r'<h3[^>]*>\s*<a[^>]*href="/nl/([^"]+)', page[page.index("<main") :])[0] == path, asked
    assert "<mark>kinderhandel</mark>" in text(client, "/nl/zoeken/?q=handel")
    assert 'href="tel:116000"' in text(client, "/nl/zoeken/?q=ik+wil+dood")


def edit(site: Flask) -> None:
    """Open all that an administrator is led to."""
    browser = DeskClient(site, site.response_class)
    answer = browser.send(f"{DESK}aanmelden", email="a@example.org", password=PASSWORD)
    assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
    opened = pages(browser, DESK, f"{DESK}afmelden")
    assert len([path for path in opened if path.startswith(DESK)]) > 60
    form = text(browser, f"{DESK}items/nieuw/training")
    assert form.count('name="fact-languages" value="nl"') == 1  # a language of the country, and of the site


if __name__ == "__main__":
    made = site_in(Path(sys.argv[1]))
    for step in (read, search, edit):
        step(made)

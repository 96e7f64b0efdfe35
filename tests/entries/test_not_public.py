"""What is not public reaches no stranger, by whichever way out: pages, lists, feeds, files, searches, the mirror."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ecpat.core import clock, dates, generation
from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry
from ecpat.files import service
from ecpat.files.models import Asset
from ecpat.topics.models import Topic
from ecpat.web.middleware.page_cache import PAGE_CACHE

from .. import arrange
from ..conftest import pretend_drawn
from ..web.test_operation import mirror

MARK = "Zwyrtaliste"  # a word that no other text has
IN_PDF = "quetzalcoatlus"


@dataclass(frozen=True)
class Thing:
    """A resource with all that one may have, live in French, that other pages tell of."""

    entry: Entry
    head: Asset
    shown: Asset
    document: Asset
    topic: str

    @property
    def files(self) -> tuple[Asset, ...]:
        """Return its files: the picture at its head, the one in its text, its PDF."""
        return self.head, self.shown, self.document


@pytest.fixture
def thing(app: Flask) -> Thing:
    head, shown, document = arrange.picture(1), arrange.picture(2), arrange.pdf(f"Le {IN_PDF} vole")
    entry = arrange.resource(image=head)
    topic = db.session.scalars(select(Topic).order_by(Topic.position)).first()
    assert topic is not None
    entry.topics = [topic]
    publishing.save(entry, "fr", title="Avant", slug="avant")
    edition = publishing.save(
        entry, "fr", title=MARK, summary=f"{MARK} raconté", slug=MARK.lower(), body=arrange.shows(shown),
        document=document,
    )  # fmt: skip
    publishing.publish(edition)
    other = publishing.create(get_kind("news"))
    words = f'<p><a href="entry:{entry.id}">Voir</a></p>{arrange.shows(arrange.picture(9))}'
    publishing.publish(publishing.save(other, "fr", title="On en parle", slug="on-en-parle", body=words))
    db.session.commit()
    return Thing(entry, head, shown, document, topic.labels["fr"].slug)


def text_of(reader: FlaskClient, path: str) -> str:
    answer = reader.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


PAGES = {  # what is to answer 404, by name
    "page": "/fr/ressources/zwyrtaliste",
    "its address in the other language": "/en/resources/zwyrtaliste",
    "an old address": "/fr/ressources/avant",
    "the PDF": "/fr/ressources/zwyrtaliste.pdf",
    "the share image": "/fr/ressources/zwyrtaliste.png",
}
LISTS = {  # what is to be silent of it, by name
    "home": "/fr/",
    "list": "/fr/ressources/",
    "list by its PDF": "/fr/ressources/?document=fr",
    "topic": "/fr/themes/{topic}/",
    "feed of the kind": "/fr/ressources/flux.atom",
    "feed of the topic": "/fr/themes/{topic}.atom",
    "feed of the language": "/fr/flux.atom",
    "sitemap": "/sitemap.xml",
    "search": "/fr/recherche/?q=zwyrtaliste",
    "search of the PDF": "/fr/recherche/?q=quetzalcoatlus",
    "suggestions": "/fr/recherche/suggestions.json?q=zwyr",
    "suggestions of the PDF's words": "/fr/recherche/suggestions.json?q=quetz",
    "page that links to it": "/fr/actualites/on-en-parle",
}


def told(reader: FlaskClient, thing: Thing) -> dict[str, bool]:
    """Return, by way out, whether it tells of the thing."""
    found = {name: reader.get(path).status_code not in (404, 410) for name, path in PAGES.items()}
    for name, path in LISTS.items():
        text = text_of(reader, path.format(topic=thing.topic)).lower()
        typed = path.partition("?q=")[2]
        told = [MARK.lower(), "zwyrtaliste", *(one.digest for one in thing.files)]
        if "suggestions" in name:
            text = text.partition(",")[2]
        elif typed:
            text = "".join(re.findall(r'<ol class="results">.*?</ol>', text, re.DOTALL))
        found[name] = any(word in text for word in (*told, IN_PDF))
    for name, asset in zip(("picture", "picture in the text", "cover"), thing.files, strict=True):
        found[name] = reader.get(arrange.address(asset)).status_code == 200
    return found


def schedule(thing: Thing) -> None:
    publishing.publish(thing.entry.editions["fr"], clock.now() + timedelta(days=3))


def withdraw(thing: Thing) -> None:
    publishing.unpublish(thing.entry.editions["fr"])


def discard(thing: Thing) -> None:
    publishing.discard(thing.entry)


def destroy(thing: Thing) -> None:
    publishing.discard(thing.entry)
    publishing.destroy(thing.entry)


@pytest.mark.parametrize("hide", [schedule, withdraw, discard, destroy])
def test_no_way_out_tells_of_what_is_not_live(
    reader: FlaskClient, thing: Thing, hide: Callable[[Thing], None]
) -> None:
    assert all(told(reader, thing).values()), told(reader, thing)
    hide(thing)
    db.session.commit()
    assert not any(told(reader, thing).values()), told(reader, thing)
    statuses = {reader.get(path).status_code for path in PAGES.values()}
    assert statuses == ({410} if hide is destroy else {404})


def test_what_was_never_live_is_told_of_nowhere(reader: FlaskClient, app: Flask) -> None:
    """Not even while another live text shows a picture."""
    entry, asset, document = arrange.resource(), arrange.picture(3), arrange.pdf("Secret")
    publishing.save(entry, "fr", title=MARK, slug="jamais", body=arrange.shows(asset), document=document)
    other = publishing.create(get_kind("news"))
    publishing.publish(publishing.save(other, "fr", title="Autre", body=arrange.shows(arrange.picture(4))))
    db.session.commit()
    for path in (
        arrange.address(asset),
        arrange.address(document),
        "/fr/ressources/jamais",
        "/fr/ressources/jamais.pdf",
    ):
        assert reader.get(path).status_code == 404, path


def test_each_language_shows_its_own_files_alone(reader: FlaskClient, app: Flask) -> None:
    entry = arrange.resource()
    french, english = arrange.picture(3), arrange.picture(4)
    document, secret = arrange.pdf("Public"), arrange.pdf("Pas encore")
    live = publishing.save(entry, "fr", title="En ligne", body=arrange.shows(french), document=document)
    publishing.save(entry, "en", title=MARK, slug="not-yet", body=arrange.shows(english), document=secret)
    publishing.publish(live)
    db.session.commit()
    found = {reader.get(arrange.address(one)).status_code for one in (french, document)}
    assert found == {200}
    assert {reader.get(arrange.address(one)).status_code for one in (english, secret)} == {404}
    assert reader.get("/en/resources/not-yet.pdf").status_code == 404
    assert "En ligne" not in text_of(reader, "/fr/ressources/?document=en"), (
        "that it has a PDF in English is not told"
    )
    assert MARK not in text_of(reader, "/fr/ressources/en-ligne")


@pytest.fixture
def later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Return what lets time pass, until the pages that are kept know of it."""

    def pass_by(span: timedelta) -> None:
        moment = clock.now() + span
        monkeypatch.setattr(clock, "now", lambda: moment)
        number = generation.current()
        while PAGE_CACHE.of(app).generation() < number:
            pass  # a quarter of a second at most

    return pass_by


def end_consent(thing: Thing) -> None:
    for asset in thing.files:
        asset.consent_until = dates.today() - timedelta(days=1)


def bin_files(thing: Thing) -> None:
    for asset in thing.files:
        service.discard(asset, by=None)


@pytest.mark.parametrize("withhold", [end_consent, bin_files])
def test_a_page_goes_on_without_files_that_are_withheld(
    reader: FlaskClient, thing: Thing, withhold: Callable[[Thing], None]
) -> None:
    told(reader, thing)
    withhold(thing)
    db.session.commit()
    page = text_of(reader, PAGES["page"])
    assert "<picture>" not in page.partition("<article>")[2].partition("</article>")[0]
    assert 'href="/fr/ressources/zwyrtaliste.pdf"' not in page
    for path in (PAGES["the PDF"], *map(arrange.address, thing.files)):
        assert reader.get(path).status_code == 404, path
    for name, path in {"page": PAGES["page"], **LISTS}.items():
        text = text_of(reader, path.format(topic=thing.topic))
        assert not [one for one in thing.files if one.digest in text], name
        assert "zwyrtaliste.pdf" not in text, name
    for name in ("search of the PDF", "suggestions of the PDF's words"):
        assert IN_PDF not in text_of(reader, LISTS[name]).partition("results")[2].partition("</ol>")[0], name
    assert MARK not in text_of(reader, LISTS["list by its PDF"])
    assert MARK in text_of(reader, LISTS["list"])


def test_consent_ends_with_its_day_in_brussels_by_itself(
    reader: FlaskClient, thing: Thing, later: Callable[[timedelta], None]
) -> None:
    thing.head.consent_until = thing.shown.consent_until = dates.today()
    db.session.commit()
    addresses = [arrange.address(one) for one in (thing.head, thing.shown)]
    assert [reader.get(path).status_code for path in addresses] == [200, 200]
    assert "<picture>" in text_of(reader, PAGES["page"])
    kept = re.fullmatch(r"public, max-age=(\d+)", reader.get(addresses[0]).headers["Cache-Control"])
    assert kept
    left = dates.end_of(dates.today()) - clock.now()
    assert int(kept[1]) <= left.total_seconds() + 1, "nobody keeps it beyond that day"
    later(left)
    assert [reader.get(path).status_code for path in addresses] == [404, 404]
    assert "<picture>" not in text_of(reader, PAGES["page"])
    for name in ("topic", "feed of the language"):
        assert thing.head.digest not in text_of(reader, LISTS[name].format(topic=thing.topic)), name
        assert thing.shown.digest not in text_of(reader, LISTS[name].format(topic=thing.topic)), name
    thing.head.consent_until = thing.shown.consent_until = None
    db.session.commit()
    assert [reader.get(path).status_code for path in addresses] == [200, 200]


def test_a_consent_without_an_end_that_a_calendar_has_stops_nothing(
    app: Flask, reader: FlaskClient, thing: Thing
) -> None:
    thing.head.consent_until = date.max
    db.session.commit()
    pretend_drawn(app)
    assert reader.get(arrange.address(thing.head)).headers["Cache-Control"] == "public, max-age=86400"


def test_what_may_be_kept_of_files_can_be_taken_back(app: Flask, reader: FlaskClient, thing: Thing) -> None:
    pretend_drawn(app)
    for path, digest, longest in (
        (arrange.address(thing.shown), thing.shown.digest, 86_400),
        (arrange.address(thing.document), thing.document.digest, 86_400),
        (PAGES["the PDF"], thing.document.digest, 86_400),
    ):
        answer = reader.get(path)
        assert "immutable" not in answer.headers["Cache-Control"]
        age = re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])
        assert age
        assert int(age[1]) <= longest
        assert f"file-{digest[:16]}" in answer.headers["Surrogate-Key"].split(" ")
        assert f"file-{digest[:16]}" in answer.headers["Cache-Tag"].split(",")
        known = {"If-None-Match": answer.headers["ETag"]}
        unchanged = reader.get(path, headers=known)
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        assert unchanged.headers["Surrogate-Key"] == answer.headers["Surrogate-Key"]
    share = reader.get(PAGES["the share image"])
    assert share.headers["Surrogate-Key"] == share.headers["Cache-Tag"] == f"entry-{thing.entry.id}"
    etag = {"If-None-Match": reader.get(arrange.address(thing.shown)).headers["ETag"]}
    publishing.unpublish(thing.entry.editions["fr"])
    db.session.commit()
    assert reader.get(arrange.address(thing.shown), headers=etag).status_code == 404, "asked again each time"


def test_the_mirror_holds_nothing_that_is_not_public(app: Flask, tmp_path: Path, thing: Thing) -> None:
    app.config.update(BASE_URL="http://localhost")
    hidden = []
    for number, hide in enumerate((schedule, withdraw, discard), 5):
        asset = arrange.picture(number)
        entry = arrange.resource(image=asset)
        edition = publishing.save(
            entry, "fr", title=f"Caché {number}", slug=f"cache-{number}", body=arrange.shows(asset)
        )
        publishing.publish(edition)
        hidden.append(asset)
        hide(Thing(entry, asset, asset, asset, ""))
    db.session.commit()
    folder = tmp_path / "mirror"
    assert mirror(app, folder).exit_code == 0
    end_consent(thing)
    db.session.commit()
    assert (folder / f"media/{thing.head.digest}").exists()
    assert "is written" in mirror(app, folder, "--changed").output
    assert (folder / "fr/ressources/zwyrtaliste.html").exists()
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    texts = [path.read_bytes() for path in folder.rglob("*") if path.suffix in (".html", ".xml", ".atom")]
    for asset in (*hidden, *thing.files):
        assert not [name for name in names if asset.digest in name]
        assert not [text for text in texts if asset.digest.encode() in text]
    assert not [name for name in names if "cache-" in name or name.endswith("zwyrtaliste.pdf")]
    assert not [text for text in texts if "Caché".encode() in text]
    assert "unchanged" in mirror(app, folder, "--changed").output


# Any arrangement: a file is given out while something live shows it, and only then.

STATES = ("none", "draft", "scheduled", "live")
PICTURES, DOCUMENTS = 3, 1
editions = st.tuples(
    st.sampled_from(STATES), st.frozensets(st.integers(0, PICTURES - 1)), st.sampled_from([None, *range(DOCUMENTS)])
)
entries = st.fixed_dictionaries({
    "binned": st.booleans(), "image": st.sampled_from([None, *range(PICTURES)]), "fr": editions, "en": editions,
})  # fmt: skip
withholding = st.tuples(st.booleans(), st.sampled_from([None, -1, 0, 30]))  # in the bin; days of consent left


def given_out(arranged: list[dict[str, object]], held: list[tuple[bool, int | None]]) -> set[int]:
    """Return the numbers of the files that readers may have; documents count from PICTURES."""
    shown: set[int] = set()
    for one in arranged:
        for locale in ("fr", "en"):
            state, pictures, document = one[locale]  # type: ignore[misc]
            if state == "live" and not one["binned"]:
                shown |= pictures
                shown |= {number for number in (one["image"],) if number is not None}  # type: ignore[misc]
                shown |= {PICTURES + number for number in (document,) if number is not None}
    return {number for number in shown if not held[number][0] and (held[number][1] is None or held[number][1] >= 0)}  # type: ignore[operator]


@pytest.fixture
def stage(app: Flask) -> tuple[list[Entry], list[Asset]]:
    files = [*(arrange.picture(number) for number in range(1, PICTURES + 1)), arrange.pdf("Texte")]
    made = [arrange.resource() for _ in range(2)]
    for number, entry in enumerate(made):
        for locale in ("fr", "en"):
            publishing.save(entry, locale, title=f"Entry {number} {locale}")
    db.session.commit()
    return made, files


def test_files_are_given_out_while_something_live_shows_them_and_only_then(
    app: Flask, stage: tuple[list[Entry], list[Asset]]
) -> None:
    made, files = stage
    client = FlaskClient(app, app.response_class)

    @settings(max_examples=40)
    @given(st.lists(entries, min_size=2, max_size=2), st.lists(withholding, min_size=4, max_size=4))
    def try_them(arranged: list[dict[str, object]], held: list[tuple[bool, int | None]]) -> None:
        for asset, (binned, days) in zip(files, held, strict=True):
            asset.deleted_at = clock.now() if binned else None
            asset.consent_until = None if days is None else dates.today() + timedelta(days=days)
        for entry, one in zip(made, arranged, strict=True):
            entry.deleted_at = clock.now() if one["binned"] else None
            entry.image = None if one["image"] is None else files[one["image"]]  # type: ignore[call-overload]
            for locale in ("fr", "en"):
                state, pictures, document = one[locale]  # type: ignore[misc]
                edition: Edition = entry.editions[locale]
                edition.published_at = {
                    "live": clock.now() - timedelta(days=1), "scheduled": clock.now() + timedelta(days=1),
                }.get(state)  # fmt: skip
                body = arrange.shows(*(files[number] for number in sorted(pictures))) if state != "none" else ""
                attached = None if document is None or state == "none" else files[PICTURES + document]
                publishing.save(entry, locale, title=edition.title, body=body, document=attached)
        db.session.commit()
        found = {
            number for number, asset in enumerate(files) if client.get(arrange.address(asset)).status_code == 200
        }
        assert found == given_out(arranged, held)

    try_them()


def test_feeds_are_still_feeds_without_the_files(reader: FlaskClient, thing: Thing) -> None:
    bin_files(thing)
    db.session.commit()
    ET.fromstring(text_of(reader, LISTS["feed of the kind"]))  # noqa: S314 — our own

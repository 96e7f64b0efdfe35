"""Items: dates and states exactly, titles, addresses, topics, authors, events, the menu."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import delete, select

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.site.menu_models import MenuItem
from ecpat.topics.models import Topic
from ecpat.training.kind import Training

from .conftest import Import, edition, reasons
from .exports import SITE, category, comment, export, php, post, term

FR, EN = ("language", "fr", "Français"), ("language", "en", "English")


def test_dates_are_exact(take: Import) -> None:
    take(
        export(
            post(1, "Avec heure de Greenwich", modified="2020-01-02 03:04:05"),
            post(2, "Sans", gmt=None, date="2019-07-04 10:00:00"),
        )
    )
    first, second = edition("Avec heure de Greenwich"), edition("Sans")
    assert first.published_at == datetime(2019, 3, 4, 9, tzinfo=UTC)
    assert first.updated_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert second.published_at == datetime(2019, 7, 4, 8, tzinfo=UTC)


def test_what_was_not_public_is_not_public(take: Import, reader: FlaskClient) -> None:
    ahead = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%d %H:%M:%S")
    states = {
        2: ("draft", {"status": "draft", "gmt": None}), 3: ("pending", {"status": "pending"}),
        4: ("private", {"status": "private"}), 5: ("binned", {"status": "trash", "slug": "jete__trashed"}),
        6: ("password", {"password": "secret"}), 7: ("missed", {"status": "future"}),
        8: ("scheduled", {"status": "future", "gmt": ahead}), 9: ("state", {"status": "on-hold"}),
    }  # fmt: skip
    items = [post(number, f"Secret {number}", "<p>Corps</p>", **more) for number, (_why, more) in states.items()]
    report = take(export(post(1, "Visible"), *items, post(10, "Ébauche", status="auto-draft")))
    for number, (why, _more) in states.items():
        found = edition(f"Secret {number}")
        assert not found.live
        assert reader.get(f"/fr/actualites/{found.slug}").status_code == 404
        assert reader.get(f"/?p={number}").status_code in (302, 301)
        assert (f"post:{number}", why) in reasons(report)
    assert edition("Secret 5").entry.deleted_at is not None
    assert edition("Secret 5").slug == "jete"
    assert edition("Secret 8").published_at is not None
    assert reader.get(f"/fr/actualites/{edition('Visible').slug}").status_code == 200
    assert db.session.scalar(select(Edition).where(Edition.title == "Ébauche")) is None


def test_a_post_without_title_has_its_first_words_and_a_long_title_is_shortened(take: Import) -> None:
    long = "mot " * 80
    report = take(
        export(
            post(1, "", "<p>Les premiers mots.</p><p>Suite</p>"), post(2, long), post(3, "", slug="", status="draft")
        )
    )
    assert edition("Les premiers mots.").slug == "titre-1"
    assert ("post:1", "untitled") in reasons(report)
    assert ("post:2", "title-long") in reasons(report)
    assert len({line["key"] for line in report["taken"]}) == 3


def test_titles_and_excerpts_are_words(take: Import) -> None:
    take(export(post(1, "L&rsquo;<em>été</em> &amp; l&#8217;hiver", excerpt="<p>Un   résumé &amp; tout.</p>")))
    found = edition("L’été & l’hiver")
    assert found.summary == "Un résumé & tout."


def test_slugs_of_any_script_and_those_that_come_twice(take: Import) -> None:
    report = take(
        export(
            post(1, "Été à Liège", slug="%c3%a9t%c3%a9-%c3%a0-li%c3%a8ge", link=f"{SITE}/x/"),
            post(2, "مرحبا", slug="%d9%85%d8%b1", link=f"{SITE}/y/"),
            post(3, "Un", slug="meme", link=f"{SITE}/z/"),
            post(4, "Deux", slug="meme", link=f"{SITE}/w/"),
        )
    )
    assert edition("Été à Liège").slug == "ete-a-liege"
    assert edition("مرحبا").slug
    assert {edition("Un").slug, edition("Deux").slug} == {"meme", "meme-2"}
    assert ("post:4", "slug") in reasons(report)


def test_items_with_one_number_are_all_taken_and_a_copy_once(take: Import) -> None:
    report = take(export(post(1, "Un"), post(1, "Autre", slug="autre"), post(1, "Un")))
    assert edition("Un").entry_id != edition("Autre").entry_id
    assert [line["title"] for line in report["left_out"]] == ["Un"]


def test_categories_and_tags_are_topics(take: Import) -> None:
    topics = (
        ("category", "droits", "Droits"),
        ("post_tag", "europe", "Europe"),
        ("category", "non-classe", "Non classé"),
    )
    english = ("category", "rights", "Rights")
    take(
        export(
            category(20, "droits", "Droits"), category(21, "rights", "Rights"), category(22, "non-classe", "Non classé"),
            term(30, "term_translations", "pll_t", "pll_t", php({"fr": 20, "en": 21})),
            post(1, "Un", labels=(FR, *topics)), post(2, "One", labels=(EN, english)),
        )
    )  # fmt: skip
    first, other = edition("Un").entry.topics, edition("One", "en").entry.topics
    assert [topic.labels["fr"].label for topic in first] == ["Droits", "Europe"]
    assert first[0] is other[0]
    assert first[0].labels["en"].label == "Rights"


def test_a_topic_that_is_there_is_taken_and_the_map_decides(take: Import, tmp_path: Path) -> None:
    there = db.session.scalars(select(Topic)).first()
    assert there is not None
    label = there.labels["fr"].label
    chosen = tmp_path / "map.toml"
    chosen.write_text(f'[topics]\n"post_tag:b" = ""\n"post_tag:c" = "{there.key}"\n')
    count = len(db.session.scalars(select(Topic)).all())
    take(
        export(
            post(1, "Un", labels=(("category", "a", label),)),
            post(2, "Deux", labels=(("post_tag", "b", "Bé"), ("post_tag", "c", "Cé"))),
        ),
        "--map", str(chosen),
    )  # fmt: skip
    topics = [topic.id for name in ("Un", "Deux") for topic in edition(name).entry.topics]
    assert topics == [there.id, there.id]
    assert len(db.session.scalars(select(Topic)).all()) == count


def test_kinds_and_what_is_no_content(take: Import, tmp_path: Path) -> None:
    chosen = tmp_path / "map.toml"
    chosen.write_text('[kinds]\n"category:rapports" = "resources"\n')
    report = take(
        export(
            post(1, "Page", kind="page", link=f"{SITE}/page/"), post(2, "Rapport", labels=(("category", "rapports", "Rapports"),)),
            post(3, "Formulaire", kind="wpcf7_contact_form"), post(4, "Fiche", kind="projet"),
            post(5, "Commenté", more=comment(1) + comment(2), metas={"_thumbnail_id": ""}),
        ),
        "--map", str(chosen),
    )  # fmt: skip
    assert (edition("Page").kind, edition("Rapport").kind) == ("pages", "resources")
    assert reasons(report, "left_out") == {("post:4", "kind-unknown")}
    assert report["counts"]["comments"] == 2
    assert report["counts"]["internal:wpcf7_contact_form"] == 1
    assert edition("Rapport").details["authors"] == "Marie Exemple"


def test_events_are_trainings(take: Import) -> None:
    metas = {
        "_EventStartDate": "2027-05-03 09:30:00", "_EventEndDate": "2027-05-03 17:00:00",
        "_EventTimezone": "Europe/Brussels", "_EventVenueID": "8", "_EventOrganizerID": "9", "_EventCost": "50",
        "_EventCurrencySymbol": "€", "_EventURL": "https://example.org/inscription",
    }  # fmt: skip
    take(
        export(
            post(1, "Formation", kind="tribe_events", link=f"{SITE}/event/formation/", metas=metas),
            post(8, "Maison", kind="tribe_venue", metas={"_VenueAddress": "Rue X 1", "_VenueZip": "1000", "_VenueCity": "Bruxelles"}),
            post(9, "Réseau", kind="tribe_organizer"),
            post(10, "Sans dates", kind="tribe_events", link=f"{SITE}/event/sans/"),
        )
    )  # fmt: skip
    found = edition("Formation")
    assert isinstance(found.entry, Training)
    assert found.entry.starts_at == datetime(2027, 5, 3, 7, 30, tzinfo=UTC)
    assert found.entry.ends_at == datetime(2027, 5, 3, 15, tzinfo=UTC)
    assert found.entry.registration_url == "https://example.org/inscription"
    assert found.details == {"place": "Maison, Rue X 1, 1000 Bruxelles", "organiser": "Réseau", "price": "50\u00a0€"}
    assert edition("Sans dates").entry.starts_at is None  # type: ignore[attr-defined]


def menu_place(number: int, order: int, menu: str, **metas: str) -> str:
    named = {f"_menu_item_{name}": value for name, value in metas.items()}
    return post(number, metas.pop("title", ""), kind="nav_menu_item", order=order, slug=str(number),
                labels=(("nav_menu", menu, menu),), metas=named)  # fmt: skip


def test_the_menu_is_taken_where_the_site_has_none(take: Import) -> None:
    db.session.execute(delete(MenuItem))
    db.session.commit()
    text = export(
        post(1, "Qui", kind="page", link=f"{SITE}/qui/", labels=(FR, ("post_translations", "g", "g"))),
        post(2, "Who", kind="page", link=f"{SITE}/en/who/", labels=(EN, ("post_translations", "g", "g"))),
        menu_place(50, 1, "principal", type="post_type", object="page", object_id="1"),
        menu_place(51, 2, "principal", type="custom", url="https://example.org/don", title="Don"),
        menu_place(52, 3, "principal", type="custom", url="#", title="Rien"),
        menu_place(60, 1, "main-en", type="post_type", object="page", object_id="2"),
    )
    text = text.replace(
        "<title><![CDATA[]]></title>\n<link>https://www.ancien.example/2019/03/51/", "<title>Don</title>\n<link>x"
    )
    report = take(text)
    items = db.session.scalars(select(MenuItem).order_by(MenuItem.position)).all()
    entry = edition("Qui").entry_id
    assert [item.target for item in items] == [f"entry:{entry}", "https://example.org/don"]
    assert {locale: words.label for locale, words in items[0].words.items()} == {"fr": "Qui", "en": "Who"}
    assert ("post:52", "menu-place") in reasons(report, "left_out")

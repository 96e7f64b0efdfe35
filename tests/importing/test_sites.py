"""What exports of real sites hold beside texts, many of it in one import: languages, names, events, odd numbers."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import delete, select

from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.site.menu_models import MenuItem
from ecpat.topics.models import Topic

from ..files.test_media import make_pdf
from .conftest import Import, edition, reasons
from .exports import SITE, attachment, category, export, php, post, term

FR, EN = ("language", "be", "Belgique"), ("language", "en", "English")


def repeated(name: str, *values: str) -> str:
    """Return a custom field that is there several times."""
    return "".join(
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
        for value in values
    )


def test_languages_of_polylang_by_the_locale_of_their_terms_and_maps_with_gaps(take: Import) -> None:
    report = take(
        export(
            term(3, "language", "be", "Belgique", php({"locale": "fr_BE", "rtl": 0})),
            term(4, "language", "fa", "فارسی", php({"locale": "fa_IR", "rtl": 1})),
            term(
                5, "post_translations", "pll_1", "pll_1", php({"nl": 999, "be": 11, "en": "12", "sync": {"en": "en"}})
            ),
            category(20, "droits", "Droits &amp; enfants"),
            category(21, "rights", "Rights"),
            term(6, "term_translations", "pll_2", "pll_2", php({"be": 20, "en": 21, "nl": 998})),
            post(11, "Bonjour", labels=(FR, ("category", "droits", "Droits &amp; enfants"))),
            post(12, "Hello", labels=(EN, ("category", "rights", "Rights"))),
            post(13, "سلام", labels=(("language", "fa", "فارسی"),)),
            post(14, "Sans terme"),
            post(15, "Signé", labels=(FR, ("author", "cap-marie", "marie"), ("author", "cap-jean", "Jean Invité"))),
            language="nl-NL-formal",
        )
    )
    assert edition("Bonjour").entry_id == edition("Hello", "en").entry_id
    labels = {locale: label.label for locale, label in edition("Bonjour").entry.topics[0].labels.items()}
    assert labels == {"fr": "Droits & enfants", "en": "Rights"}
    assert reasons(report, "left_out") == {("post:13", "language"), ("post:14", "language")}
    assert (
        edition("Signé").details["authors"].replace("\u202f", "").replace("\u00a0", "")
        == "Marie Exemple; Jean Invité"
    )
    assert edition("Signé").entry.topics == []


def test_names_numbers_and_events(take: Import) -> None:
    event = {
        "_EventStartDate": "2027-05-03 09:30:00",
        "_EventEndDate": "2027-05-03 17:00:00",
        "_EventTimezone": "UTC+2",
    }
    report = take(
        export(
            post(1, "3 < 5 et 7 > 2"),
            post(2, "Ligne<br />suivante", excerpt="<p>Un</p><p>Deux</p>"),
            post(2**63, "Gigantesque", slug="gigantesque"),
            post(-5, "Négatif", slug="negatif"),
            attachment(30, "2019/03/seule.jpg", title="Seule"),
            post(3, "Lien", f'<a href="{SITE}/seule/">voir</a>'),
            post(4, "Vide", labels=(("category", "", "Nouveau thème"),)),
            post(5, "Hors du temps", date="2019-02-30 10:00:00", gmt="9999-99-99 00:00:00"),
            post(6, "Trop tard", date="12019-02-30 10:00:00", gmt="-0001-11-30 00:00:00"),
            post(40, "Formation", kind="tribe_events", link=f"{SITE}/event/formation/",
                 metas=event | {"_EventRecurrence": php({"rules": {0: {"type": "Every Week"}}})},
                 more=repeated("_EventOrganizerID", "41", "42")),
            post(43, "Journée", kind="tribe_events", link=f"{SITE}/event/journee/", metas={
                "_EventAllDay": "yes", "_EventStartDate": "2027-06-01 00:00:00", "_EventEndDate": "2027-06-01 23:59:59",
                "_EventStartDateUTC": "2027-06-01 00:00:00", "_EventRecurrence": php({"rules": {}}),
                "_EventTimezone": "Europe/Brussels"}),
            post(44, "Sans heure", kind="tribe_events", link=f"{SITE}/event/sans/", metas={
                "_EventAllDay": "yes", "_EventStartDate": "2027-06-01", "_EventEndDate": "2027-06-02",
                "_EventURL": "www.example.org/x", "_EventCost": "50", "_EventCurrencyCode": "EUR"}),
            post(45, "Sans date", kind="tribe_events", link=f"{SITE}/event/nul/", metas={"_EventStartDate": "9999-12-31 23:59:59"}),
            post(46, "Actualités", kind="page", slug="actualites", link=f"{SITE}/actualites/"),
            post(47, "Une année", slug="2019", link=f"{SITE}/2019/03/2019/", excerpt="[caption]Une[/caption] année"),
            post(48, "Espaces", password="   "),
            post(41, "Réseau &amp; cie", kind="tribe_organizer"), post(42, "Maison", kind="tribe_organizer"),
        )
    )  # fmt: skip
    assert edition("3 < 5 et 7 > 2")
    assert edition("Ligne suivante").summary == "Un Deux"
    assert edition("Gigantesque").slug == "gigantesque"
    assert edition("Négatif").entry_id != edition("Gigantesque").entry_id
    assert "entry:" not in edition("Lien").body
    assert [topic.labels["fr"].label for topic in edition("Vide").entry.topics] == ["Nouveau thème"]
    assert {key for key, why in reasons(report) if why == "undated"} == {"post:5", "post:6"}
    training, day = edition("Formation"), edition("Journée").entry
    assert training.entry.starts_at == datetime(2027, 5, 3, 7, 30, tzinfo=UTC)  # type: ignore[attr-defined]
    assert training.details["organiser"].replace("\u202f", "").replace("\u00a0", "") == "Réseau & cie; Maison"
    assert {key for key, why in reasons(report) if why == "recurs"} == {"post:40"}
    assert {key for key, why in reasons(report) if why == "event-undated"} == {"post:45"}
    alone = edition("Sans heure")
    assert alone.entry.ends_at == datetime(2027, 6, 2, 21, 59, tzinfo=UTC)  # type: ignore[attr-defined]
    assert alone.entry.registration_url == "https://www.example.org/x"  # type: ignore[attr-defined]
    assert alone.details["price"].split() == ["50", "EUR"]
    assert (edition("Actualités").slug, edition("Une année").slug) == ("actualites-2", "2019-2")
    assert edition("Une année").summary == "Une année"
    assert edition("Espaces").published_at is None
    assert day.starts_at == datetime(2027, 5, 31, 22, tzinfo=UTC)  # type: ignore[attr-defined]


def test_the_first_format_names_each_category_twice(take: Import) -> None:
    labels = "<category><![CDATA[Droits]]></category><category domain='category' nicename='droits'><![CDATA[Droits]]></category>"
    labels += "<category domain='tag'><![CDATA[Europe]]></category><category domain='tag' nicename='europe'><![CDATA[Europe]]></category>"
    take(export(post(1, "Un", more=labels), version="1.0"))
    assert [topic.labels["fr"].label for topic in edition("Un").entry.topics] == ["Droits", "Europe"]
    assert len(db.session.scalars(select(Topic)).all()) == len(
        {topic.key for topic in db.session.scalars(select(Topic))}
    )


def test_other_prefixes_blank_lines_before_and_wide_characters_without_a_mark(take: Import) -> None:
    text = export(post(1, "Été", "<p>à Liège</p>", excerpt="Bref", labels=(("category", "x", "Thème"),)))
    for prefix, other in {"wp": "w", "content": "c", "excerpt": "x", "dc": "d"}.items():
        text = text.replace(f"<{prefix}:", f"<{other}:").replace(f"</{prefix}:", f"</{other}:")
        text = text.replace(f"xmlns:{prefix}=", f"xmlns:{other}=")
    take("\n \n" + text)
    found = edition("Été")
    assert (found.body, found.summary, found.details["authors"]) == ("<p>à Liège</p>", "Bref", "Marie Exemple")
    wide = export(post(2, "Large", "<p>à Liège</p>")).replace('encoding="UTF-8"', 'encoding="UTF-16"')
    take(wide.encode("utf-16-le"))
    assert db.session.scalars(select(Edition.body).where(Edition.title == "Large")).one() == "<p>à Liège</p>"


def menu_place(number: int, order: int, title: str, **metas: str) -> str:
    """Return a place of the main menu."""
    named = {f"_menu_item_{name}": value for name, value in metas.items()}
    return post(
        number, title, kind="nav_menu_item", order=order, link="", labels=(("nav_menu", "main", "Main"),), metas=named
    )


def test_a_site_in_a_folder_with_documents_in_two_languages_and_a_menu(
    take: Import, reader: FlaskClient, tmp_path: Path
) -> None:
    db.session.execute(delete(MenuItem))
    db.session.commit()
    (tmp_path / "2019/03").mkdir(parents=True)
    for name in ("rapport", "report", "secret"):
        (tmp_path / f"2019/03/{name}.pdf").write_bytes(make_pdf(f"Texte de {name}"))
    site, french, english = f"{SITE}/blog", ("language", "fr", "Français"), ("language", "en", "English")
    files = f"{site}/wp-content/uploads/2019/03"
    text = export(
        category(20, "droits", "Droits"),
        term(40, "post_translations", "g", "g", php({"fr": 8, "en": 9})),
        post(1, "Même", f'<a href="{files}/rapport.pdf">a</a> <a href="/blog/en/2019/03/meme/">b</a>', slug="meme",
             link=f"{site}/2019/03/meme/", labels=(french, ("category", "droits", "Droits"))),
        post(2, "Same", f'<a href="{files}/report.pdf">a</a>', slug="meme", link=f"{site}/en/2019/03/meme/", labels=(english,)),
        post(3, "Privé", f'<a href="{files}/secret.pdf">a</a>', status="private", link=f"{site}/2019/03/prive/", labels=(french,)),
        post(5, "Jeté", status="trash", slug="jete__trashed-2", link=f"{site}/?p=5", labels=(french,)),
        post(6, "Accueil", kind="page", slug="accueil", link=f"{site}/", labels=(french,)),
        attachment(8, "2019/03/rapport.pdf", title="Le rapport", labels=(french,)),
        attachment(9, "2019/03/report.pdf", title="The report", labels=(english,)),
        attachment(10, "2019/03/secret.pdf", title="Secret", parent=3),
        menu_place(53, 1, "Nos droits", type="custom", url=f"{site}/category/droits/"),
        menu_place(54, 2, "Sous", type="custom", url="https://example.org/a", menu_item_parent="55"),
        menu_place(55, 3, "Sur", type="custom", url="https://example.org/b", menu_item_parent="54"),
        site=site,
    )  # fmt: skip
    take(text, "--uploads", str(tmp_path))
    assert edition("Le rapport").entry_id == edition("The report", "en").entry_id
    assert (edition("Secret").published_at, edition("Jeté").slug) == (None, "jete")
    assert [(item.target[:6], item.words["fr"].label) for item in db.session.scalars(select(MenuItem))] == [
        ("topic:", "Nos droits")
    ]
    here = {
        "/blog/": "/fr/", "/blog/en/": "/en/", "/blog/?p=1": "/fr/actualites/meme", "/blog/accueil/": "/fr/accueil",
        "/blog/en/2019/03/meme/": f"/en/news/{edition('Same', 'en').slug}", "/blog/feed/": "/fr/flux.atom",
        "/blog/category/droits/page/2/": "/fr/themes/droits/", "/blog/index.php/2019/03/meme/": "/fr/actualites/meme",
        "/blog/wp-content/uploads/2019/03/report.pdf": f"/en/resources/{edition('The report', 'en').slug}.pdf",
    }  # fmt: skip
    for address, target in here.items():
        answer = reader.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (301, target), address
    for hidden in ("/blog/2019/03/prive/", "/blog/?p=3", "/blog/wp-content/uploads/2019/03/secret.pdf"):
        assert reader.get(hidden).status_code == 404
    again = take(text, "--uploads", str(tmp_path))
    assert (again["taken"], again["changed"]) == ([], [])

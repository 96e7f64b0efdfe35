"""What exports of real sites hold beside texts, many of it in one import: languages, names, events, odd numbers."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.topics.models import Topic

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

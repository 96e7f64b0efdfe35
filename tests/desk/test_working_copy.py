"""Changes to what is live: kept where no reader sees them, published now or at a moment, given up; and end dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.core import clock, dates
from ecpat.core.database import db
from ecpat.core.generation import content_changed
from ecpat.entries import service
from ecpat.entries.models import Edition

from .. import arrange
from .forms import LIST, Enter, form_of, path_of, sent, shown, write
from .test_previews import made_link

Later = Callable[[timedelta], datetime]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Return what moves the clock on."""
    start = clock.now()

    def move(by: timedelta) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: start + by)
        content_changed.send()  # else a process asks for the generation four times a second
        return start + by

    return move


def live(title: str = "Avant", **more: str) -> Edition:
    """Return a live edition in French, and its English one."""
    edition = write(title, body="<p>Un texte connu.</p>", **more)
    english = service.save(edition.entry, "en", title=f"{title} in English", body="<p>A known text.</p>")
    for one in (edition, english):
        service.publish(one, clock.now() - timedelta(hours=1))
    db.session.commit()
    return edition


def page_of(edition: Edition) -> str:
    return f"/fr/actualites/{edition.slug}"


def text_of(reader: FlaskClient, path: str) -> str:
    return reader.get(path).get_data(as_text=True)


def actions(entry_id: int) -> list[tuple[str, str | None, int | None]]:
    rows = db.session.scalars(select(Audit).where(Audit.subject == f"entry:{entry_id}").order_by(Audit.id))
    return [(row.action, row.details.get("locale"), row.details.get("version")) for row in rows]


def test_a_save_of_what_is_live_is_seen_at_the_desk_alone(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), live()
    path, address = path_of(edition.entry_id), page_of(edition)
    before = text_of(reader, address)
    saved = sent(browser, path, fr__title="Après", fr__body="<p>Un texte neuf.</p>", fr__slug="tout-autre-adresse")
    page = shown(browser, saved.headers["Location"])
    assert "Le site ne montre pas encore vos changements." in page
    assert "Vos changements ne sont pas encore visibles." in page
    assert "En ligne, changements en attente" in page
    assert form_of(browser, path)["fr-title"] == "Après"
    assert text_of(reader, address) == before
    for place in ("/fr/", "/fr/actualites/", "/fr/flux.atom", "/sitemap-fr.xml", "/fr/recherche/?q=neuf"):
        assert "Après" not in text_of(reader, place), place
        assert "tout-autre-adresse" not in text_of(reader, place), place
    assert (
        reader.get("/fr/actualites/tout-autre-adresse").headers["Location"].endswith(address)
    )  # kept for it, and leads there
    assert actions(edition.entry_id)[-1] == ("edition.copied", "fr", 2)


def test_one_deed_publishes_both_languages_and_the_facts(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), live()
    path = path_of(edition.entry_id)
    new = arrange.picture(7)
    new.decorative = True
    db.session.commit()
    sent(browser, path, fr__title="Après", en__title="After", image=str(new.id))
    assert reader.get(arrange.address(new)).status_code == 404
    assert sent(browser, path, do="publish").status_code == 303
    assert "Après" in text_of(reader, page_of(edition))
    assert "After" in text_of(reader, f"/en/news/{edition.entry.editions['en'].slug}")
    assert reader.get(arrange.address(new)).status_code == 200
    assert "Le site montre exactement ce texte." in shown(browser, path)
    done = actions(edition.entry_id)
    assert {("edition.updated", "fr", 2), ("edition.updated", "en", 2), ("entry.copied", None, 2)} <= set(done)


def test_a_draft_beside_what_is_live_needs_its_own_tick(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), live()
    english = edition.entry.editions["en"]
    service.unpublish(english)
    db.session.commit()
    path, address = path_of(edition.entry_id), f"/en/news/{english.slug}"
    assert form_of(browser, path).getlist("also") == ["fr"]
    sent(browser, path, do="publish", fr__title="Après", en__title="Draft")
    assert "Après" in text_of(reader, page_of(edition))
    assert "Draft" not in text_of(reader, address)
    fields = form_of(browser, path)
    fields.setlist("also", ["fr", "en"])
    browser.post(path, data={**fields.to_dict(flat=False), "do": "publish"})
    assert "Draft" in text_of(reader, address)


def test_drafts_that_nothing_is_live_beside_go_together(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    new = f"{LIST['fr']}nouvelle/news"
    done = sent(browser, new, do="publish", fr__title="Tout neuf", en__title="Brand new")
    assert "Le site montre ce texte en" in shown(browser, done.headers["Location"])
    assert reader.get("/fr/actualites/tout-neuf").status_code == 200
    assert reader.get("/en/news/brand-new").status_code == 200


def test_a_preview_and_its_link_show_the_copy_beside_what_is_live(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), live()
    path = path_of(edition.entry_id)
    picture, pdf = arrange.picture(8), arrange.pdf("Un rapport")
    db.session.commit()
    sent(browser, path, fr__title="Après", fr__body=f"<p>Un texte neuf.</p>{arrange.shows(picture)}")
    assert pdf
    preview = shown(browser, f"{path}/apercu")
    assert "Après" in preview
    assert f"{path}/comparer" in preview
    compared = shown(browser, f"{path}/comparer")
    assert "<del" in compared
    assert "neuf" in compared
    assert "connu" in compared
    address = made_link(browser, edition)
    copy = text_of(reader, address)
    assert "Après" in copy
    assert f"{arrange.address(picture)}?draft=" in copy
    assert reader.get(arrange.address(picture)).status_code == 404
    beside = reader.get(f"{address}/comparer")
    assert "Ce qui va changer" in beside.get_data(as_text=True)
    assert "Mettre le site à jour" not in beside.get_data(as_text=True)
    assert beside.headers["Cache-Control"] == "no-store"
    assert reader.get(f"{address}x/comparer").status_code == 404
    db.session.expire_all()
    assert edition.title == "Avant"


def test_a_new_address_is_led_to_once_it_is_published(enter: Enter, reader: FlaskClient) -> None:
    editor, edition = enter("editor"), live("Une page à tous")
    path, old = path_of(edition.entry_id), page_of(edition)
    new = old.replace(edition.slug, "une-autre-adresse")
    sent(editor, path, fr__slug="une-autre-adresse")
    for page in (path, f"{path}/apercu"):
        assert f'href="{new}' not in shown(editor, page)
    assert f'href="{old}"' in shown(editor, path)
    early = reader.get(new)
    assert (early.status_code, early.headers["Location"]) == (302, old)  # no browser keeps this for ever
    done = sent(editor, path, do="publish")
    assert f'href="{new}"' in shown(editor, done.headers["Location"])
    assert reader.get(new).status_code == 200
    assert (reader.get(old).status_code, reader.get(old).headers["Location"]) == (301, new)


def test_changes_are_published_or_given_up_where_they_are_compared(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), live()
    path = path_of(edition.entry_id)
    sent(browser, path, fr__title="Raté", date_precision="year")
    assert browser.send(f"{path}/comparer", do="drop").status_code == 303
    assert form_of(browser, path)["fr-title"] == "Avant"
    assert form_of(browser, path)["date_precision"] == "day"
    assert "Raté" in shown(browser, f"{path}/versions/fr/{edition.revisions[-2].id}")  # still among the versions
    sent(browser, path, fr__title="Réussi")
    assert browser.send(f"{path}/comparer", do="publish").status_code == 303
    assert "Réussi" in text_of(reader, page_of(edition))
    assert browser.send(f"{path}/comparer", do="other").status_code == 400


def test_what_says_the_same_again_is_no_change(enter: Enter) -> None:
    browser, edition = enter(), live()
    path = path_of(edition.entry_id)
    sent(browser, path, fr__title="Après")
    sent(browser, path, fr__title="Avant")
    assert "Le site montre exactement ce texte." in shown(browser, path)


def test_two_who_change_a_copy_lose_nothing(enter: Enter, reader: FlaskClient) -> None:
    first, second, edition = enter("editor"), enter("administrator"), live()
    path = path_of(edition.entry_id)
    opened = form_of(second, path)
    sent(first, path, fr__title="De la première", fr__summary="Résumé de la première")
    crossed = second.post(path, data={**opened, "fr-title": "De la seconde", "do": "publish"})
    assert crossed.status_code == 422
    assert "Le site" in text_of(reader, "/fr/")
    assert 'name="take" value="fr-title"' in crossed.get_data(as_text=True)
    merged = second.post(path, data={**opened, "en-title": "Second", "do": "save"})
    assert "taken=1" in merged.headers["Location"]
    kept = form_of(second, path)
    assert (kept["fr-title"], kept["en-title"]) == ("De la première", "Second")
    assert "Avant" in text_of(reader, page_of(edition))


def test_a_writer_changes_nothing_that_is_public(enter: Enter) -> None:
    editor, writer, edition = enter("editor"), enter("writer"), live()
    path = path_of(edition.entry_id)
    sent(editor, path, fr__title="Après")
    assert writer.get(path).status_code == 403
    assert writer.get(f"{path}/comparer").status_code == 403
    assert "Après" not in shown(writer, LIST["fr"])


def test_the_to_do_and_search_at_the_desk_say_that_changes_wait(enter: Enter) -> None:
    browser, edition = enter(), live("Une attente")
    sent(browser, path_of(edition.entry_id), fr__summary="Autre")
    assert "Une attente" in shown(browser, "/fr/redaction/a-faire/changements-en-attente")
    assert '<span class="state changed">Changements en attente</span>' in shown(browser, LIST["fr"])
    found = browser.get("/fr/redaction/fiches.json?q=Une+attente").get_json()["entries"]
    assert found[0]["states"]["fr"] == "En ligne, changements en attente"


def test_an_update_can_be_set_for_a_moment(enter: Enter, reader: FlaskClient, later: Later) -> None:
    browser, edition = enter(), live()
    path, address = path_of(edition.entry_id), page_of(edition)
    at = dates.write(clock.now() + timedelta(hours=5))
    refused = sent(browser, path, do="schedule:fr", fr__update=at)
    assert refused.status_code == 422
    assert "rien à programmer" in refused.get_data(as_text=True)
    done = sent(browser, path, do="schedule:fr", fr__title="Zéphyr lointain", fr__update=at)
    assert "Les changements en français seront visibles" in shown(browser, done.headers["Location"])
    assert "Avant" in text_of(reader, address)
    later(timedelta(hours=6))
    assert "Zéphyr lointain" in text_of(reader, address)
    assert page_of(edition) in text_of(reader, "/fr/recherche/?q=zephyr")
    db.session.expire_all()
    assert (edition.title, edition.has_copy, edition.update_at) == ("Zéphyr lointain", False, None)
    assert ("edition.update_scheduled", "fr", 2) in actions(edition.entry_id)


def test_an_end_date_takes_a_page_off_everything_at_its_moment(
    enter: Enter, reader: FlaskClient, later: Later
) -> None:
    browser, edition = enter(), live("Campagne éphémère")
    path, address, slug = path_of(edition.entry_id), page_of(edition), edition.slug
    places = ("/fr/actualites/", "/fr/flux.atom", "/sitemap.xml", "/fr/recherche/?q=campagne+ephemere")
    sitemaps = [place for place in places if slug in text_of(reader, place)]
    assert len(sitemaps) >= 3
    for wrong in (clock.now() - timedelta(hours=2), clock.now() - timedelta(minutes=1)):
        assert sent(browser, path, do="end:fr", fr__until=dates.write(wrong)).status_code == 422
    for one in ("fr", "en"):
        until = {f"{one}__until": dates.write(clock.now() + timedelta(hours=3))}
        assert sent(browser, path, do=f"end:{one}", **until).status_code == 303
    later(timedelta(hours=2))
    assert reader.get(address).status_code == 200
    later(timedelta(hours=4))
    assert reader.get(address).status_code == 410
    for place in sitemaps:
        assert slug not in text_of(reader, place), place
    page = shown(browser, path)
    assert "Retirée du site." in page
    assert "Son adresse dit qu’elle n’y est plus." in page
    assert sent(browser, path, do="publish:fr").status_code == 303
    assert reader.get(address).status_code == 200
    db.session.expire_all()
    assert edition.withdraw_at is None


def test_an_end_can_be_taken_away(enter: Enter) -> None:
    browser, edition = enter(), live()
    path = path_of(edition.entry_id)
    sent(browser, path, do="end:fr", fr__until=dates.write(clock.now() + timedelta(hours=3)))
    sent(browser, path, do="end:fr", fr__until="")
    db.session.expire_all()
    assert edition.withdraw_at is None
    assert [action for action, _locale, _version in actions(edition.entry_id)][-2:] == [
        "edition.ends",
        "edition.endless",
    ]


def test_a_copy_outlives_what_is_taken_off_the_site(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), live()
    path, address = path_of(edition.entry_id), page_of(edition)
    sent(browser, path, fr__title="Après")
    sent(browser, path, do="unpublish:fr")
    assert reader.get(address).status_code == 301  # to the page that says it is in English only
    assert form_of(browser, path)["fr-title"] == "Après"
    sent(browser, path, do="publish:fr")
    assert "Après" in text_of(reader, address)


def test_the_comparison_opens_in_a_language_that_has_changed(enter: Enter) -> None:
    editor, edition = enter(), live()
    path = path_of(edition.entry_id, "en")
    sent(editor, path, fr__title="Autrement")
    assert 'aria-current="true"><span lang="fr">' in shown(editor, f"{path}/compare")

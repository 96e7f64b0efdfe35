"""Previews: the public page with a draft's words, for those who may see it and nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat import clock
from ecpat.content import publishing
from ecpat.content.models import Edition, Entry
from ecpat.content.registry import all_kinds
from ecpat.desk.drafts import PreviewLink
from ecpat.extensions import db

from .forms import Enter, path_of, shown, write


def link_of(page: str, locale: str) -> str:
    found = re.search(rf'id="link-{locale}" readonly value="http://localhost([^"]+)"', page)
    assert found
    return found[1]


def made_link(browser: object, edition: Edition, locale: str = "fr") -> str:
    path = f"{path_of(edition.entry_id)}/montrer"
    assert browser.send(path).status_code == 303  # type: ignore[attr-defined]
    return link_of(shown(browser, path), locale)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [kind.name for kind in all_kinds()])
def test_a_preview_is_the_page_that_readers_see(app: Flask, enter: Enter, reader: FlaskClient, kind: str) -> None:
    browser = enter()
    live = [one for one in db.session.scalars(select(Edition).where(Edition.kind == kind)) if one.live]
    for edition in live[:3]:
        public = reader.get(f"/{edition.locale}/" + _public(app, edition)).get_data(as_text=True)
        desk = {"fr": "/fr/redaction/fiches/{}/apercu", "en": "/en/desk/entries/{}/preview"}[edition.locale]
        preview = shown(browser, desk.format(edition.entry_id))
        assert _article(preview) == _article(public)


def _public(app: Flask, edition: Edition) -> str:
    with app.test_request_context():
        from ecpat.public import links

        return links.edition_url(edition).split("/", 2)[2]


def _article(page: str) -> str:
    """Return the main part of a page, without the addresses that a preview has of its own."""
    main = page[page.index('<main id="main"') : page.index("</main>")]
    return re.sub(r'\?draft=[^" ]+', "", re.sub(r' href="[^"]+"', "", main))


def test_a_draft_shows_with_its_picture_and_its_pdf(app: Flask, enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    illustrated = db.session.scalars(select(Entry).where(Entry.image_id.is_not(None))).first()
    documented = db.session.scalars(select(Edition).where(Edition.document_id.is_not(None))).first()
    assert illustrated
    assert documented
    for entry in (illustrated, documented.entry):
        for edition in entry.editions.values():
            publishing.unpublish(edition)
    db.session.commit()
    edition = next(iter(illustrated.editions.values()))
    address = made_link(browser, edition, edition.locale)
    page = reader.get(address).get_data(as_text=True)
    sources = re.findall(r'src="(/media/[^"]+)"', page)
    assert sources
    for source in sources:
        assert reader.get(source.replace("&amp;", "&")).status_code == 200
        assert reader.get(source.partition("?")[0]).status_code == 404
    address = made_link(browser, documented, documented.locale)
    page = reader.get(address).get_data(as_text=True)
    assert f'href="{address}.pdf"' in page
    assert reader.get(f"{address}.pdf").mimetype == "application/pdf"


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_link_opens_without_account_until_it_ends(
    enter: Enter, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    browser, edition = enter("editor", locale), write("Presque prêt", body="<p>Le corps.</p>")
    publishing.save(edition.entry, "en", title="Almost ready")
    db.session.commit()
    address = made_link(browser, edition, locale)
    answer = reader.get(address)
    page = answer.get_data(as_text=True)
    assert {"fr": "Presque prêt", "en": "Almost ready"}[locale] in page
    assert {"fr": "Ceci est un aperçu, pas encore public", "en": "This is a preview, not yet public"}[locale] in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in page
    token = address.rpartition("/")[2]
    assert len(token) >= 43
    kept = db.session.scalars(select(PreviewLink)).one()
    assert token not in kept.token_digest
    assert reader.get(address + "x").status_code == 404
    week = clock.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: week)
    assert reader.get(address).status_code == 404


def test_a_link_can_be_closed_and_is_shown_once(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), write("Presque prêt")
    address = made_link(browser, edition)
    path = f"{path_of(edition.entry_id)}/montrer"
    page = shown(browser, path)
    assert address not in page
    digest = re.search(r'name="end" value="(\w+)"', page)
    assert digest
    assert browser.send(path, end=digest[1]).status_code == 303
    assert reader.get(address).status_code == 404


def test_a_scheduled_page_is_previewed_with_its_own_date_and_stays_scheduled(enter: Enter) -> None:
    browser, edition = enter(), write("Bientôt")
    ahead = clock.now() + timedelta(days=400)
    publishing.publish(edition, ahead)
    db.session.commit()
    assert str(ahead.year) in shown(browser, f"{path_of(edition.entry_id)}/apercu")
    draft = write("Brouillon")
    shown(browser, f"{path_of(draft.entry_id)}/apercu")
    db.session.expire_all()
    assert draft.published_at is None
    assert edition.published_at == ahead


def test_what_is_in_the_bin_has_no_preview(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter(), write("Jeté")
    address = made_link(browser, edition)
    publishing.discard(edition.entry)
    db.session.commit()
    assert reader.get(address).status_code == 404
    assert browser.get(f"{path_of(edition.entry_id)}/apercu").status_code == 404

"""Previews: the public page with a draft's words, for those who may see it and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.accounts import service as accounts
from ecpat.accounts.models import Person
from ecpat.core import clock, dates
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.drafts import PreviewLink
from ecpat.entries.kind import all_kinds
from ecpat.entries.models import Edition, Entry
from ecpat.entries.public import addresses
from ecpat.files.models import Asset

from .. import arrange
from ..conftest import DeskClient, pretend_drawn
from .forms import Enter, path_of, sent, shown, write


def link_of(page: str, locale: str) -> str:
    found = re.search(rf'id="link-{locale}" readonly[^>]* value="http://localhost([^"]+)"', page)
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
        return addresses.edition_url(edition).split("/", 2)[2]


def _article(page: str) -> str:
    """Return the main part of a page, without the addresses that a preview has of its own or has not."""
    main = page[page.index('<main id="main"') : page.index("</main>")]
    main = re.sub(r'<ul class="formats".*?</ul>\n', "", main, flags=re.DOTALL)  # references to what is public
    return re.sub(r'\?draft=[^" ]+', "", re.sub(r' href="[^"]+"', "", main))


def test_a_draft_shows_with_its_picture_and_its_pdf(app: Flask, enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    illustrated = db.session.scalars(select(Entry).where(Entry.image_id.is_not(None))).first()
    documented = db.session.scalars(select(Edition).where(Edition.document_id.is_not(None))).first()
    assert illustrated
    assert documented
    for entry in (illustrated, documented.entry):
        for edition in entry.editions.values():
            service.unpublish(edition)
    db.session.commit()
    edition = next(iter(illustrated.editions.values()))
    address = made_link(browser, edition, edition.locale)
    page = reader.get(address).get_data(as_text=True)
    sources = re.findall(rf'src="(/media/{illustrated.image.digest}/[^"]+)"', page)  # others' are public
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
    service.save(edition.entry, "en", title="Almost ready")
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
    for closed in (address, f"{address}.pdf", f"{address}/comparer"):
        answer = reader.get(closed)
        assert answer.status_code == 404
        assert "Demandez-en un nouveau à qui vous l’a donné." in answer.text


def test_a_scheduled_page_is_previewed_with_its_own_date_and_stays_scheduled(enter: Enter) -> None:
    browser, edition = enter(), write("Bientôt")
    ahead = clock.now() + timedelta(days=400)
    service.publish(edition, ahead)
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
    service.discard(edition.entry)
    db.session.commit()
    assert reader.get(address).status_code == 404
    assert browser.get(f"{path_of(edition.entry_id)}/apercu").status_code == 404


# Files of a copy


def copy_of(browser: DeskClient) -> tuple[Edition, list[str], Asset]:
    """Return a draft in French, the addresses of the files that it shows, and a file that it does not."""
    image, shown_in_text, other = (arrange.picture(number) for number in (1, 2, 3))
    entry = arrange.resource(image=image)
    edition = service.save(
        entry, "fr", title="Presque prêt", body=arrange.shows(shown_in_text), document=arrange.pdf("Presque")
    )
    assert edition.document
    db.session.commit()
    return edition, [arrange.address(one) for one in (image, shown_in_text, edition.document)], other


def keyed(page: str) -> list[str]:
    """Return the addresses of files on a page."""
    return [address.replace("&amp;", "&") for address in re.findall(r'/media/[^", ]+', page)]


def test_a_link_opens_the_files_of_its_copy_alone_and_closes_them_with_itself(
    enter: Enter, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = enter()
    edition, plain, other = copy_of(browser)
    address = made_link(browser, edition)
    found = keyed(reader.get(address).get_data(as_text=True))
    assert {one.partition("?")[0] for one in found} >= set(plain[1:])
    key = found[0].partition("?")[2]
    files = [f"{one}?{key}" for one in plain]
    for file in files:
        answer = reader.get(file)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store"), file
        assert reader.get(file.partition("?")[0]).status_code == 404
        assert reader.get(file + "x").status_code == 404
    pdf = reader.get(f"{address}.pdf")
    assert (pdf.mimetype, pdf.headers["Cache-Control"]) == ("application/pdf", "private, no-store")
    secret = service.save(arrange.resource(image=other), "fr", title="Un autre brouillon")
    db.session.commit()
    assert reader.get(f"{arrange.address(other)}?{key}").status_code == 404, "of another draft"
    assert reader.get(f"{arrange.address(other)}?draft={secret.entry_id}").status_code == 404
    assert reader.get(f"{plain[0]}?draft={edition.entry_id}").status_code == 404, "a number alone is no key"

    def ends(end: Callable[[], object]) -> None:
        end()
        db.session.commit()
        assert {reader.get(file).status_code for file in (*files, f"{address}.pdf")} == {404}

    service.discard(edition.entry)
    ends(lambda: None)
    service.restore(edition.entry)
    db.session.commit()
    assert reader.get(files[0]).status_code == 200
    digest = db.session.scalars(select(PreviewLink.token_digest)).one()
    ends(lambda: browser.send(f"{path_of(edition.entry_id)}/montrer", end=digest))
    address = made_link(browser, edition)
    files = [f"{one}?draft={address.rpartition('/')[2]}" for one in plain]
    assert reader.get(files[0]).status_code == 200
    week = clock.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: week)
    ends(lambda: None)


def test_a_link_does_not_open_what_is_withheld(enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    edition, plain, _other = copy_of(browser)
    address = made_link(browser, edition)
    key = f"?draft={address.rpartition('/')[2]}"
    assert edition.document
    edition.document.deleted_at = clock.now()
    for use in edition.asset_uses:
        db.session.get_one(Asset, use.asset_id).consent_until = dates.today() - timedelta(days=1)
    db.session.commit()
    page = reader.get(address).get_data(as_text=True)
    assert "<picture>" not in page.partition("<article>")[2].partition("</article>")[0]
    assert [reader.get(one + key).status_code for one in plain] == [200, 404, 404]
    assert reader.get(f"{address}.pdf").status_code == 404


def test_who_may_open_an_entry_sees_its_files_while_they_are_signed_in(
    enter: Enter, reader: FlaskClient, app: Flask
) -> None:
    browser, writer = enter("editor"), enter("writer")
    edition, plain, _other = copy_of(browser)
    path = path_of(edition.entry_id)
    for page in (f"{path}/apercu", path):
        for file in keyed(shown(browser, page)):
            answer = browser.get(file)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store"), file
            assert "Set-Cookie" not in answer.headers
            for stranger in (reader, writer):
                assert stranger.get(file).status_code == 404
    file = f"{plain[0]}?draft={edition.entry_id}"
    assert browser.get(f"{plain[0]}?draft=999999999").status_code == 404
    app.config["SECOND_FACTOR"] = "required"
    assert browser.get(file).status_code == 404, "like the page"
    app.config["SECOND_FACTOR"] = "asked"
    assert browser.get(file).status_code == 200
    signed_in = DeskClient(app, app.response_class)
    cookie = browser.get_cookie("__Host-desk")
    assert cookie
    signed_in.set_cookie("__Host-desk", cookie.value, secure=True)
    assert signed_in.get(file).status_code == 200
    browser.send("/fr/redaction/deconnexion", path)
    assert signed_in.get(file).status_code == 404


def test_files_of_a_copy_are_never_kept_between(app: Flask, enter: Enter, reader: FlaskClient) -> None:
    browser = enter()
    edition, plain, _other = copy_of(browser)
    key = f"?draft={made_link(browser, edition).rpartition('/')[2]}"
    service.publish(edition)
    db.session.commit()
    pretend_drawn(app)
    assert reader.get(plain[0]).headers["Cache-Control"] == "public, max-age=86400"
    assert reader.get(plain[0] + key).headers["Cache-Control"] == "private, no-store"
    assert reader.get(f"{plain[0]}?draft=ended").headers["Cache-Control"] == "private, no-store"


def test_a_link_ends_with_the_account_of_who_made_it(enter: Enter, reader: FlaskClient) -> None:
    browser, edition = enter("editor", "fr"), write("Presque prêt", body="<p>Le corps.</p>")
    db.session.commit()
    address = made_link(browser, edition, "fr")
    assert reader.get(address).status_code == 200
    maker = db.session.scalars(select(PreviewLink)).one().person_id
    accounts.deactivate(db.session.get_one(Person, maker), by=None)
    db.session.commit()
    assert reader.get(address).status_code == 404


def test_what_everybody_can_open_can_be_copied(enter: Enter, reader: FlaskClient) -> None:
    browser = enter("editor", "en")
    kinds = {"resources": ("page", "pdf"), "training": ("page", "calendar")}
    for kind, names in kinds.items():
        editions = db.session.scalars(select(Edition).where(Edition.kind == kind, Edition.locale == "fr"))
        edition = next(one for one in editions if one.live and (kind == "training" or one.pdf))
        page = shown(browser, f"/en/desk/entries/{edition.entry_id}/share")
        for name in names:
            address = re.search(rf'id="{name}-fr" readonly lang="" value="http://localhost([^"]+)"', page)
            assert address, (kind, name)
            assert reader.get(address[1]).status_code == 200
    service.unpublish(edition)
    db.session.commit()
    assert 'id="page-fr"' not in shown(browser, f"/en/desk/entries/{edition.entry_id}/share")


def test_a_video_is_loaded_in_a_preview_under_an_address_that_is_not_live(enter: Enter, reader: FlaskClient) -> None:
    film = '<figure class="video"><p><a href="https://vimeo.com/123456">Ailleurs</a></p></figure>'
    browser, edition = enter(), write("Un film", body=f"<p>Voyez.</p>{film}")
    service.publish(edition)
    db.session.commit()
    address = made_link(browser, edition)
    changed = {"do": "save", "fr__title": "Un autre film", "fr__slug": "un-autre-film"}
    assert sent(browser, path_of(edition.entry_id), **changed).status_code == 303
    for path, client in ((f"{path_of(edition.entry_id)}/apercu", browser), (address, reader)):
        page = client.get(path).text
        assert "Un autre film" in page
        assert 'href="?video=1#video-1"' in page
        answer = client.get(f"{path}?video=1")
        assert answer.headers["Content-Security-Policy"].endswith("; frame-src https://player.vimeo.com")
        assert answer.headers["Cache-Control"] == "no-store"
        assert '<iframe src="https://player.vimeo.com/video/123456?dnt=1"' in answer.text
        assert "Un autre film" in answer.text
        assert client.get(f"{path}?video=2").status_code == 404

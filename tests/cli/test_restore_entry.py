"""One entry of a backup comes into the running site: for the desk to look at, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from ecpat.core.database import Base, db
from ecpat.entries import copies, service, updates
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Alias, Edition, Entry
from ecpat.entries.words import written
from ecpat.files import service as files
from ecpat.files.models import Asset
from ecpat.files.pictures import storage
from ecpat.topics.models import Topic

from ..arrange import pdf, picture, shows
from .conftest import run

FR, EN = "/fr/ressources/une-perle", "/en/resources/a-pearl"
OF_DESK = {"edition", "entry", "revision", "facts_revision", "audit", "generation", "change", "findable", "outdated",
           "alias", "asset_use", "reference", "entry_topic", "resource"}  # fmt: skip


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """Return a backup of a site that has a resource in two languages, with a picture and a PDF."""
    topic = db.session.scalars(select(Topic)).first()
    assert topic is not None
    shown, document = picture(1), pdf("Un rapport")
    shown.consent, shown.focal_x = "written", 20
    files.describe(shown, {"fr": {"alt": "Un banc", "caption": "", "credit": "Moi"}}, by=None)
    other = service.create(get_kind("news"))
    service.save(other, "fr", title="Une autre", slug="une-autre")
    entry = service.create(
        get_kind("resources"), document_type="report", topics=[topic], image_id=shown.id, date_precision="month"
    )
    led = f'<p><a href="entry:{other.id}">là</a>, <a href="entry:{entry.id}">ici</a></p>'
    texts = {"fr": ("Une perle", "une-perle", shows(shown) + led), "en": ("A pearl", "a-pearl", "<p>Text.</p>")}
    for locale, (title, slug, body) in texts.items():
        one = service.save(entry, locale, title=title, slug=slug, body=body, document=document, readers_words="x")
        service.publish(one)
    later = service.create(get_kind("news"))
    service.save(later, "fr", title="Plus tard")
    db.session.commit()
    made = tmp_path / "site.tar.gz"
    run(app, "backup", str(made))  # what is not drawn is told
    assert made.exists()
    yield made
    db.session.rollback()


def rows(*without: str) -> dict[str, list[str]]:
    """Return what every other table says."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in without]
    found = {one.name: sorted(map(repr, db.session.execute(select(one)))) for one in tables}
    db.session.rollback()
    return found


def pearl() -> Entry:
    """Return the entry as it is now."""
    return db.session.scalars(select(Edition).where(Edition.slug == "une-perle")).one().entry


def test_of_what_is_live_changes_wait(app: Flask, file: Path) -> None:
    entry = pearl()
    service.save(entry, "fr", title="Autrement", body="<p>Neuf.</p>", slug="autrement")
    service.save_facts(entry, {"image_id": None, "date_precision": "day"}, [])
    db.session.commit()
    before, number = rows(*OF_DESK), entry.id
    result = run(app, "restore", "--entry", f"https://www.example.org{FR}?x=1", str(file))
    assert result.exit_code == 0, result.output
    assert "fr: changes wait" in result.output
    assert "en: nothing differs" in result.output
    db.session.expire_all()
    entry = db.session.get_one(Entry, number)
    assert (entry.editions["fr"].title, entry.image_id, entry.editions["en"].has_copy) == ("Autrement", None, False)
    page = app.test_client().get("/fr/ressources/autrement").get_data(as_text=True)
    assert "Neuf." in page
    assert rows(*OF_DESK) == before
    assert copies.words_of(entry.editions["fr"])["title"] == "Une perle"
    again = run(app, "restore", "--entry", EN, str(file))
    assert "fr: nothing differs" in again.output
    updates.publish(db.session.get_one(Entry, number).editions["fr"])
    db.session.commit()
    entry = db.session.get_one(Entry, number)
    assert (entry.editions["fr"].title, entry.date_precision, len(entry.topics)) == ("Une perle", "month", 1)
    assert entry.image is not None


def test_what_was_destroyed_comes_back_as_drafts_at_its_address_with_its_files(app: Flask, file: Path) -> None:
    entry = pearl()
    number, digests = entry.id, [entry.image.digest, entry.editions["fr"].document.digest]  # type: ignore[union-attr]
    service.discard(entry)
    service.destroy(entry)
    for asset in db.session.scalars(select(Asset).where(Asset.digest.in_(digests))).all():
        files.discard(asset, by=None)
        for digest in files.destroy(asset, by=None):
            storage().remove(digest)
    db.session.commit()
    assert app.test_client().get(FR).status_code == 410
    result = run(app, "restore", "--entry", FR, str(file))
    assert result.exit_code == 0, result.output
    assert [line for line in result.output.splitlines() if line[:3] in ("fr:", "en:")] == [
        "en: a draft, “A pearl”.", "fr: a draft, “Une perle”.",
    ]  # fmt: skip
    entry = pearl()
    assert (entry.id, entry.date_precision, len(entry.topics)) == (number, "month", 1)
    assert {edition.published_at for edition in entry.editions.values()} == {None}
    assert app.test_client().get(FR).status_code == 404
    image, document = entry.image, entry.editions["en"].document
    assert image is not None
    assert document is not None
    assert [image.digest, document.digest] == digests
    assert (image.words["fr"].alt, image.words["fr"].credit, image.focal_x, image.consent) == (
        "Un banc", "Moi", 20, "written",
    )  # fmt: skip
    assert [page.text.strip() for page in document.pages] == ["Un rapport"]
    assert all(storage().read(digest) for digest in digests)
    other = db.session.scalars(select(Edition.entry_id).where(Edition.slug == "une-autre")).one()
    body = entry.editions["fr"].body
    assert f'src="asset:{image.id}"' in body
    assert f'href="entry:{other}"' in body
    assert f'href="entry:{number}"' in body
    for edition in entry.editions.values():
        service.publish(edition)
    db.session.commit()
    assert f"/media/{digests[0]}/" in app.test_client().get(FR).get_data(as_text=True)


def test_what_readers_had_not_seen_comes_back_as_well(app: Flask, file: Path) -> None:
    edition = pearl().editions["fr"]
    updates.keep_words(edition, written("fr", title="Une perle rare", body="<p>Demain.</p>"), slug=edition.slug)
    db.session.commit()
    later = file.with_name("later.tar.gz")
    run(app, "backup", str(later))
    updates.drop(pearl())
    db.session.commit()
    result = run(app, "restore", "--entry", FR, str(later))
    assert "fr: its last version is what readers had not seen." in result.output
    db.session.expire_all()
    edition = pearl().editions["fr"]
    assert (edition.title, edition.has_copy) == ("Une perle", True)
    assert copies.words_of(edition)["title"] == "Une perle rare"


def test_a_number_that_is_anothers_now_stays_theirs(app: Flask, file: Path) -> None:
    number = db.session.scalars(select(Edition.entry_id).where(Edition.slug == "une-autre")).one()
    db.session.delete(db.session.get(Entry, number))
    db.session.flush()
    db.session.add(get_kind("news").model(id=number))  # as SQLite may give a number again
    db.session.delete(pearl())
    db.session.commit()
    assert run(app, "restore", "--entry", EN, str(file)).exit_code == 0
    assert f'"entry:{number}"' not in pearl().editions["fr"].body
    assert '"entry:0"' in pearl().editions["fr"].body


def test_an_address_that_the_backup_does_not_know(app: Flask, file: Path) -> None:
    before = rows()
    for address in ("/fr/", "/fr/recherche/", "/en/news/nothing-such", "ftp:", "/fr/actualites/", "x"):
        result = run(app, "restore", "--entry", address, str(file))
        assert result.exit_code == 1, address
        assert address in result.output
        assert rows() == before, address


def test_what_is_in_the_bin_stays_there(app: Flask, file: Path) -> None:
    service.discard(pearl())
    db.session.commit()
    before = rows()
    result = run(app, "restore", "--entry", FR, str(file))
    assert result.exit_code == 1
    assert "is in the bin" in result.output
    assert rows() == before
    assert db.session.get(Alias, ("resources", "une-perle")) is not None

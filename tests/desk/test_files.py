"""Files at the desk: sent, described, found, used, replaced, deleted; and what readers then see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.cli.doctor import examine
from ecpat.cli.seed import SAMPLE
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.core.errors import ContentError
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry
from ecpat.files import images, pictures, usage
from ecpat.files.desk import uploads
from ecpat.files.models import Asset

from .. import recordings as made
from ..conftest import DeskClient
from ..entries.test_cost import counted
from ..files.test_media import make_image, make_pdf
from ..hostile import TOLD, heic, telling_jpeg

Enter = Callable[..., DeskClient]
FR, EN = "/fr/redaction/fichiers/", "/en/desk/files/"
DESCRIBED = {
    "name": "Une image", "focal_x": "80", "focal_y": "20", "consent": "", "consent_until": "",
    "alt_fr": "Un demi-carré rouge", "alt_en": "Half a red square", "credit_fr": "ECPAT", "credit_en": "ECPAT",
    "caption_fr": "Un dessin", "caption_en": "A drawing",
}  # fmt: skip


def newest() -> Asset:
    db.session.expire_all()
    asset = db.session.scalars(select(Asset).order_by(Asset.id.desc())).first()
    assert asset is not None
    return asset


def send(browser: DeskClient, data: bytes, name: str, page: str = FR) -> Asset:
    """Send one file and return its row."""
    answer = browser.send(page, file=(BytesIO(data), name))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    db.session.expire_all()
    asset = db.session.get(Asset, int(answer.location.rpartition("/")[2]))
    assert asset is not None
    return asset


def article(title: str, body: str = "", image: Asset | None = None) -> Edition:
    """Return a live French article."""
    entry = service.create(get_kind("news"))
    entry.image = image
    edition = service.save(entry, "fr", title=title, body=body)
    service.publish(edition)
    db.session.commit()
    return edition


def path_of(edition: Edition) -> str:
    return f"/fr/actualites/{edition.slug}"


# Pictures


def test_a_picture_is_sent_described_and_seen_by_readers(enter: Enter, reader: FlaskClient) -> None:
    browser = enter("editor")
    asset = send(browser, telling_jpeg(), "Vacances 2026.JPG")
    assert (asset.name, asset.media_type, asset.width, asset.height) == ("Vacances 2026", "image/jpeg", 800, 1200)
    page = browser.get(f"{FR}{asset.id}").get_data(as_text=True)
    assert "Sans texte alternatif" in page
    assert "Pas utilisé" in page
    assert browser.send(f"{FR}{asset.id}", **DESCRIBED).status_code == 303
    edition = article("Avec image", image=newest())
    page = reader.get(path_of(edition)).get_data(as_text=True)
    assert 'alt="Un demi-carré rouge"' in page
    assert re.search(r'<picture><source type="image/avif" srcset="[^"]+ 480w, [^"]+ 800w" sizes="[^"]+">', page)
    assert '<source type="image/webp"' in page
    assert 'width="800" height="1200"' in page
    found = set(re.findall(r"/media/[0-9a-f]{64}/(?:480|800)\.(?:avif|webp|jpg)", page))
    assert len(found) == 6
    for address in found:
        answer = reader.get(address)
        assert answer.status_code == 200
        assert (
            answer.mimetype
            == {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}[address[-4:].strip(".")]
        )
        with Image.open(BytesIO(answer.get_data())) as image:
            assert image.width == int(address.rpartition("/")[2].partition(".")[0])
    listed = reader.get("/fr/actualites/").get_data(as_text=True)
    assert re.search(r'alt="" class="cropped x8 y2" loading="lazy"', listed), "its focal point stays in sight"


def test_what_is_kept_tells_nothing_of_its_maker(enter: Enter) -> None:
    data = telling_jpeg()
    assert len(set(re.findall(TOLD, data))) >= 7
    asset = send(enter("editor"), data, "a.jpg")
    kept = pictures.storage().read(asset.digest)
    assert not re.search(TOLD, kept)
    with Image.open(BytesIO(kept)) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert not image.getexif()
    for path in pictures.storage().root.rglob("*"):
        assert not (path.is_file() and b"WGS-84" in path.read_bytes()), "what was sent is nowhere"


def test_the_same_picture_twice_is_one_file_and_one_row(enter: Enter) -> None:
    browser = enter("editor")
    data = make_image(64, 48, "WEBP")
    first = send(browser, data, "a.webp").id
    assert send(browser, data, "b.webp").id == first
    assert "Ce fichier était déjà là" in browser.get(FR).get_data(as_text=True)
    browser.send(f"{FR}{first}/suppression", f"{FR}{first}")
    again = send(browser, data, "c.webp")
    assert (again.id, again.deleted_at) == (first, None)


def test_several_are_sent_at_once_and_each_is_kept_or_refused_for_itself(enter: Enter) -> None:
    browser = enter("writer")
    two = [(BytesIO(make_image(20 + n, 9, "PNG")), f"{n}.png") for n in range(2)]
    answer = browser.send(FR, file=two)
    assert answer.status_code == 303
    assert "2 fichiers sont arrivés" in browser.get(answer.location).get_data(as_text=True)
    before = newest().id
    answer = browser.send(FR, file=[(BytesIO(b"x"), "faux.jpg"), (BytesIO(make_image(31, 9, "PNG")), "vrai.png")])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "faux.jpg" in page
    assert "vrai</a>" in page
    assert newest().id == before + 1
    assert "Choisissez d’abord un fichier." in browser.send(FR).get_data(as_text=True)


def test_a_script_that_shows_their_way_is_told_of_each_file(enter: Enter) -> None:
    browser = enter("editor", "en")

    def post(path: str, data: bytes, **fields: str) -> TestResponse:
        sent = {"file": (BytesIO(data), "a.png"), "csrf_token": browser.token(EN), **fields}
        return browser.post(path, data=sent, headers={"Accept": "application/json"})

    answer = post(EN, make_image(64, 48, "PNG"), of="1")
    asset = newest()
    assert answer.get_json() == {"id": asset.id, "name": "a", "address": f"{EN}{asset.id}"}
    assert "Now say what it is." in browser.get(f"{EN}{asset.id}").get_data(as_text=True)
    for path, data, fields, fault in (
        (EN, b"x", {}, "This is neither a picture"),
        (EN, make_pdf("x"), {"kind": "image"}, "A picture is needed here."),
        (f"{EN}{asset.id}/replace", make_pdf("x"), {}, "Only a picture can replace"),
    ):
        answer = post(path, data, **fields)
        assert (answer.status_code, answer.get_json()["fault"].startswith(fault)) == (422, True)
    answer = post(f"{EN}{asset.id}/replace", make_image(65, 48, "PNG"))
    assert answer.get_json()["address"] == f"{EN}{asset.id}"
    assert newest().width == 65


def moving_webp() -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def test_of_a_picture_that_moves_it_is_said_that_it_stands_still_now(enter: Enter) -> None:
    browser = enter("editor", "en")
    asset = send(browser, moving_webp(), "a.webp", EN)
    assert "only its first image is kept" in browser.get(f"{EN}{asset.id}").get_data(as_text=True)
    sent = {"file": (BytesIO(moving_webp()), "a.webp"), "csrf_token": browser.token(EN), "for": "text"}
    answer = browser.post(EN, data=sent, headers={"Accept": "application/json"})
    assert answer.get_json()["note"] == (
        "This picture moves: only its first image is kept. This file was here already: it is “a”."
    )


def test_a_photograph_in_heic_is_converted_or_it_is_said_what_to_do(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "HEIC", ())
    answer = enter("editor", "en").send(EN, file=(BytesIO(heic()), "IMG_1.HEIC"))
    assert answer.status_code == 422
    assert "Most Compatible" in answer.get_data(as_text=True)


def test_heic_becomes_jpeg() -> None:
    heif = pytest.importorskip("pillow_heif")
    file = BytesIO()
    heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(file)
    kept, facts = images.cleaned(file.getvalue())
    assert (facts.media_type, facts.width, facts.height) == ("image/jpeg", 64, 48)
    assert kept.startswith(b"\xff\xd8\xff")


def test_a_form_with_many_files_ends_in_time(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = enter("editor", "en")
    monkeypatch.setattr(uploads, "ENOUGH", 0)
    answer = browser.send(EN, file=[(BytesIO(make_image(20 + n, 9, "PNG")), f"{n}.png") for n in range(2)])
    page = answer.get_data(as_text=True)
    assert (answer.status_code, page.count("There was no time left for this file. Send it again.")) == (422, 2)


def test_a_picture_needs_words_in_every_language_or_none_at_all(enter: Enter) -> None:
    browser = enter("editor")
    path = f"{FR}{send(browser, make_image(64, 48, 'PNG'), 'a.png').id}"
    answer = browser.send(path, **{**DESCRIBED, "alt_en": "  ", "caption_fr": "Ce qui fut tapé"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Dites ce que l’on voit" in page
    assert "Ce qui fut tapé" in page
    assert newest().words == {}
    assert browser.send(path, **{**DESCRIBED, "alt_fr": "", "alt_en": "", "decorative": "y"}).status_code == 303
    assert newest().decorative
    assert not db.session.scalars(usage.kept(usage.undescribed())).all()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"focal_x": "101"}, "Il faut un nombre entier de 0 à 100."),
        ({"focal_y": "au milieu"}, "Il faut un nombre entier de 0 à 100."),
        ({"focal_y": ""}, "Il faut un nombre entier de 0 à 100."),
        ({"consent": "written", "consent_until": "demain"}, "Tapez un jour comme"),
        ({"consent_until": "2030-01-01"}, "Dites à quel titre"),
        ({"name": " "}, "Ce champ est nécessaire."),
        ({"alt_fr": "x" * 401}, 'id="alt_fr-fault"'),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(enter: Enter, changed: dict[str, str], said: str) -> None:
    browser = enter("editor")
    path = f"{FR}{send(browser, make_image(64, 48, 'PNG'), 'a.png').id}"
    answer = browser.send(path, **{**DESCRIBED, **changed})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert newest().words == {}


def test_a_consent_that_ends_is_told_in_time(enter: Enter, app: Flask) -> None:
    browser = enter("editor")
    asset = send(browser, make_image(64, 48, "PNG"), "a.png")
    path, today = f"{FR}{asset.id}", usage.today()
    for days, told in ((90, ""), (30, "L’accord prend fin le"), (-1, "Accord échu le")):
        until = (today + timedelta(days=days)).isoformat()
        assert browser.send(path, **{**DESCRIBED, "consent": "written", "consent_until": until}).status_code == 303
        assert newest().consent_until == date.fromisoformat(until)
        page = browser.get(FR).get_data(as_text=True)
        assert told in page
        assert ("Accord" in page.replace("L’accord", "Accord").partition('class="contact-sheet"')[2]) is bool(told)
        listed = browser.get(f"{FR}?state=consent").get_data(as_text=True)
        assert ("Une image" in listed) is bool(told)
    assert any("consent" in finding.text for finding in examine(app))


def test_a_picture_in_a_text_is_shown_with_the_words_of_its_language_or_those_written_there(
    enter: Enter, reader: FlaskClient
) -> None:
    browser = enter("editor")
    asset = send(browser, make_image(1000, 600, "PNG"), "a.png")
    browser.send(f"{FR}{asset.id}", **DESCRIBED)
    number = asset.id
    body = f'<p>Voici</p><figure><img src="asset:{number}"><figcaption>Légende</figcaption></figure>'
    edition = article("Image dans le texte", f'{body}<p><img src="asset:{number}" alt="Autre &amp; texte"></p>')
    address = f"/media/{asset.digest}/480.avif"
    page = reader.get(path_of(edition)).get_data(as_text=True)
    prose = page.partition('class="prose ')[2]
    assert prose.count("<picture>") == 2
    assert 'alt="Un demi-carré rouge"' in prose
    assert 'alt="Autre &amp; texte"' in prose
    assert "<small>Image\u00a0: ECPAT</small>" in prose
    assert reader.get(address).status_code == 200
    assert f"http://localhost{address}" in reader.get("/fr/flux.atom").get_data(as_text=True)
    service.unpublish(edition)
    db.session.commit()
    assert reader.get(address).status_code == 404, "what no live page shows is not given out"


def test_the_pictures_of_a_text_cost_one_query(
    enter: Enter, app: Flask, reader: FlaskClient, uncached: Callable[[Flask], None]
) -> None:
    browser = enter("editor")
    numbers = [send(browser, make_image(100 + n, 60, "PNG"), f"{n}.png").id for n in range(4)]
    plain = article("Sans image", "<p>Rien</p>")
    full = article("Quatre images", "".join(f'<p><img src="asset:{number}"></p>' for number in numbers))
    counts = []
    uncached(app)
    for edition in (plain, full):
        reader.get(path_of(edition))
        with counted(app) as statements:
            assert reader.get(path_of(edition)).status_code == 200
        counts.append(len(statements))
    assert counts[1] == counts[0] + 1


def test_a_picture_in_the_bin_is_on_no_page_and_comes_back(enter: Enter, reader: FlaskClient) -> None:
    browser = enter("editor")
    asset = send(browser, make_image(1000, 600, "PNG"), "a.png")
    edition = article("Deux fois", f'<figure><img src="asset:{asset.id}" alt="x"></figure>', asset)
    path, address = f"{FR}{asset.id}", f"/media/{asset.digest}/480.jpg"
    assert reader.get(path_of(edition)).get_data(as_text=True).count("<picture>") == 2
    page = browser.get(path).get_data(as_text=True)
    assert "Deux fois" in page
    assert "dans son texte" in page
    refused = browser.send(f"{path}/suppression", path)
    assert refused.status_code == 422
    assert "Confirmez qu’il doit disparaître" in refused.get_data(as_text=True)
    assert browser.send(f"{path}/suppression", path, sure="1").status_code == 303
    assert "<picture>" not in reader.get(path_of(edition)).get_data(as_text=True)
    assert reader.get(address).status_code == 404
    assert "À la corbeille" in browser.get(f"{FR}?state=bin").get_data(as_text=True)
    assert browser.send(f"{path}/retablir", path).status_code == 303
    assert reader.get(path_of(edition)).get_data(as_text=True).count("<picture>") == 2
    assert reader.get(address).status_code == 200


def test_only_from_the_bin_is_a_file_deleted_for_good_with_its_bytes(enter: Enter) -> None:
    browser = enter("editor")
    asset = send(browser, make_image(70, 50, "PNG"), "a.png")
    path, number, digest = f"{FR}{asset.id}", asset.id, asset.digest
    assert browser.send(f"{path}/detruire", path, sure="1").status_code == 422
    browser.send(f"{path}/suppression", path)
    assert browser.send(f"{path}/detruire", path).status_code == 422
    assert browser.send(f"{path}/detruire", path, sure="1").status_code == 303
    db.session.expire_all()
    assert db.session.get(Asset, number) is None
    assert not pictures.storage().has(digest)
    assert db.session.scalar(select(Audit).where(Audit.action == "file.destroyed")) is not None


# PDFs


def test_a_pdf_is_read_page_by_page_with_its_language(enter: Enter) -> None:
    text = "Les droits de l’enfant et la protection des mineurs dans le pays pour que les enfants " * 3
    asset = send(enter("editor"), make_pdf(text, "Deux"), "Rapport.pdf")
    assert (asset.media_type, asset.page_count, asset.language, asset.tagged) == ("application/pdf", 2, "fr", False)
    assert asset.pages[1].text == "Deux"


def test_a_pdf_without_text_is_taken_with_a_warning(enter: Enter) -> None:
    browser = enter("editor")
    asset = send(browser, make_pdf("", ""), "scan.pdf", EN)
    assert "No text could be read from this PDF" in browser.get(f"{EN}{asset.id}").get_data(as_text=True)
    assert "Without readable text" in browser.get(EN).get_data(as_text=True)


def test_a_pdf_is_replaced_at_its_address_and_search_reads_the_new_one(
    enter: Enter, app: Flask, reader: FlaskClient
) -> None:
    browser = enter("editor")
    edition = db.session.scalars(
        select(Edition).where(Edition.document_id.is_not(None), Edition.locale == "fr")
    ).first()
    assert edition is not None
    address, path = f"/fr/ressources/{edition.slug}.pdf", f"{FR}{edition.document_id}"
    assert f'readonly lang="" value="http://localhost{address}"' in browser.get(path).get_data(as_text=True)
    before = reader.get(address).get_data()
    new = make_pdf("Le zanzibariote est un mot rare", *["x"] * (edition.document.page_count - 1))  # type: ignore[union-attr]
    assert (
        "zanzibariote"
        not in reader.get("/fr/recherche/?q=zanzibariote&kind=resource").get_data(as_text=True).partition("<ol")[2]
    )
    answer = browser.send(f"{path}/remplacer", path, file=(BytesIO(new), "nouveau.pdf"))
    assert answer.status_code == 303
    assert reader.get(address).get_data() == new
    assert edition.slug in reader.get("/fr/recherche/?q=zanzibariote").get_data(as_text=True)
    page = browser.get(path).get_data(as_text=True)
    old = re.search(r'href="(/fr/redaction/fichiers/\d+/anciennes-versions/\d+)"', page)
    assert old is not None
    assert browser.get(old[1]).get_data() == before
    assert browser.get(f"{path}/original").get_data() == new
    assert not [finding for finding in examine(app) if "no row knows" in finding.text]
    same = browser.send(f"{path}/remplacer", path, file=(BytesIO(new), "encore.pdf"))
    assert "C’est le même fichier" in browser.get(same.location).get_data(as_text=True)


def test_only_its_like_replaces_a_file(enter: Enter) -> None:
    browser = enter("editor")
    asset = send(browser, make_image(64, 48, "PNG"), "a.png")
    digest = asset.digest
    answer = browser.send(f"{FR}{asset.id}/remplacer", f"{FR}{asset.id}", file=(BytesIO(make_pdf("x")), "x.pdf"))
    assert answer.status_code == 422
    assert "Seule une image peut remplacer une image" in answer.get_data(as_text=True)
    assert newest().digest == digest


def test_a_pdf_that_is_used_stays(enter: Enter) -> None:
    browser = enter("editor")
    number = db.session.scalar(select(Edition.document_id).where(Edition.document_id.is_not(None)))
    answer = browser.send(f"{FR}{number}/suppression", f"{FR}{number}", sure="1")
    assert answer.status_code == 422
    assert "Ce PDF est utilisé" in answer.get_data(as_text=True)


# Finding, choosing


def test_files_are_found_by_word_type_and_state(enter: Enter) -> None:
    browser = enter("writer", "en")

    def names(query: str) -> set[str]:
        page = browser.get(f"{EN}?{query}").get_data(as_text=True)
        return set(re.findall(r'class="name" lang="">([^<]+)<', page))

    send(browser, make_image(64, 48, "PNG"), "100% new.png", EN)
    assert names("type=image") == {path.stem for path in (SAMPLE / "images").glob("*.png")} | {"100% new"}
    assert names("q=kites+boat") == {"leiden"}
    assert names("q=PLIE+cerfs") >= {"leiden"}, "accents and capitals do not count"
    assert names("q=100%25") == {"100% new"}
    assert names("state=unused&type=image") == {"100% new"}
    assert names("state=undescribed") == {"100% new"}
    assert names("state=bin") == set()
    assert "leiden" not in names("type=pdf")
    assert names("q=nothing+like+that") == set()
    assert browser.get(f"{EN}?page=99").status_code == 404


def test_pickers_get_the_pictures_with_their_words(enter: Enter) -> None:
    browser = enter("writer", "en")
    (found,) = browser.get("/en/desk/files.json?type=image&q=leiden").get_json()["files"]
    assert {"id", "name", "alt", "decorative", "thumb", "width", "height"} == set(found)
    assert found["alt"]["fr"].startswith("Des maisons de papier plié")
    assert browser.get(found["thumb"]).mimetype == "image/webp"
    assert not browser.get("/en/desk/files.json?type=pdf&q=leiden").get_json()["files"]


def test_a_form_takes_a_file_of_the_kind_that_it_asks_for_alone(enter: Enter, app: Flask) -> None:
    enter("editor")
    by = db.session.scalars(select(Person)).one()
    with app.test_request_context("/en/desk/"):
        picture = make_image(64, 48, "PNG")
        assert uploads.receive(FileStorage(BytesIO(picture), "neu.png"), by=by, kind="image").name == "neu"
        for data, kind, said in (
            (picture, "pdf", "A PDF is needed"),
            (b"%PDF-1.7", "image", "A picture is needed"),
            (made.mp4(), "image", "put into the text under “Block”, or sent under “Files”"),
            (b"<svg>", "image", "neither a picture"),
        ):
            with pytest.raises(ContentError) as fault:
                uploads.receive(FileStorage(BytesIO(data), "a.png"), by=by, kind=kind)
            assert fault.value.field == "file"
            assert said in str(fault.value.message)


# Who may what


def test_a_writer_describes_what_readers_do_not_see_yet_and_replaces_nothing(enter: Enter) -> None:
    browser = enter("writer")
    own = send(browser, make_image(64, 48, "PNG"), "a.png").id
    assert browser.send(f"{FR}{own}", **DESCRIBED).status_code == 303
    live = db.session.scalar(select(Entry.image_id).where(Entry.image_id.is_not(None)))
    assert "Ce fichier est en ligne" in browser.get(f"{FR}{live}").get_data(as_text=True)
    assert browser.send(f"{FR}{live}", **DESCRIBED).status_code == 403
    for action in ("remplacer", "suppression", "retablir", "detruire"):
        assert browser.send(f"{FR}{own}/{action}", f"{FR}{own}", sure="1").status_code == 403


def test_what_is_said_of_a_picture_that_will_be_seen_is_an_editor_s(enter: Enter) -> None:
    writer = enter("writer")
    own = send(writer, make_image(64, 48, "PNG"), "a.png")
    edition = article("Demain", image=own)
    service.save(edition.entry, "fr", title="Après-demain", by=db.session.scalars(select(Person)).one())
    edition.published_at = clock.now() + timedelta(days=1)
    db.session.commit()
    assert "ou le sera un jour fixé" in writer.get(f"{FR}{own.id}").get_data(as_text=True)
    assert writer.send(f"{FR}{own.id}", **DESCRIBED).status_code == 403
    edition.published_at = None
    db.session.commit()
    assert writer.send(f"{FR}{own.id}", **DESCRIBED).status_code == 303


def test_nobody_else_sees_files_of_the_desk(enter: Enter, reader: FlaskClient) -> None:
    asset = send(enter("editor"), make_image(64, 48, "PNG"), "a.png")
    for path in (
        FR,
        f"{FR}{asset.id}",
        f"{FR}{asset.id}/original",
        f"{FR}{asset.digest}/64.webp",
        "/fr/redaction/fichiers.json",
    ):
        assert reader.get(path).location.startswith("/fr/redaction/connexion")

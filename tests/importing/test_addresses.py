"""Old addresses: whatever their form, one redirect leads to the page, for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.site.redirects import Redirect

from ..files.test_media import make_image, make_pdf
from .conftest import Import, edition, reasons
from .exports import SITE, attachment, category, export, php, post, term

SLUG = "%d9%85%d8%b1%d8%ad%d8%a8%d8%a7"
OLD = {"_wp_old_slug": "ancien-titre", "_wp_old_date": "2018-11-02"}
FR, EN = ("language", "fr", "Français"), ("language", "en", "English")


@pytest.fixture
def moved(take: Import, tmp_path: Path) -> None:
    """Import a site with one of each."""
    for path, data in {"photo.png": make_image(40, 30, "PNG"), "rapport.pdf": make_pdf("Un rapport")}.items():
        (tmp_path / "uploads/2019/03").mkdir(parents=True, exist_ok=True)
        (tmp_path / "uploads/2019/03" / path).write_bytes(data)
    body = f'<a href="{SITE}/wp-content/uploads/2019/03/rapport.pdf">Lire</a><img class="wp-image-7" src="x">'
    sizes = {"sizes": {"medium": {"file": "photo-20x15.png", "width": 20}}}
    take(
        export(
            category(20, "parent", "Parent"), category(21, "enfant", "Enfant", "parent"),
            term(22, "post_tag", "mot", "Mot"),
            post(1, "Un titre", body, slug="un-titre", metas=OLD, labels=(
                FR, ("category", "enfant", "Enfant"), ("post_tag", "mot", "Mot"),
                ("theme", "sante", "Santé"))),
            post(2, "A title", slug="a-title", link=f"{SITE}/en/2019/03/a-title/", labels=(EN,)),
            post(3, "مرحبا", slug=SLUG, link=f"{SITE}/2019/03/{SLUG}/", labels=(FR,)),
            post(4, "Page", slug="enfant-page", kind="page", link=f"{SITE}/parent-page/enfant-page/", labels=(FR,)),
            attachment(7, "2019/03/photo.png", parent=1, link=f"{SITE}/2019/03/un-titre/photo/",
                       metas={"_wp_attachment_metadata": php(sizes)}),
            attachment(8, "2019/03/rapport.pdf", title="Rapport", slug="rapport-pdf"),
        ),
        "--uploads", str(tmp_path / "uploads"),
    )  # fmt: skip


def leads(reader: FlaskClient, address: str, **more: object) -> str:
    """Return where an address leads in one step to what is there; nothing where it does not."""
    answer = reader.get(address, **more)  # type: ignore[arg-type]
    if answer.status_code != 301:
        return ""
    target = answer.headers["Location"]
    assert reader.get(target).status_code == 200, target
    return target.removeprefix("http://localhost")


def test_each_form_of_an_address_leads_to_its_page_at_once(moved: None, reader: FlaskClient) -> None:
    one = "/fr/actualites/un-titre"
    for address in (
        "/2019/03/un-titre/", "/2019/03/un-titre", "/?p=1", "/index.php?p=1", "/2019/03/04/un-titre/", "/un-titre/",
        "/archives/1", "/index.php/2019/03/un-titre/", "/2019/03/ancien-titre/", "/enfant/un-titre/",
        "/2019/03/un-titre/photo/", "/?attachment_id=7", "/2019/03/un-titre/?utm_source=x",
        "/2019/03/un-titre/feed/", "/2019/03/un-titre/trackback/", "/2019/03/un-titre/2/", "/2019/03/un-titre/amp/",
        "/2019/03/un-titre/comment-page-1/", "/index.php/un-titre/", "/2018/11/02/un-titre/", "/2018/11/un-titre/",
    ):  # fmt: skip
        assert leads(reader, address) == one, address
    assert leads(reader, "/en/2019/03/a-title/") == "/en/news/a-title"
    page = edition("Page")
    assert leads(reader, "/parent-page/enfant-page/") == leads(reader, "/?page_id=4") == f"/fr/{page.slug}"


def test_the_home_page_of_a_language_answers_for_the_numbers_of_all(moved: None, reader: FlaskClient) -> None:
    assert leads(reader, "/en/?p=2") == leads(reader, "/fr/?p=2") == leads(reader, "/?p=2") == "/en/news/a-title"
    assert leads(reader, "/fr/?p=1&utm_source=x") == "/fr/actualites/un-titre"
    for unknown in ("/fr/?p=999", "/fr/?tag=inconnu", "/fr/?author=77"):
        answer = reader.get(unknown)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/")
    for none in ("/fr/?p=x", "/fr/?tag=a/b", "/fr/?s=mot"):
        assert reader.get(none).status_code == 200


def test_percent_encoded_and_plain_paths_are_one(moved: None, reader: FlaskClient) -> None:
    target = f"/fr/actualites/{edition('مرحبا').slug}"
    assert leads(reader, f"/2019/03/{SLUG}/") == leads(reader, f"/2019/03/{SLUG.upper()}/") == target
    assert leads(reader, "/2019/03/مرحبا/") == target


def test_categories_tags_feeds_authors_and_months(moved: None, reader: FlaskClient) -> None:
    assert leads(reader, "/category/parent/enfant/") == leads(reader, "/?cat=21") == "/fr/themes/enfant/"
    assert leads(reader, "/category/enfant/") == "/fr/themes/enfant/"
    assert (
        leads(reader, "/tag/mot/") == leads(reader, "/?tag=mot") == leads(reader, "/en/?tag=mot") == "/fr/themes/mot/"
    )
    feed = leads(reader, "/feed/")
    assert feed.startswith("/fr/")
    assert feed.endswith(".atom")
    assert leads(reader, "/?feed=rss2") == leads(reader, "/comments/feed/") == feed
    assert leads(reader, "/category/enfant/feed/") == "/fr/themes/enfant.atom"
    assert leads(reader, "/author/marie/") == leads(reader, "/?author=2") == "/fr/actualites/"
    assert leads(reader, "/en/?feed=rss2").startswith("/en/")
    assert leads(reader, "/2019/03/") == leads(reader, "/2019/03/04/") == "/fr/actualites/2019/03/"
    assert leads(reader, "/en/2019/03/") == "/en/news/2019/03/"
    assert leads(reader, "/category/parent/enfant/page/2/") == "/fr/themes/enfant/"
    assert leads(reader, "/index.php/category/enfant/") == "/fr/themes/enfant/"
    assert leads(reader, "/theme/sante/page/3/") == "/fr/themes/sante/"
    assert leads(reader, "/en/author/marie/page/2/") == "/en/news/"
    assert leads(reader, "/en/feed/") == leads(reader, "/en/?feed=rss2")


def test_uploads_in_every_size(moved: None, reader: FlaskClient) -> None:
    picture = leads(reader, "/wp-content/uploads/2019/03/photo.png")
    assert picture.startswith("/media/")
    assert leads(reader, "/wp-content/uploads/2019/03/photo-20x15.png") == picture
    assert leads(reader, "/wp-content/uploads/2019/03/photo-300x200.png") == picture
    assert leads(reader, "/wp-content/uploads/2019/03/rapport.pdf") == f"/fr/ressources/{edition('Rapport').slug}.pdf"


def test_another_name_of_the_host_answers_alike(take: Import, app: Flask) -> None:
    take(export(post(1, "Un titre", slug="un-titre")))
    app.config["TRUSTED_HOSTS"] = ["ancien.example", "www.ancien.example", "localhost"]
    for host in ("ancien.example", "www.ancien.example"):
        answer = app.test_client().get("/2019/03/un-titre/", base_url=f"http://{host}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/actualites/un-titre")


def test_a_redirect_that_an_editor_made_stays_and_no_address_leads_to_itself(take: Import) -> None:
    db.session.add(Redirect(path="/2019/03/un-titre", target="/fr/"))
    db.session.commit()
    report = take(
        export(post(1, "Un titre", slug="un-titre"), post(2, "Ici", slug="ici", kind="page", link=f"{SITE}/fr/ici/"))
    )
    assert db.session.get(Redirect, "/2019/03/un-titre").target == "/fr/"  # type: ignore[union-attr]
    assert ("/2019/03/un-titre", "address-taken") in reasons(report, "left_out")
    assert not db.session.scalars(select(Redirect.path).where(Redirect.path == Redirect.target)).all()

"""Files: through the intake that uploads go through, from a folder or an archive, and never from elsewhere."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries.models import AssetUse
from ecpat.files.models import Asset

from ..files.test_media import make_image, make_pdf
from .conftest import Import, edition, reasons
from .exports import SITE, attachment, export, php, post

FILES = {"2019/03/photo.png": make_image(40, 30, "PNG"), "2019/03/rapport.pdf": make_pdf("Un rapport")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of uploads."""
    for path, data in FILES.items():
        place = tmp_path / "uploads" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return tmp_path / "uploads"


def archive(path: Path, before: str, form: str) -> Path:
    """Write an archive of the uploads, with what leads out of it beside."""
    with tarfile.open(path, f"w:{form}") as file:
        for name, data in {**{f"{before}{name}": data for name, data in FILES.items()}, "../out.png": b"x"}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            file.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo(f"{before}2019/03/link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        file.addfile(link)
    return path


TEXT = (
    f'<p><img class="alignleft wp-image-7" src="{SITE}/wp-content/uploads/2019/03/photo-300x200.png" alt="Une photo"></p>'
    f'<p><a href="{SITE}/wp-content/uploads/2019/03/rapport.pdf">Le rapport</a></p>'
)


def exported(**more: object) -> str:
    return export(
        post(1, "Ce texte", TEXT, metas={"_thumbnail_id": "7"}),
        attachment(7, "2019/03/photo.png", alt="Des enfants", excerpt="Une légende", parent=1),
        attachment(8, "2019/03/rapport.pdf", title="Rapport annuel"),
    )


@pytest.mark.parametrize("form", ["folder", "gz", "", "xz"])
def test_files_come_in(take: Import, folder: Path, tmp_path: Path, form: str) -> None:
    source = folder if form == "folder" else archive(tmp_path / "uploads.tar", "wp-content/uploads/", form)
    report = take(exported(), "--uploads", str(source))
    found = edition("Ce texte")
    picture = found.entry.image
    assert picture is not None
    assert (picture.width, picture.height) == (40, 30)
    assert (picture.words["fr"].alt, picture.words["fr"].caption) == ("Des enfants", "Une légende")
    assert f'<img src="asset:{picture.id}" alt="Une photo">' in found.body
    assert db.session.scalars(select(AssetUse.asset_id).where(AssetUse.edition_id == found.id)).all() == [picture.id]
    rapport = edition("Rapport annuel")
    assert rapport.kind == "resources"
    assert rapport.document is not None
    assert rapport.document.page_count == 1
    assert f'<a href="entry:{rapport.entry_id}">Le rapport</a>' in found.body
    assert report["left_out"] == []


def test_a_resource_has_its_pdf_as_its_document(take: Import, folder: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "map.toml"
    chosen.write_text('[kinds]\npost = "resources"\n')
    take(exported(), "--uploads", str(folder), "--map", str(chosen))
    found = edition("Ce texte")
    assert found.document is not None
    assert f'<a href="entry:{found.entry_id}">Le rapport</a>' in found.body


def test_what_is_lost_or_no_picture_is_said(take: Import, folder: Path) -> None:
    (folder / "2019/03/faux.png").write_bytes(b"<html>no picture</html>")
    report = take(
        export(
            post(1, "Ce texte", f'<p>Avant <img src="{SITE}/wp-content/uploads/2019/03/perdu.jpg"> après</p>',
                 metas={"_thumbnail_id": "9"}),
            attachment(9, "2019/03/perdu.jpg"), attachment(10, "2019/03/faux.png"), attachment(11, "../../../etc/passwd"),
        ),
        "--uploads", str(folder),
    )  # fmt: skip
    assert reasons(report, "left_out") == {
        ("post:9", "file-lost"), ("post:10", "file-refused"), ("post:11", "file-lost"),
    }  # fmt: skip
    assert {("post:1", "picture-lost"), ("post:1", "image-lost")} <= reasons(report)
    assert edition("Ce texte").body == "<p>Avant après</p>" or "Avant" in edition("Ce texte").body


def test_nothing_outside_of_the_folder_is_read(take: Import, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(make_image(50, 50, "PNG"))
    (folder / "2019/03/lien.png").symlink_to(tmp_path / "secret.png")
    report = take(
        export(post(1, "Ce texte"), attachment(9, "../secret.png"), attachment(10, "2019/03/lien.png")),
        "--uploads", str(folder),
    )  # fmt: skip
    assert {key for key, _why in reasons(report, "left_out")} == {"post:9", "post:10"}
    assert db.session.scalar(select(Asset).where(Asset.width == 50, Asset.height == 50)) is None


def test_captions_and_galleries_show_our_pictures(take: Import, folder: Path) -> None:
    picture = f'<img class="wp-image-7" src="{SITE}/wp-content/uploads/2019/03/photo.png" alt="">'
    large = f'<a href="{SITE}/wp-content/uploads/2019/03/photo.png">{picture}</a>'
    report = take(
        export(
            post(1, "Un", f'[caption id="attachment_7" align="left" width="300"]{large} Une <em>légende</em>[/caption]'),
            post(2, "Deux", '[gallery ids="7,99" columns="2"]'), post(3, "Trois", "[gallery]"),
            post(4, "Quatre", f'<!-- wp:image {{"id":7}} -->\n<figure class="wp-block-image">{picture}<figcaption>Dite</figcaption>'
                 "</figure>\n<!-- /wp:image -->"),
            attachment(7, "2019/03/photo.png", parent=3),
        ),
        "--uploads", str(folder),
    )  # fmt: skip
    number = db.session.scalars(select(Asset.id).where(Asset.width == 40)).one()
    assert (
        edition("Un").body
        == f'<figure><img src="asset:{number}"><figcaption>Une <em>légende</em></figcaption></figure>'
    )
    assert edition("Deux").body == edition("Trois").body == f'<figure><img src="asset:{number}"></figure>'
    assert edition("Quatre").body == f'<figure><img src="asset:{number}"><figcaption>Dite</figcaption></figure>'
    assert not {why for _key, why in reasons(report)} & {"words", "picture-lost", "gallery"}


def test_php_that_is_no_map_is_no_harm(take: Import, folder: Path) -> None:
    metas = {"_wp_attachment_metadata": php({"sizes": {"a": {"file": "photo-9x9.png"}}})[:-3]}
    take(export(post(1, "Un"), attachment(7, "2019/03/photo.png", metas=metas)), "--uploads", str(folder))
    assert edition("Un")

"""Out as Markdown and in again: the same site; and folders of Markdown that others wrote."""

# ruff: noqa: E501 — bodies stand here as they are kept

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import home_lead, queries, service, updates
from ecpat.entries.care import ReviewInterval
from ecpat.entries.gate.levels import PublishingLevel
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition
from ecpat.entries.words import written
from ecpat.files import service as files
from ecpat.files.desk import uploads
from ecpat.files.models import Asset
from ecpat.importing.markdown import text
from ecpat.search.promoted import PromotedResult
from ecpat.site.redirects import Redirect
from ecpat.topics.models import Topic

from .. import recordings as made
from ..conftest import build, copy_site
from ..files.test_media import make_image
from .conftest import edition


def run(app: Flask, *arguments: str) -> str:
    """Run a command and return what it says."""
    result = app.test_cli_runner().invoke(args=["ecpat", *arguments])
    assert result.exit_code == 0, result.output[-2000:]
    return result.stdout


def whole(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def keep_what_readers_do_not_see() -> None:
    """Give the site working copies, ends, why something is gone, and what is set of it."""
    live = select(Edition).where(Edition.kind == "news", Edition.published_at < clock.now(), Edition.locale == "fr")
    changed, ending, over, gone = db.session.scalars(live.order_by(Edition.id).limit(4))
    day = timedelta(days=1)
    words = written("fr", title="Le titre de demain", body=f'<p>Voir <a href="entry:{gone.entry_id}">là</a></p>')
    updates.keep_words(changed, words, slug="le-titre-de-demain")
    updates.publish(changed, clock.now() + day)
    topics = list(db.session.scalars(select(Topic).order_by(Topic.id).limit(2)))
    facts = {"source_url": "https://example.org/source", "image_id": None, "date_precision": "month"}
    updates.keep_facts(ending.entry, facts, topics)
    service.end(ending, clock.now() + day)
    service.end(over, over.published_at + timedelta(minutes=1))  # type: ignore[operator]
    service.unpublish(gone, why="Le document a été remplacé.")
    db.session.add(PublishingLevel(kind="news", locale="fr", rule="summary", level="off"))
    db.session.add(ReviewInterval(kind="news", months=7))
    db.session.add(PromotedResult(locale="fr", text="demain", position=1, entry_id=changed.entry_id))
    home_lead.pin(changed.entry, date(2030, 5, 4))
    db.session.commit()


@pytest.fixture(scope="module")
def exported(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what the sample site gives out."""
    folder = tmp_path_factory.mktemp("out") / "site"
    app = build(copy_site(seeded, folder.parent / "instance"))
    with app.app_context():
        keep_what_readers_do_not_see()
        run(app, "export", str(folder))
        db.engine.dispose()
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """Return a site without any content."""
    app = build(tmp_path / "empty")
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_what_is_given_out_comes_in_as_the_same(exported: Path, empty: Flask, tmp_path: Path) -> None:
    run(empty, "import", "markdown", str(exported))
    run(empty, "export", str(tmp_path / "again"))
    before, after = whole(exported), whole(tmp_path / "again")
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []
    found = db.session.scalars(select(Edition).where(Edition.has_copy)).one()
    assert (found.title != "Le titre de demain", found.update_at is not None) == (True, True)
    assert db.session.scalars(select(Edition.gone_note).where(Edition.gone_note != "")).all() == [
        "Le document a été remplacé."
    ]
    assert len(db.session.scalars(select(Edition).where(Edition.withdraw_at.is_not(None))).all()) >= 2
    site = json.loads(before["site.json"])
    assert site["promoted_result"][0]["target"].startswith("entry:news/")
    assert site["home_lead"] == [{"target": site["promoted_result"][0]["target"], "until": "2030-05-04"}]


def test_readers_see_the_same_pages(exported: Path, empty: Flask, client: FlaskClient) -> None:
    run(empty, "import", "markdown", str(exported))
    rows = db.session.execute(select(Edition.kind, Edition.locale, Edition.slug).where(queries.is_live()))
    words = {"news": {"fr": "actualites", "en": "news"}, "training": {"fr": "formations", "en": "training"}}
    reader, seen = empty.test_client(), 0
    for kind, locale, slug in rows:
        if kind in words:
            path = f"/{locale}/{words[kind][locale]}/{slug}"
            assert reader.get(path).status_code == client.get(path).status_code
            seen += 1
    assert seen > 20


def test_a_recording_goes_out_and_in_with_its_captions(empty: Flask, tmp_path: Path) -> None:
    with empty.test_request_context("/fr/redaction/"):
        asset = uploads.receive(FileStorage(BytesIO(made.mp4()), "film.mp4"), by=None)
    said = {"captions": made.CAPTIONS, "transcript": "Bonjour."}
    files.describe(asset, {"fr": said}, by=None)
    block = '<figure class="video"><p><a href="asset:{}">Un film</a></p></figure>'
    service.save(service.create(get_kind("news")), "fr", title="Un film", body=block.format(asset.id))
    db.session.commit()
    digest = asset.digest
    run(empty, "export", str(tmp_path / "out"))
    assert block.format(digest) in next((tmp_path / "out").rglob("fr.md")).read_text()
    other = build(tmp_path / "other")
    with other.app_context():
        upgrade()
        db.session.add(Asset(digest="0" * 64, name="other", media_type="application/pdf", size=1))  # another number
        db.session.commit()
        run(other, "import", "markdown", str(tmp_path / "out"))
        taken = db.session.scalars(select(Asset).where(Asset.digest == digest)).one()
        assert (taken.media_type, taken.words["fr"].captions) == ("video/mp4", made.CAPTIONS)
        assert taken.words["fr"].transcript == "Bonjour."
        (one,) = db.session.scalars(select(Edition))
        assert one.body == block.format(taken.id)
        assert [use.asset_id for use in one.asset_uses] == [taken.id]
        db.session.remove()
        db.engine.dispose()


def test_a_second_time_changes_nothing_and_it_can_be_taken_back(exported: Path, empty: Flask, tmp_path: Path) -> None:
    run(empty, "import", "markdown", str(exported))
    again = json.loads(run(empty, "import", "markdown", str(exported)))
    assert again["taken"] == []
    run(empty, "import", "markdown", str(exported), "--undo")
    assert db.session.scalars(select(Edition)).all() == []


def test_an_export_asks_for_an_empty_folder(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    result = app.test_cli_runner().invoke(args=["ecpat", "export", str(tmp_path)])
    assert result.exit_code == 1


def test_an_export_is_no_single_file(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = app.test_cli_runner().invoke(args=["ecpat", "export", "-"])
    assert result.exit_code == 2
    assert "name a folder" in result.stderr
    assert not (tmp_path / "-").exists()


BODIES = [
    "<p>Un <strong>mot</strong> et <em>deux</em>.</p>", "<h2>Titre</h2><p>Un<br>deux</p>",
    "<ul><li>un</li><li>deux <a href=\"https://example.org/a_b\">lien</a></li></ul>",
    "<ol><li>un</li><li>deux</li></ol>", "<ul><li>un<ul><li>dedans</li></ul></li></ul>",
    "<blockquote><p>Un</p><p>deux</p></blockquote>", "<p>* pas une liste</p><p># ni titre</p><p>1. ni nombre</p>",
    "<p>[x](y) `code` _a_ \\ &amp;lt; &lt;b&gt; *</p>", "<table><tbody><tr><td>1 | 2</td></tr></tbody></table>",
    "<figure><img src=\"asset:3\" alt=\"Alt\"><figcaption>Dit <em>ceci</em></figcaption></figure>",
    "<p><span lang=\"en\">English</span> et <abbr title=\"x\">y</abbr></p>", "<p>=== </p><p>- - -</p>",
    "<p><a href=\"entry:12#la\"><strong>gras</strong></a>collé<strong> espace </strong></p>", "<p>+ a\u00a0: b\u202f!</p>",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_a_body_comes_back_to_the_letter(body: str) -> None:
    assert text.to_html(text.to_markdown(body)) == text.joined(body)


def test_plain_texts_are_plain_markdown() -> None:
    body = '<h2>Titre</h2><p>Un <strong>mot</strong>, <a href="https://example.org/">là</a>.</p><ul><li>un</li></ul>'
    assert text.to_markdown(body) == "## Titre\n\nUn **mot**, [là](https://example.org/).\n\n- un\n"


def test_a_folder_of_others(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    (folder / "news").mkdir(parents=True)
    (folder / "photo.png").write_bytes(make_image(44, 33, "PNG"))
    (folder / "news/bonjour.fr.md").write_text(
        "---\ntitle: Bonjour à tous\ndate: 2020-05-06\ndescription: Un résumé.\n---\n\nTexte **gras**.\n\n"
        "![Une photo](../photo.png)\n\n![Dehors](../../secret.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    (folder / "news/bonjour.en.md").write_text(
        "---\r\ntitle: Hello all\r\nlang: en-GB\r\ndate: 2020-05-06\r\n---\r\nText.\r\n"
    )
    (folder / "en").mkdir()
    (folder / "en/sans-titre.md").write_text("---\n---\n# From the heading\n\nText <script>alert(1)</script>.\n")
    (tmp_path / "secret.png").write_bytes(make_image(55, 55, "PNG"))
    report = json.loads(run(app, "import", "markdown", str(folder)))
    first = edition("Bonjour à tous")
    assert first.entry_id == edition("Hello all", "en").entry_id
    assert first.slug == "bonjour"
    assert first.published_at is not None
    assert first.published_at.date().isoformat() == "2020-05-06"
    assert "<strong>gras</strong>" in first.body
    assert "<table>" in first.body
    assert first.body.count('<img src="asset:') == 2
    assert "alert" not in edition("From the heading", "en").body
    assert edition("From the heading", "en").published_at is None
    assert [line["detail"] for line in report["changed"]] == ["../../secret.png"]


@pytest.mark.parametrize(
    "page",
    [
        "---\ntitle: [\n---\nx",
        "---\ndate: 2020-13-45\n---\nx",
        "---\na: " + "[" * 9_000 + "\n---\nx",
        "---\ntitle: x\n",
        "---\n- a\n---\n",
        "---\ntitle: x\nlang: nl\n---\n",
        b"\xff\xfe",
    ],
)
@pytest.mark.unchanged
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_written(
    app: Flask, tmp_path: Path, page: str | bytes
) -> None:
    (tmp_path / "md").mkdir()
    (tmp_path / "md/a.md").write_text("---\ntitle: Bon\n---\nx")
    (tmp_path / "md/b.md").write_bytes(page if isinstance(page, bytes) else page.encode())
    result = app.test_cli_runner().invoke(args=["ecpat", "import", "markdown", str(tmp_path / "md")])
    assert result.exit_code == 1
    assert "b.md" in result.output
    assert db.session.scalar(select(Edition).where(Edition.title == "Bon")) is None


def test_redirects_come_along(exported: Path, empty: Flask, tmp_path: Path) -> None:
    folder = shutil.copytree(exported, tmp_path / "site")
    (folder / "redirects.json").write_text(
        json.dumps([{"path": "/vieux", "target": "/fr/", "created_at": "2020-01-01T00:00:00+00:00"}])
    )
    run(empty, "import", "markdown", str(folder))
    assert db.session.get(Redirect, "/vieux") is not None

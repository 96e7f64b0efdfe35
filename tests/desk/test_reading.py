"""What a writer reads, finds and is told of at the desk: what is public, and what they have written in."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from ecpat.accounts.models import Person
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.entries.drafts import Autosave
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry
from ecpat.files import pictures, service
from ecpat.files.models import Asset, AssetWords

from .. import arrange
from ..conftest import DeskClient
from ..files.test_media import make_image, make_pdf
from .forms import LIST, NEW, Enter, form_of, path_of, sent, shown
from .test_roles import rules

# Words of others' drafts; what a test types to look for them is another part of the same text.
SECRETS = (
    "Brindezingue", "Quillemuche", "Tartempion", "Zigomar", "Schmilblick", "Trucmuche", "Turlututu", "Coquecigrue",
)  # fmt: skip
TYPED = "Xylophage"


class Others:
    """Drafts of an editor, in every state that is not public, and their files."""

    def __init__(self, editor: Person, own: Entry) -> None:
        self.image = arrange.picture(11, "Xylophage Schmilblick")
        self.image.words["fr"] = AssetWords(locale="fr", alt="Xylophage Turlututu")
        self.pdf = arrange.pdf("Xylophage Trucmuche", "Xylophage Trucmuche")
        service.replace(self.pdf, stored_pdf("Xylophage Coquecigrue"), by=editor)
        self.entries = [self._entry(editor, own, number) for number in range(3)]
        publishing.publish(self.entries[1].editions["fr"], clock.now().replace(year=clock.now().year + 1))
        publishing.discard(self.entries[2], by=editor)
        db.session.add(
            Autosave(person_id=editor.id, kind="resources", entry_id=0, fields={"fr-title": "Brindezingue"})
        )
        db.session.commit()

    def _entry(self, editor: Person, own: Entry, number: int) -> Entry:
        entry = arrange.resource(by=editor, image=self.image)
        for locale in ("fr", "en"):
            publishing.save(
                entry, locale, title=f"Xylophage Brindezingue {number} {locale}", summary="Xylophage Quillemuche",
                slug=f"xylophage-tartempion-{number}-{locale}", document=self.pdf, by=editor,
                body=f'<p>Xylophage Zigomar <a href="entry:{own.id}">là</a></p>{arrange.shows(self.image)}',
            )  # fmt: skip
        return entry


def stored_pdf(text: str) -> service.Stored:
    data = make_pdf(text)
    digest = pictures.storage().put(data)
    return service.Stored(digest, "application/pdf", len(data), 595, 842, [text], 1, False, "fr")


def person_of(role: str) -> Person:
    return db.session.scalars(select(Person).where(Person.role == role)).one()


@pytest.fixture
def writer(enter: Enter) -> DeskClient:
    enter("editor")
    return enter("writer")


@pytest.fixture
def own(writer: DeskClient) -> Entry:
    """Return an entry of the writer's, with a picture, that lacks a language."""
    entry = arrange.resource(by=person_of("writer"), image=arrange.picture(1, "à moi"))
    publishing.save(entry, "fr", title="À moi", by=person_of("writer"), document=arrange.pdf("Le mien", "le mien"))
    db.session.commit()
    return entry


@pytest.fixture
def others(own: Entry) -> Others:
    return Others(person_of("editor"), own)


def plainly(browser: DeskClient, path: str, **more: Any) -> str:
    """Return what an address answers, without asking whether it is a good page, for there are many."""
    with browser.application.app_context():
        answer = FlaskClient.open(browser, path, **more)
    assert answer.status_code < 500, path
    return answer.get_data().decode("utf-8", "replace") + str(answer.headers)


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


def addresses(app: Flask, rule: Rule, others: Others, own: Entry) -> list[str]:
    """Return the addresses of a rule for what is others', and for what is the writer's own."""
    entries = [*(entry.id for entry in others.entries), own.id]
    choices: dict[str, list[Any]] = {
        "entry_id": entries, "asset_id": [others.image.id, others.pdf.id, own.image_id],
        "digest": [others.image.digest, others.pdf.digest], "width": [31, 420], "part": ["fr", "facts"],
        "revision_id": [*range(1, 4), *(edition.revisions[0].id for edition in others.entries[0].editions.values())],
        "version_id": [one.id for one in others.pdf.versions], "kind": ["resources"], "token": ["no-such-token"],
    }  # fmt: skip
    names = sorted(rule.arguments - {"locale"})
    with app.test_request_context():
        return [
            url_for(rule.endpoint, locale="fr", **dict(zip(names, values, strict=True)))
            for values in product(*(choices.get(name, [1]) for name in names))
        ]


def test_no_address_of_the_desk_tells_a_writer_of_others_drafts(
    app: Flask, writer: DeskClient, own: Entry, others: Others
) -> None:
    asked = 0
    for rule in rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        for path in addresses(app, rule, others, own):
            assert not told(plainly(writer, path)), path
            asked += 1
    assert asked > 100


SEARCHES = {
    "fiches/": (
        "", "q=xylophage", "state=draft", "state=soon", "kind=resources&state=draft", "state=none&language=en",
        "language=en", "q=xylophage&state=soon",
    ),
    "fiches/corbeille/": ("",),
    "fiches.json": ("", "q=xylophage", "q=/fr/ressources/xylophage-tartempion-0-fr", "id={entries}"),
    "fichiers/": (
        "", "q=xylophage", "type=pdf", "type=image&q=xylophage", "state=unused", "state=undescribed", "state=consent",
        "state=bin",
    ),
    "fichiers.json": ("", "q=xylophage", "type=pdf", "type=image", "id={files}"),
    "fiches/nouvelle/resources": ("",),
}  # fmt: skip


def test_no_search_of_a_writers_finds_others_drafts(writer: DeskClient, others: Others) -> None:
    ids = {
        "entries": ",".join(str(entry.id) for entry in others.entries),
        "files": f"{others.image.id},{others.pdf.id}",
    }
    for path, queries in SEARCHES.items():
        for query in queries:
            text = plainly(writer, f"/fr/redaction/{path}?{query.format(**ids)}")
            assert not told(text), (path, query)
            assert not [one for one in (others.image, others.pdf) if one.digest in text], (path, query)


def test_an_editor_finds_them_all_by_the_same_searches(enter: Enter, others: Others) -> None:
    editor = enter("editor")
    assert "Brindezingue" in shown(editor, LIST["fr"] + "?q=zigomar")
    assert "Schmilblick" in shown(editor, "/fr/redaction/fichiers/?q=xylophage&type=image")
    found = editor.get("/fr/redaction/fiches.json?q=brindezingue").get_json()["entries"]
    assert len(found) == 2  # and one in the bin


LISTS = (
    "", "fiches/", "fiches/?state=draft", "fiches/?state=soon", "fiches/corbeille/", "fiches/nouvelle/resources",
    "fichiers/", "fichiers/?state=unused", "fichiers/?state=undescribed", "a-faire/a-traduire",
    "a-faire/a-actualiser", "a-faire/brouillons-a-terminer", "a-faire/formations-a-completer",
    "a-faire/liens-rompus", "a-faire/images-a-decrire", "a-faire/consentements", "a-faire/bientot-en-ligne",
    "a-faire/dans-la-corbeille",
)  # fmt: skip


def test_a_writers_desk_looks_the_same_whatever_others_draft(writer: DeskClient, own: Entry) -> None:
    """So nothing tells of it either: no number, no page more, no order."""

    def seen() -> dict[str, str]:
        texts = {path: shown(writer, f"/fr/redaction/{path}") for path in LISTS}
        return {
            path: re.sub(r'name="csrf_token"[^>]*>|value="[^"]*" name="csrf', "", text)
            for path, text in texts.items()
        }

    before = seen()
    Others(person_of("editor"), own)
    for path, text in seen().items():
        assert text == before[path], path


def test_of_an_entry_that_is_public_a_writer_reads_what_is_public(writer: DeskClient, others: Others) -> None:
    entry = others.entries[0]
    publishing.publish(publishing.save(entry, "fr", title="Public", summary="", body="", document=None))
    db.session.commit()
    listed = shown(writer, LIST["fr"] + "?q=public")
    assert "Public" in listed
    assert f'href="{path_of(entry.id)}"' not in listed
    assert not told(plainly(writer, "/en/desk/entries/?q=public"))
    for query in ("state=draft", "q=zigomar", "language=en&kind=resources"):
        assert "Public" not in shown(writer, f"{LIST['fr']}?{query}"), query
    (found,) = writer.get(f"/en/desk/entries.json?id={entry.id}").get_json()["entries"]
    assert (found["titles"], set(found["states"])) == ({"fr": "Public"}, {"fr"})
    assert writer.get(path_of(entry.id)).status_code == 403
    # The picture is public now, by the French version; the PDF is in the English draft alone, its past in nobody's.
    assert writer.get(f"/fr/redaction/fichiers/{others.image.id}").status_code == 200
    assert "Public" in shown(writer, f"/fr/redaction/fichiers/{others.image.id}")
    assert "Brindezingue" not in shown(writer, f"/fr/redaction/fichiers/{others.image.id}")
    assert writer.get(f"/fr/redaction/fichiers/{others.pdf.id}").status_code == 403
    publishing.save(entry, "fr", title="Public", document=others.pdf)
    db.session.commit()
    assert writer.get(f"/fr/redaction/fichiers/{others.pdf.id}/original").status_code == 200
    version = others.pdf.versions[0].id
    assert writer.get(f"/fr/redaction/fichiers/{others.pdf.id}/anciennes-versions/{version}").status_code == 403
    assert "anciennes-versions" not in shown(writer, f"/fr/redaction/fichiers/{others.pdf.id}")


def test_links_to_and_from_others_drafts_are_not_named(writer: DeskClient, own: Entry, others: Others) -> None:
    body = f'<p><a href="entry:{others.entries[0].id}">là</a></p>'
    publishing.publish(publishing.save(own, "fr", title="À moi", body=body, by=person_of("writer")))
    db.session.commit()
    page = shown(writer, "/fr/redaction/a-faire/liens-rompus")
    assert "À moi" in page
    assert "une fiche qui n’est pas à vous" in page
    assert not told(page)
    publishing.unpublish(own.editions["fr"])
    db.session.commit()
    assert not told(shown(writer, f"{path_of(own.id)}/jeter"))


def test_no_file_of_others_drafts_can_be_taken_into_ones_own(writer: DeskClient, own: Entry, others: Others) -> None:
    path = path_of(own.id)
    number, document = others.image.id, others.pdf.id
    bodies = (f'<p><img src="asset:{number}"></p>', f'<p><img src="&#97;sset&#58;{number}"></p>')
    for changed in (
        {"image": str(number)}, {"fr-document": str(document)}, *({"fr-body": body} for body in bodies),
        {"image": str(number), "fr-title": ""},
    ):  # fmt: skip
        for page in (path, NEW["fr"].replace("news", "resources")):
            fields = form_of(writer, page)
            for name, value in {"fr-title": "Autre", "fact-document_type": "report", **changed}.items():
                fields[name] = value
            answer = writer.post(page, data=fields)
            assert answer.status_code == 422, changed
            assert not told(answer.get_data(as_text=True)), changed
    token = writer.token(path)
    typed = form_of(writer, path)
    typed["image"] = str(number)
    assert writer.post(f"{path}/saisie/resources", data=typed).status_code == 200
    assert not told(shown(writer, f"{path}?typed=1"))
    sent_text = {"locale": "fr", "title": "a", "summary": "", "body": bodies[0]}
    answer = writer.post("/fr/redaction/conseils.json", json=sent_text, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert not told(answer.get_data(as_text=True))
    db.session.expire_all()
    assert own.image_id != number
    assert not [use for use in own.editions["fr"].asset_uses if use.asset_id == number]


def test_who_sends_the_bytes_of_others_file_gets_one_of_their_own(writer: DeskClient, others: Others) -> None:
    answer = writer.send("/fr/redaction/fichiers/", file=(BytesIO(make_pdf("Xylophage Coquecigrue")), "a moi.pdf"))
    assert answer.status_code == 303
    page = shown(writer, answer.location)
    assert "a moi" in page
    assert "Trucmuche" not in page
    numbers = db.session.scalars(select(Asset.id).where(Asset.digest == others.pdf.digest)).all()
    assert len(numbers) == 2
    assert writer.get(f"{answer.location}/original").status_code == 200
    assert writer.get(f"/fr/redaction/fichiers/{others.pdf.id}/original").status_code == 403


def test_a_writer_brings_no_file_back_from_the_bin(writer: DeskClient, reader: FlaskClient) -> None:
    data = make_image(44, 12, "PNG")
    sent_once = writer.send("/fr/redaction/fichiers/", file=(BytesIO(data), "portrait.png"))
    asset = db.session.get_one(Asset, int(sent_once.location.rpartition("/")[2]))
    entry = publishing.create(get_kind("news"))
    publishing.publish(publishing.save(entry, "fr", title="Portrait", body=arrange.shows(asset)))
    service.discard(asset, by=None)
    db.session.commit()
    answer = writer.send("/fr/redaction/fichiers/", file=(BytesIO(data), "portrait.png"))
    assert answer.status_code == 422
    assert "Ce fichier est à la corbeille" in answer.get_data(as_text=True)
    assert reader.get(f"/media/{asset.digest}/44.jpg").status_code == 404


def test_a_file_that_nothing_uses_is_everybodys(writer: DeskClient, enter: Enter) -> None:
    data = make_image(45, 12, "PNG")
    path = enter("editor").send("/fr/redaction/fichiers/", file=(BytesIO(data), "logo.png")).location
    assert "logo" in shown(writer, path)
    (found,) = writer.get("/fr/redaction/fichiers.json?q=logo").get_json()["files"]
    assert writer.get(found["thumb"]).headers["Cache-Control"] == "private, no-store"
    answer = sent(writer, NEW["fr"], fr__title="Avec logo", image=str(found["id"]))
    assert answer.status_code == 303
    edition = db.session.scalars(select(Edition).where(Edition.title == "Avec logo")).one()
    assert edition.entry.image_id == found["id"]

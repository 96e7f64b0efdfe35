"""What the team says beside passages: seen in the review and in the form, by no reader, and found again later."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.core.database import db
from ecpat.entries import care
from ecpat.entries.comments.models import Comment
from ecpat.entries.models import Edition

from ..conftest import DeskClient
from ..mailserver import Sent
from .forms import NEW, Enter, path_of, sent, shown, write
from .test_sign_in import sent as mails
from .test_working_copy import live, page_of, text_of

__all__ = ["mails"]  # a fixture

BODY = "<p>Une première.</p><p>Apprendre les signes, et douter.</p>"


def say(browser: DeskClient, edition: Edition, passage: str, text: str = "Qui appeler\u00a0?", **more: str) -> int:
    """Comment on a passage; return the comment's id."""
    fields = {"do": f"comment:{edition.locale}", "passage": passage, "text": text, **more}
    assert act(browser, edition, **fields).status_code == 303
    return db.session.scalars(select(Comment.id).order_by(Comment.id.desc())).first() or 0


def act(browser: DeskClient, edition: Edition, to: str = "", **fields: str) -> TestResponse:
    """Send what a button beside a passage sends."""
    path = path_of(edition.entry_id)
    return browser.send(f"{path}/commentaires{to}", page=path, **fields)


def done(entry_id: int) -> list[str]:
    """Return what the audit says of comments on an entry."""
    found = select(Audit.action).where(Audit.subject == f"entry:{entry_id}", Audit.action.startswith("comment."))
    return list(db.session.scalars(found.order_by(Audit.id)))


def test_a_comment_stands_beside_its_words_until_they_are_gone(enter: Enter) -> None:
    editor, edition = enter("editor"), write("Signes", body=BODY)
    path = path_of(edition.entry_id)
    review = f"{path}/relecture"
    assert 'name="passage" value="Apprendre les signes, et douter."' in shown(editor, review)
    say(editor, edition, "les  signes", "Qui appeler <ici>\u00a0?\nEt quand\u00a0?")
    page = shown(editor, review)
    assert page.index('Apprendre <mark class="said">les signes</mark>, et douter.') < page.index(
        "appeler &lt;ici&gt;"
    )
    sent(editor, path, fr__body=BODY.replace("douter", "douter encore"))
    assert '<mark class="said">les signes</mark>' in shown(editor, review)
    sent(editor, path, fr__body="<p>Tout autre chose.</p>")
    page = shown(editor, review)
    assert page.index("Le passage a changé") < page.index(">les  signes<") < page.index("Qui appeler")
    page = shown(editor, path)
    assert page.index("Le passage a changé") < page.index(">les  signes<") < page.index("Qui appeler")


def test_the_form_has_comments_beside_each_language(enter: Enter) -> None:
    editor, edition = enter("editor"), write("Signes", body=BODY)
    number = say(editor, edition, "les signes", before="Apprendre ", after=", et")
    page = shown(editor, path_of(edition.entry_id))
    beside = page[page.index('id="beside-fr"') : page.index("</section>", page.index('id="beside-fr"'))]
    assert f'id="said-{number}"' in beside
    assert 'data-quotation="les signes" data-before="Apprendre" data-after=", et"' in beside
    assert '<p class="gone" hidden>' in beside
    answer = act(editor, edition, "?to=entry", do="comment:fr", passage="Signes", text="Oui.")
    assert answer.headers["Location"] == f"{path_of(edition.entry_id)}#said-{number + 1}"


def test_comments_are_answered_where_they_are_read_in_the_form(enter: Enter) -> None:
    editor, other, edition = enter("editor"), enter("administrator"), write("Signes", body=BODY)
    number = say(editor, edition, "les signes")
    page = shown(other, path_of(edition.entry_id))
    assert f'<form id="answering" method="post" action="{path_of(edition.entry_id)}/commentaires?to=entry">' in page
    assert f'name="answer-{number}" form="answering"' in page
    assert f'form="answering" name="do" value="answer:{number}"' in page
    answer = act(other, edition, "?to=entry", do=f"answer:{number}", **{f"answer-{number}": "Le 103."})
    assert answer.headers["Location"] == f"{path_of(edition.entry_id)}#said-{number}"
    assert "Le 103." in shown(editor, path_of(edition.entry_id))
    act(editor, edition, "?to=entry", do=f"settle:{number}")
    assert f'id="said-{number}"' not in shown(editor, path_of(edition.entry_id))


def test_comments_are_answered_settled_and_opened_again(enter: Enter) -> None:
    editor, other, edition = enter("editor"), enter("administrator"), write("Signes", body=BODY)
    review = f"{path_of(edition.entry_id)}/relecture"
    number = say(editor, edition, "les signes")
    act(other, edition, do=f"answer:{number}", **{f"answer-{number}": "Le 103."})
    act(other, edition, do=f"answer:{number}", **{f"answer-{number}": "   "})
    page = shown(editor, review)
    assert page.index("Qui appeler") < page.index("Le 103.")
    answer = db.session.scalars(select(Comment).where(Comment.answers_id == number)).one()
    for word in ("answer", "settle", "reopen"):  # threads have one level
        assert act(editor, edition, do=f"{word}:{answer.id}", text="Et puis\u00a0?").status_code == 404
    act(editor, edition, do=f"settle:{number}")
    page = shown(editor, review)
    assert "1 commentaire réglé" in page
    assert '<mark class="said">' not in page
    assert "Le 103." not in shown(editor, path_of(edition.entry_id))
    act(editor, edition, do=f"reopen:{number}")
    assert '<mark class="said">' in shown(editor, review)
    act(editor, edition, do=f"settle:{number}")
    act(other, edition, do=f"answer:{number}", **{f"answer-{number}": "Pas encore."})
    assert "1 commentaire réglé" not in shown(editor, review)
    settled = ["comment.settled", "comment.reopened", "comment.settled"]
    assert done(edition.entry_id) == ["comment.added", "comment.answered", *settled, "comment.answered"]


def test_what_is_no_comment_is_refused(enter: Enter) -> None:
    editor, edition, other = enter("editor"), write("Signes", body=BODY), write("Une autre")
    assert say(editor, edition, "Signes", "  ") == 0
    assert say(editor, edition, " ", "Rien de dit.") == 0
    elsewhere = say(editor, other, "Une autre")
    for do, status in {
        "other": 400, "comment:xx": 400, "comment:en": 400, "settle:999": 404, f"settle:{elsewhere}": 404, "": 400,
    }.items():  # fmt: skip
        assert act(editor, edition, do=do, text="x", passage="x").status_code == status, do


def test_only_who_reviews_or_wrote_reads_and_writes_comments(enter: Enter) -> None:
    writer, editor, edition = enter("writer"), enter("editor"), live("Une page à tous")
    path = path_of(edition.entry_id)
    number = say(editor, edition, "Une page")
    for page in (shown(writer, path), shown(writer, f"{path}/relecture")):
        assert "Qui appeler" not in page
    for do in ("comment:fr", f"answer:{number}", f"settle:{number}", f"reopen:{number}"):
        answer = act(writer, edition, do=do, text="x", passage="Une")
        assert answer.status_code == 403, do
    sent(writer, path, fr__summary="Proposé.")
    assert "Qui appeler" in shown(writer, path)
    assert act(writer, edition, do=f"answer:{number}", **{f"answer-{number}": "Le 103."}).status_code == 303
    assert "Le 103." in shown(editor, f"{path}/relecture")


def test_no_reader_is_told_of_a_comment(app: Flask, enter: Enter, reader: FlaskClient, tmp_path: Path) -> None:
    editor, edition = enter("editor"), live("Une page à tous")
    say(editor, edition, "Une page", "Entre nous seuls.")
    sent(editor, path_of(edition.entry_id), do="publish")
    for path in (page_of(edition), "/fr/actualites.atom", "/api/entries", "/fr/recherche/?q=nous+seuls"):
        assert "Entre nous seuls" not in text_of(reader, path), path
    assert app.test_cli_runner().invoke(args=["ecpat", "export", str(tmp_path / "out")]).exit_code == 0
    files = [one.read_text("utf-8") for one in tmp_path.rglob("*.md")]
    assert any("Une page à tous" in text for text in files)
    assert not any("Entre nous seuls" in text for text in files)
    assert "Entre nous seuls" not in db.session.get_one(Edition, edition.id).body


def test_comments_go_with_their_entry(enter: Enter) -> None:
    editor, edition = enter("editor"), write("Signes", body=BODY)
    path, number = path_of(edition.entry_id), say(editor, edition, "Signes")
    act(editor, edition, do=f"answer:{number}", **{f"answer-{number}": "Oui."})
    editor.send(f"{path}/jeter")
    editor.send(f"{path}/detruire")
    assert db.session.scalars(select(Comment)).all() == []


def test_whom_a_comment_concerns_hears_by_mail_if_they_wish(app: Flask, enter: Enter, mails: Sent) -> None:
    app.config["BASE_URL"] = "https://www.example.org"
    writer, editor, chief = enter("writer"), enter("editor"), enter("administrator")
    path = sent(writer, NEW["fr"], fr__title="Signes", fr__body=BODY).headers["Location"].partition("?")[0]
    edition = db.session.scalars(select(Edition).where(Edition.title == "Signes")).one()
    number = say(editor, edition, "les signes")
    assert mails.work() == []  # nobody wished for one
    for browser, name in ((writer, "Cléo"), (editor, "Ada"), (chief, "Chief")):
        browser.send("/fr/redaction/mon-compte", name=name, locale="fr", review_mail="y")
    act(editor, edition, do="comment:fr", passage="Signes", text="Trop court.")
    (mail,) = mails.work()
    assert mail["To"] == "writer@example.org"  # who wrote it; the chief has no part in it
    assert mail["Subject"] == "Un commentaire\u00a0: Signes"
    assert "Trop court." in mail.get_content()
    act(chief, edition, do=f"answer:{number}", **{f"answer-{number}": "Le 103."})
    both = mails.work()[1:]
    assert [one["To"] for one in both] == ["writer@example.org", "editor@example.org"]  # and who spoke before
    assert both[0]["Subject"] == "Une réponse\u00a0: Signes"
    assert f"https://www.example.org{path}/relecture?in=fr#said-{number}" in both[0].get_content()
    act(editor, edition, do=f"answer:{number}", **{f"answer-{number}": "Merci."})
    act(editor, edition, do=f"settle:{number}")  # before the worker looks
    assert len(mails.work()) == 3


def test_who_looks_after_an_entry_reads_what_is_said_of_it(enter: Enter) -> None:
    writer, editor, edition = enter("writer"), enter("editor"), live("Une page à tous")
    say(editor, edition, "Une page")
    assert "Qui appeler" not in shown(writer, path_of(edition.entry_id))
    care.save(edition.entry, db.session.scalars(select(Person).where(Person.role == "writer")).one(), None)
    db.session.commit()
    assert "Qui appeler" in shown(writer, path_of(edition.entry_id))

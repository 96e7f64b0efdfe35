"""A writer proposes and asks, an editor reads, comments, approves or returns; readers see what is published alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.accounts.models import Person
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service, updates
from ecpat.entries.gate.levels import PublishingLevel
from ecpat.entries.models import Edition
from ecpat.entries.reviews.models import Review

from ..conftest import DeskClient
from ..mailserver import Sent
from .forms import LIST, NEW, Enter, form_of, path_of, sent, shown, write
from .test_sign_in import sent as mails
from .test_working_copy import live, page_of, text_of

__all__ = ["mails"]  # a fixture
OVERVIEW = "/fr/redaction/"


def asked(writer: DeskClient, path: str, **changed: str) -> str:
    """Save a form as a writer who asks for a review; return the path of the review."""
    answer = sent(writer, path, do="ask", **changed)
    assert answer.status_code == 303
    return f"{answer.headers['Location'].partition('?')[0]}/relecture"


def told(entry_id: int) -> list[tuple[str, dict[str, object]]]:
    """Return what the audit says of the reviews of an entry."""
    rows = db.session.scalars(select(Audit).where(Audit.subject == f"entry:{entry_id}").order_by(Audit.id))
    return [(row.action, row.details) for row in rows if row.action.startswith("review.")]


def test_a_writer_proposes_changes_that_an_editor_publishes(enter: Enter, reader: FlaskClient) -> None:
    writer, editor, edition = enter("writer"), enter("editor"), live("Une page à tous")
    path, address = path_of(edition.entry_id), page_of(edition)
    page = shown(writer, path)
    assert "Demander la mise à jour" in page
    assert "Mettre le site à jour" not in page
    assert f'href="{path}"' in shown(writer, LIST["fr"])
    review = asked(writer, path, fr__title="Proposé", note="Le titre était long.")
    assert "Relecture demandée" in shown(writer, path)
    assert "Une page à tous" in text_of(reader, address)
    page = shown(editor, OVERVIEW)
    assert "À relire" in page
    assert f'href="{review}"' in page
    assert f'href="{review}"' not in shown(writer, OVERVIEW)
    assert "Le titre était long." in shown(editor, review)
    assert sent(editor, path, do="publish").status_code == 303
    assert "Proposé" in text_of(reader, address)
    assert "Rien à relire." in shown(editor, OVERVIEW)
    versions = {"facts": 1, "fr": 2, "en": 1}
    assert told(edition.entry_id) == [("review.asked", versions), ("review.approved", versions)]


def test_a_text_is_returned_with_words_then_approved(enter: Enter) -> None:
    writer, editor = enter("writer"), enter("editor")
    review = asked(writer, NEW["fr"], fr__title="Un brouillon", fr__body="<p>Un texte.</p>")
    path = review.removesuffix("/relecture")
    assert editor.send(review, do="return", words="Qui appeler\u00a0?").status_code == 303
    assert "Renvoyées à vous" in shown(writer, OVERVIEW)
    page = shown(writer, review)
    assert "Qui appeler" in page
    assert "Renvoyée avec un mot" in page
    asked(writer, path, fr__summary="Le 103.")
    assert "Renvoyées à vous" not in shown(writer, OVERVIEW)
    editor.send(review, do="approve")
    assert "Relecture approuvée" in shown(writer, path)
    sent(writer, path, fr__summary="Autre chose.")
    assert "Le texte a été enregistré à nouveau depuis." in shown(editor, review)
    assert [row.outcome for row in db.session.scalars(select(Review).order_by(Review.id))] == ["returned", "approved"]


def test_nobody_answers_what_they_asked_and_no_writer_answers(enter: Enter) -> None:
    writer, editor, edition = enter("writer"), enter("editor"), write("À deux")
    review = f"{path_of(edition.entry_id)}/relecture"
    assert editor.send(review, do="ask", words="À quatre yeux.").status_code == 303
    assert f'href="{review}"' not in shown(editor, OVERVIEW)
    assert f'href="{review}"' in shown(enter("administrator"), OVERVIEW)
    for action in ("approve", "return"):
        assert editor.send(review, do=action).status_code == 403
    assert writer.get(review).status_code == 403
    mine = asked(writer, NEW["fr"], fr__title="À moi")
    assert writer.send(mine, do="approve").status_code == 403
    assert editor.send(mine, do="withdraw").status_code == 403
    assert writer.send(mine, do="withdraw").status_code == 303
    assert "Aucune relecture n’est demandée" in shown(editor, mine)
    assert editor.send(mine, do="other").status_code == 400


def test_a_writer_opens_what_readers_see_whole(enter: Enter) -> None:
    writer, edition = enter("writer"), live()
    path = path_of(edition.entry_id)
    opened = form_of(writer, path)
    service.save(edition.entry, "fr", title="Avant", body="<p>Un texte connu de tous.</p>")
    translation = edition.entry.editions["en"]
    service.unpublish(translation)
    db.session.commit()
    crossed = writer.post(path, data={**opened, "fr-summary": "Mes mots."})
    assert crossed.status_code == 422  # shown beside what was saved meanwhile: nothing is lost
    assert "Mes mots." in crossed.get_data(as_text=True)
    other = enter("editor")
    lone = live("Une autre")
    sent(other, path_of(lone.entry_id), fr__title="En attente")
    assert writer.get(path_of(lone.entry_id)).status_code == 403
    assert "En attente" not in shown(writer, LIST["fr"])


def test_what_a_writer_changes_does_not_go_live_at_a_moment_set_before(enter: Enter) -> None:
    writer, edition = enter("writer"), live()
    person = db.session.scalars(select(Person).where(Person.role == "writer")).one()
    words = {"title": "Choisi", "summary": "", "body": "", "readers_words": "", "details": {}}
    updates.keep_words(edition, words, by=person)  # type: ignore[arg-type]
    updates.publish(edition, clock.now() + timedelta(hours=1))
    db.session.commit()
    sent(writer, path_of(edition.entry_id), fr__title="Glissé")
    db.session.expire_all()
    assert (edition.has_copy, edition.update_at) == (True, None)


def test_a_review_can_be_asked_for_by_the_gate(enter: Enter) -> None:
    editor, edition = enter("editor"), write("À approuver", body="<p>Un texte.</p>")
    review = asked(editor, path_of(edition.entry_id))
    assert "La relecture demandée n’est pas terminée." in shown(editor, path_of(edition.entry_id))
    db.session.add(PublishingLevel(kind="news", locale="fr", rule="approval", level="must"))
    db.session.commit()
    assert sent(editor, path_of(edition.entry_id), do="publish:fr").headers["Location"].endswith("?gate=1")
    enter("administrator").send(review, do="approve")
    assert sent(editor, path_of(edition.entry_id), do="publish:fr").status_code == 303
    db.session.expire_all()
    assert edition.live
    sent(editor, path_of(edition.entry_id), fr__title="Encore")
    assert sent(editor, path_of(edition.entry_id), do="publish:fr").headers["Location"].endswith("?gate=1")


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_who_wishes_has_a_mail_in_their_language(app: Flask, enter: Enter, mails: Sent, locale: str) -> None:
    app.config["BASE_URL"] = "https://www.example.org"
    writer, editor = enter("writer"), enter("editor")
    fields = {"name": "Ada", "locale": locale, "review_mail": "y"}
    assert editor.send("/fr/redaction/mon-compte", **fields).status_code == 302
    review = asked(writer, NEW["fr"], fr__title="Un titre", note="Merci.")
    mail = mails.work()[-1]
    text = mail.get_content()
    assert mail["To"] == "editor@example.org"
    assert mail["Subject"] == {"fr": "À relire\u00a0: Un titre", "en": "To review: Un titre"}[locale]
    assert "Merci." in text
    assert f"https://www.example.org/{'fr/redaction/fiches' if locale == 'fr' else 'en/desk/entries'}/" in text
    assert writer.send("/fr/redaction/mon-compte", name="Cléo", locale=locale, review_mail="y").status_code == 302
    editor.send(review, do="return", words="Encore un mot.")
    mail = mails.work()[-1]
    assert mail["To"] == "writer@example.org"
    assert "Encore un mot." in mail.get_content()
    asked(writer, review.removesuffix("/relecture"))
    editor.send(review, do="approve")  # before the worker looks
    assert [one["To"].partition("@")[0] for one in mails.work()] == ["editor", "writer", "writer"]
    asked(writer, review.removesuffix("/relecture"))
    db.session.delete(db.session.scalars(select(Edition).where(Edition.title == "Un titre")).one().entry)
    db.session.commit()
    assert len(mails.work()) == 3


def test_nobody_has_a_mail_who_did_not_wish_for_it(enter: Enter, mails: Sent) -> None:
    writer, editor = enter("writer"), enter("editor")
    editor.send(asked(writer, NEW["fr"], fr__title="Un titre"), do="approve")
    assert mails.work() == []

"""An entry to be reviewed: its text passage by passage with what is said beside each, and the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as WerkzeugResponse

from .... import locales
from ....accounts.models import Person
from ....core.database import db
from ....core.i18n import current_locale
from ....desk import access, layout, transactions
from ....desk.mail import Letter
from ....web.feature import Route
from ....web.forms import line
from ....web.urls import absolute
from ...comments.models import COMMENT_LENGTH
from ...comments.passages import passages_of, place
from ...comments.queries import comments_on
from ...models import Entry
from ...reviews import queries as reviews
from ...reviews import service as review_service
from ...reviews.models import APPROVED, NOTE_LENGTH, Review
from .. import rights, titles

ASK, WITHDRAW, APPROVE, RETURN = "ask", "withdraw", "approve", "return"


def review(entry_id: int) -> WerkzeugResponse:
    """Show an entry to who reviews it or asks for that, in a language (`in`); or do what a button says."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    if request.method == "POST":
        return _done(entry_id, person)
    asked = request.args.get("in", "")
    here = next((one for one in (asked, current_locale(), *locales.LOCALES) if one in entry.editions), "") or abort(
        404
    )
    comments = comments_on(entry_id) if rights.may_comment(person, entry) else []
    waiting = [said for said in comments if said.settled_at is None]
    found = passages_of(entry.editions[here])
    lost = place(found, [said for said in waiting if said.locale == here])
    title, language = titles.of(entry)
    last = reviews.last_of(entry_id)
    return layout.render(
        "entries/desk/review.html", entry=entry, edition=entry.editions[here], title=title, language=language,
        passages=found, lost=lost, counts=Counter(said.locale for said in waiting),
        settled=[said for said in comments if said.locale == here and said.settled_at],
        comments_here=rights.may_comment(person, entry),
        review=last, answers=may_answer(person, last), withdraws=_may_withdraw(person, last),
        moved=last is not None and last.versions != review_service.versions_of(entry),
        note_length=NOTE_LENGTH, comment_length=COMMENT_LENGTH,
        changed=any(one.changed for one in entry.editions.values()),
    )  # fmt: skip


def may_answer(person: Person, review: Review | None) -> bool:
    """Tell whether a person may approve or return what is asked: an editor who did not ask."""
    waits = review is not None and review.answered_at is None
    return waits and person.may(rights.PUBLISHES) and review is not None and review.asked_by_id != person.id


def _may_withdraw(person: Person, review: Review | None) -> bool:
    return review is not None and review.answered_at is None and review.asked_by_id == person.id


def _done(entry_id: int, person: Person) -> WerkzeugResponse:
    said = transactions.write(lambda: _work(entry_id, request.form.get("do", ""), person))
    flash(said)
    values: dict[str, Any] = {"in": request.args.get("in")}
    return redirect(url_for("desk.review", entry_id=entry_id, **values), 303)


def _work(entry_id: int, word: str, person: Person) -> str:
    """Do what a button says and return what is said of it; 400 for what is no action, 403 for who may not."""
    entry, last = rights.opened(person, entry_id), reviews.last_of(entry_id)
    words = line(request.form.get("words"))[:NOTE_LENGTH]
    if word == ASK:
        review_service.ask(entry, words, by=person)
        return _("A review is asked for. Editors find it under “To review”.")
    if word == WITHDRAW:
        if not _may_withdraw(person, last):
            abort(403)
        review_service.withdraw(entry, by=person)
        return _("Nobody is asked for a review any more.")
    if word in (APPROVE, RETURN):
        if not may_answer(person, last):
            abort(403)
        (review_service.approve if word == APPROVE else review_service.give_back)(entry, words, by=person)
        return _("The review is done: approved.") if word == APPROVE else _("The review is done: returned.")
    raise BadRequest


def _asked(_person: Person, details: Mapping[str, str]) -> dict[str, Any] | None:
    found = _found(details)
    if found is None or found.answered_at is not None:
        return None
    return {**_named(found), "by": found.asked_by.name, "note": found.note}


def _answered(_person: Person, details: Mapping[str, str]) -> dict[str, Any] | None:
    found = _found(details)
    if found is None or found.answered_by is None:
        return None
    told = {"by": found.answered_by.name, "note": found.words, "approved": found.outcome == APPROVED}
    return {**_named(found), **told}


def _found(details: Mapping[str, str]) -> Review | None:
    """Return the review that a mail is about, unless its entry is gone or in the bin."""
    found = select(Review).join(Entry, Entry.id == Review.entry_id).where(Entry.deleted_at.is_(None))
    return db.session.scalar(found.where(Review.id == int(details["review"])))


def _named(found: Review) -> dict[str, Any]:
    entry = db.session.get_one(Entry, found.entry_id)
    return {"title": titles.of(entry)[0], "path": absolute(url_for("desk.review", entry_id=entry.id))}


LETTERS = (Letter("review_asked", _asked), Letter("review_answered", _answered))
ROUTES = (Route("review", "{entries}/<id:entry_id>/{review}", review, methods=("GET", "POST")),)

"""An entry to be reviewed: its text passage by passage with what is said beside each, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as WerkzeugResponse

from ... import locales
from ...accounts.models import Person
from ...core.characters import fit
from ...core.database import db
from ...core.i18n import current_locale
from ...desk import access, layout, transactions
from ...desk.mail import Letter
from ...web.feature import Route
from ...web.forms import ids, line
from ...web.urls import absolute
from .. import copies, reviewing, reviews, richtext
from ..models import Edition, Entry
from ..reviews import COMMENT_LENGTH, NOTE_LENGTH, Comment, Review
from . import rights, titles

ASK, WITHDRAW, APPROVE, RETURN, COMMENT, SETTLE = "ask", "withdraw", "approve", "return", "comment", "settle"


@dataclass
class Passage:
    """A passage of a text: its title, its summary, or a paragraph; and what was said beside it."""

    sort: str
    text: str
    comments: list[Comment] = field(default_factory=list)


def passages(edition: Edition, comments: list[Comment]) -> tuple[list[Passage], list[Comment]]:
    """Return an edition's passages as they are saved now, and the comments whose passage has changed.

    A comment stands beside the first passage that still has the words it was written for.
    """
    words = copies.words_of(edition)
    found = [Passage(name, words[name]) for name in ("title", "summary") if words[name]]
    found += [Passage("text", text) for text in richtext.plain(words["body"]).splitlines()]
    lost: list[Comment] = []
    for said in comments:
        if said.locale == edition.locale:
            place = next((one for one in found if said.quotation in one.text), None)
            (place.comments if place else lost).append(said)
    return found, lost


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
    comments = reviews.comments_on(entry_id)
    found, lost = passages(entry.editions[here], comments)
    counts = {one: sum(said.locale == one for said in comments) for one in entry.editions}
    title, language = titles.of(entry)
    last = reviews.last_of(entry_id)
    return layout.render(
        "entries/desk/review.html", entry=entry, edition=entry.editions[here], title=title, language=language,
        passages=found, lost=lost, counts=counts,
        review=last, answers=may_answer(person, last), withdraws=_may_withdraw(person, last),
        moved=last is not None and last.versions != reviewing.versions_of(entry),
        lengths={"note": NOTE_LENGTH, "comment": COMMENT_LENGTH},
        changed=any(one.changed for one in entry.editions.values()),
    )  # fmt: skip


def may_answer(person: Person, review: Review | None) -> bool:
    """Tell whether a person may approve or return what is asked: an editor who did not ask."""
    waits = review is not None and review.answered_at is None
    return waits and person.may(rights.PUBLISHES) and review is not None and review.asked_by_id != person.id


def _may_withdraw(person: Person, review: Review | None) -> bool:
    return review is not None and review.answered_at is None and review.asked_by_id == person.id


def _done(entry_id: int, person: Person) -> WerkzeugResponse:
    word, _colon, rest = request.form.get("do", "").partition(":")
    said = transactions.write(lambda: _work(entry_id, word, rest, person))
    flash(said)
    values: dict[str, Any] = {"in": request.args.get("in")}
    return redirect(url_for("desk.review", entry_id=entry_id, **values), 303)


def _work(entry_id: int, word: str, rest: str, person: Person) -> str:
    """Do what a button says and return what is said of it; 400 for what is no action, 403 for who may not."""
    entry, last = rights.opened(person, entry_id), reviews.last_of(entry_id)
    words = line(request.form.get("words"))[:NOTE_LENGTH]
    if word == ASK:
        reviewing.ask(entry, words, by=person)
        return _("A review is asked for. Editors find it under “To review”.")
    if word == WITHDRAW:
        if not _may_withdraw(person, last):
            abort(403)
        reviewing.withdraw(entry, by=person)
        return _("Nobody is asked for a review any more.")
    if word in (APPROVE, RETURN):
        if not may_answer(person, last):
            abort(403)
        (reviewing.approve if word == APPROVE else reviewing.give_back)(entry, words, by=person)
        return _("The review is done: approved.") if word == APPROVE else _("The review is done: returned.")
    if word == COMMENT and rest in entry.editions:
        return _comment(entry, rest, person)
    if word == SETTLE:
        return _settle(entry, next(iter(ids([rest])), 0), person)
    raise BadRequest


def _comment(entry: Entry, locale: str, person: Person) -> str:
    text, quotation = (fit(request.form.get(name, "")).strip()[:COMMENT_LENGTH] for name in ("text", "passage"))
    if not text or not quotation:
        return _("Nothing was said: the comment was empty.")
    reviewing.comment(entry, locale, quotation, text, by=person)
    return _("Your comment stands beside its passage.")


def _settle(entry: Entry, number: int, person: Person) -> str:
    said = db.session.get(Comment, number)
    if said is None or said.entry_id != entry.id:
        abort(404)
    reviewing.settle(entry, said, by=person)
    return _("This passage is settled.")


def _asked(_person: Person, details: Mapping[str, str]) -> dict[str, Any] | None:
    found = _found(details)
    if found is None or found.answered_at is not None:
        return None
    return {**_named(found), "by": found.asked_by.name, "note": found.note}


def _answered(_person: Person, details: Mapping[str, str]) -> dict[str, Any] | None:
    found = _found(details)
    if found is None or found.answered_by is None:
        return None
    told = {"by": found.answered_by.name, "note": found.words, "approved": found.outcome == reviews.APPROVED}
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

"""What the team says beside passages: comments, answers, and that something is settled, or is not after all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as WerkzeugResponse

from ....accounts.models import Person
from ....core.characters import fit
from ....core.database import db
from ....desk import access, transactions
from ....desk.mail import Letter
from ....web.feature import Route
from ....web.forms import ids
from ....web.urls import absolute
from ...comments import service
from ...comments.models import COMMENT_LENGTH, CONTEXT_LENGTH, Comment
from ...models import Entry
from .. import rights, titles

COMMENT, ANSWER, SETTLE, REOPEN = "comment", "answer", "settle", "reopen"


def comments(entry_id: int) -> WerkzeugResponse:
    """Do what a button beside a passage says, then lead back to the review, or to the form (`to`)."""
    person = access.person()
    word, _colon, rest = request.form.get("do", "").partition(":")
    message, said_id = transactions.write(lambda: _work(entry_id, word, rest, person))
    flash(message)
    values: dict[str, Any] = {"_anchor": f"said-{said_id}"} if said_id else {}
    if request.args.get("to") == "entry":
        return redirect(url_for("desk.entry", entry_id=entry_id, **values), 303)
    return redirect(url_for("desk.review", entry_id=entry_id, **{**values, "in": request.args.get("in")}), 303)


def _work(entry_id: int, word: str, rest: str, person: Person) -> tuple[str, int]:
    """Do what a button says; return what is said of it and the comment that it leads to (0: none).

    400 for what is no action, 403 for who may not.
    """
    entry = rights.opened(person, entry_id)
    if not rights.may_comment(person, entry):
        abort(403)
    if word == COMMENT and rest in entry.editions:
        return _comment(entry, rest, person)
    if word not in (ANSWER, SETTLE, REOPEN):
        raise BadRequest
    said = db.session.get(Comment, next(iter(ids([rest])), 0))
    if said is None or said.entry_id != entry_id or said.answers_id is not None:
        abort(404)
    if word == SETTLE:
        service.settle(entry, said, by=person)
        return _("This passage is settled."), 0
    if word == REOPEN:
        service.reopen(entry, said, by=person)
        return _("The comment stands beside its passage again."), said.id
    if not (text := _sent(f"answer-{said.id}", COMMENT_LENGTH)):
        return _("Nothing was said: the comment was empty."), said.id
    service.answer(entry, said, text, by=person)
    return _("Your answer stands below the comment."), said.id


def _comment(entry: Entry, locale: str, person: Person) -> tuple[str, int]:
    text, quotation = _sent("text", COMMENT_LENGTH), _sent("passage", COMMENT_LENGTH)
    if not text or not quotation:
        return _("Nothing was said: the comment was empty."), 0
    before, after = _sent("before", CONTEXT_LENGTH, from_end=True), _sent("after", CONTEXT_LENGTH)
    said = Comment(locale=locale, quotation=quotation, before=before, after=after, text=text)
    service.comment(entry, said, by=person)
    return _("Your comment stands beside its passage."), said.id


def _sent(name: str, length: int, *, from_end: bool = False) -> str:
    """Return what was sent under a name: as much of it as is kept."""
    text = fit(request.form.get(name, "")).strip()
    return text[-length:] if from_end else text[:length]


def _told(person: Person, details: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what a mail says of a comment; nothing of one that was settled, or that is not for this person."""
    said = db.session.get(Comment, int(details["comment"]))
    first = db.session.get(Comment, said.answers_id) if said and said.answers_id else said
    entry = db.session.get(Entry, said.entry_id) if said else None
    if said is None or first is None or entry is None or entry.deleted_at is not None or first.settled_at:
        return None
    if not rights.may_comment(person, entry):
        return None
    values: dict[str, Any] = {"in": said.locale, "_anchor": f"said-{first.id}"}
    path = absolute(url_for("desk.review", entry_id=entry.id, **values))
    told = {"by": said.person.name, "text": said.text, "quotation": first.quotation, "answers": said is not first}
    return {**told, "title": titles.of(entry)[0], "path": path}


LETTER = Letter("commented", _told)
ROUTES = (Route("comments", "{entries}/<id:entry_id>/{comments}", comments, methods=("POST",)),)

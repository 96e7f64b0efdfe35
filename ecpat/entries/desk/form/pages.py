"""The form of an entry: facts once, words side by side, one save for all."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as WerkzeugResponse

from .... import locales
from ....core import clock
from ....core.database import db
from ....core.errors import ConflictError, ContentError
from ....core.i18n import current_locale, format_day, format_hour, language_name
from ....desk import access, layout, transactions
from ....files.desk import uploads
from ....web.feature import Route
from ... import kind as registry
from ...kind import Kind
from ...models import Edition, Entry
from ...public import addresses
from .. import duplicates, rights
from . import autosave, presence, saving, states, view
from .entry_form import EntryForm, Sent, sent_now
from .saving import Refused, Saved


def new(kind: str) -> WerkzeugResponse:
    """Ask for a new entry of a kind, or add it."""
    try:
        one = registry.get_kind(kind)
    except KeyError:
        abort(404)
    if request.method == "POST":
        return _save(one, None)
    form = view.with_typed(EntryForm(one, None))
    if title := request.args.get("title"):
        form.put(form[f"{current_locale()}-title"], title)
    return view.show(form)


def entry(entry_id: int) -> WerkzeugResponse:
    """Show an entry's form, or save it."""
    person = access.person()
    found = rights.opened(person, entry_id)
    kind = registry.get_kind(found.kind)
    if request.method == "POST":
        return _save(kind, found)
    try:
        others = transactions.write(lambda: presence.enter(entry_id, person))
    except OperationalError:  # somebody writes for long: the form can be read without it
        others = []
    form = EntryForm(kind, found)
    form.others = others
    source, target = request.args.get("from", ""), request.args.get("to", "")
    return view.show(duplicates.begin_with(view.with_typed(form), source, target))


def _save(kind: Kind, found: Entry | None) -> WerkzeugResponse:
    person, entry_id, sent = access.person(), found.id if found else 0, sent_now()
    action = sent.get("do", states.SAVE)
    word, _colon, locale = action.partition(":")
    taken_off = False

    def refused(form: EntryForm, status: int = 422) -> Response:
        if taken_off:
            flash(_("Readers do not see this version any more: it is a draft again."))
        return view.show(form, status)

    def work() -> Saved:
        saved = saving.save(kind, entry_id, sent, states.SAVE if taken_off else action, person)
        if "offered" not in sent:  # else what was typed earlier waits for its writer to choose
            autosave.forget(kind, entry_id, person)
        return saved

    try:
        if found is not None and word == states.UNPUBLISH:  # first and apart: whatever comes of the words and files
            transactions.write(lambda: states.take_off(entry_id, locale, person))
            taken_off = True
        if faults := _keep_files(kind, sent):
            form = EntryForm(kind, found, sent)
            for name, message in faults.items():
                form.fault(name, message)
            return refused(form)
        saved = transactions.write(work)
    except (ConflictError, OperationalError):  # busy even after several tries
        form = EntryForm(kind, db.session.get(Entry, entry_id) if entry_id else None, sent)
        form.message = _("Somebody else is saving at this very moment. Nothing was lost: save again.")
        return refused(form, 503)
    except Refused as refusal:
        return refused(refusal.form)
    if saved.stopped:
        flash(_("Saved, and not published: something is to be settled first."), "error")
        return redirect(url_for("desk.entry", entry_id=saved.entry_id, gate=1), 303)
    # The page that saves without a reload sees by `taken` that its fields are not what is saved.
    return layout.done(_said(saved, action), "desk.entry", entry_id=saved.entry_id, taken=1 if saved.taken else None)


def _keep_files(kind: Kind, sent: Sent) -> dict[str, Any]:
    """Keep the files that were sent with the form and choose them in its fields; return faults by field.

    Before the save and apart from it: reading a file takes seconds, and one that is whole is not lost with a save
    that is refused.
    """
    faults: dict[str, Any] = {}
    for locale in locales.LOCALES if kind.has_document else ():
        name = f"{locale}-document"
        file = request.files.get(f"{name}-upload")
        if locale in sent.getlist("closed") or not file:
            continue
        try:
            kept = uploads.receive(file, by=access.person(), kind="pdf")
            db.session.commit()
        except ContentError as error:
            db.session.rollback()
            faults[name] = error.message
        else:
            sent[name] = str(kept.id)
    return faults


def _said(saved: Saved, action: str) -> str:
    """Say what a save did."""
    word, _colon, locale = action.partition(":")
    entry = db.session.get_one(Entry, saved.entry_id)
    if word == states.ASK:
        path = url_for("desk.review", entry_id=entry.id)
        return layout.leading(_("Saved, and a review is asked for."), path, _("See the review"))
    if locale:
        return _said_of(entry.editions[locale], language_name(locale))
    if word == states.PUBLISH:
        names = [language_name(one) for one in locales.LOCALES if states.state_of(entry.editions.get(one)) == "live"]
        said = _("Saved. The site shows this text in: %(languages)s.", languages=", ".join(names))
        live = {one: edition for one, edition in entry.editions.items() if edition.live}
        shown = live.get(current_locale()) or next(iter(live.values()))
        return layout.leading(said, addresses.edition_url(shown), _("See the page"))
    if not saved.changed:
        return str(_("Nothing had changed."))
    if any(edition.changed for edition in entry.editions.values()):
        return str(_("Saved. The site does not show your changes yet."))
    return str(_("Saved."))


def _said_of(edition: Edition, language: str) -> str:
    """Say how far a language is."""
    if edition.published_at is None:
        return str(_("Saved. The version in %(language)s is a draft again.", language=language))
    if edition.update_at is not None:
        words = {"language": language, "day": format_day(edition.update_at), "hour": format_hour(edition.update_at)}
        return str(_("Saved. The changes in %(language)s go live on %(day)s, %(hour)s.", **words))
    if edition.published_at > clock.now():
        day, hour = format_day(edition.published_at), format_hour(edition.published_at)
        words = {"language": language, "day": day, "hour": hour}
        return str(_("Saved. The version in %(language)s goes live on %(day)s, %(hour)s.", **words))
    live = _("Saved. The version in %(language)s is live.", language=language)
    return layout.leading(live, addresses.edition_url(edition), _("See the page"))


ROUTES = (
    Route("new", "{entries}/{new}/<kind>", new, "writer", ("GET", "POST")),
    Route("entry", "{entries}/<id:entry_id>", entry, "writer", ("GET", "POST")),
)

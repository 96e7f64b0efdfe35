"""An entry for translators: a file of one language to be translated into another, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as WerkzeugResponse

from ... import locales
from ...accounts import audit
from ...accounts.models import Person
from ...core import clock
from ...core.database import db
from ...core.i18n import language_name
from ...desk import access, layout, transactions
from ...web.feature import Route
from ...web.urls import absolute
from ..kind import get_kind
from ..models import Entry
from ..translation import checks, reading, writing
from ..translation.origin import Origin
from ..translation.reading import Fault, Translation, UnfitError
from ..translation.units import NOTE, Text
from . import rights, titles
from .form import parts, saving, states
from .form import view as form_view
from .form.entry_form import sent_as
from .form.saving import Refused, Saved
from .revisions import forms as revision_forms

XLIFF_TYPE = "application/xliff+xml"


class TranslationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A file that comes back from a translator."""

    file = FileField(_l("The translated file (XLIFF 2)"), [FileRequired(_l("Choose a file."))])


def translation(entry_id: int) -> WerkzeugResponse:
    """Show the files that an entry can be downloaded as, and take in what comes back from a translator."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    form = TranslationForm()
    faults: Sequence[Fault] = ()
    if form.validate_on_submit():
        try:
            sent = reading.read(form.file.data.stream)
            saved, moved = transactions.write(lambda: _take(entry_id, sent, person))
        except UnfitError as unfit:
            faults = unfit.faults
        except Refused as refused:
            return form_view.show(refused.form, 422)
        else:
            return _taken(saved, moved, sent.origin)
    title, language = titles.of(entry)
    offered = [(one, other) for one in locales.LOCALES if one in entry.editions for other in locales.LOCALES]
    return layout.render(
        "entries/desk/translation.html", 422 if form.errors or faults else 200, form=form, faults=faults, entry=entry,
        title=title, language=language, pairs=[(one, other) for one, other in offered if one != other],
    )  # fmt: skip


def translation_file(entry_id: int, source: str, target: str) -> Response:
    """Send the words of an entry in a language, to be translated into another, with what that says now."""
    entry = rights.opened(access.person(), entry_id)
    if source not in entry.editions or target not in locales.LOCALES or source == target:
        abort(404)
    kind = get_kind(entry.kind)
    text, present = (Text(kind, parts.present(kind, entry, one)) for one in (source, target))
    counts = {"saves": parts.saves(entry, source), "begun": parts.saves(entry, target)}
    made_from = Origin(entry_id=entry.id, source=source, digest=text.digest, target=target, **counts)
    page = absolute(url_for("desk.translation", entry_id=entry.id))
    shown = writing.write(made_from, text, present, page)
    answer = Response(shown, mimetype=XLIFF_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    name = f"{entry.editions[source].slug}-{source}-{target}.xlf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _take(entry_id: int, sent: Translation, person: Person) -> tuple[Saved, bool]:
    """Save a translation as what its language is changed to; tell too whether the source has changed since.

    Raises UnfitError for what cannot be taken, and Refused(form) where others changed the same words meanwhile.
    """
    entry, made_from = rights.opened(person, entry_id), sent.origin
    kind, target = get_kind(entry.kind), made_from.target
    if made_from.entry_id != entry_id:
        raise UnfitError([Fault(_("This file is of another entry."))])
    if target not in locales.LOCALES or target == made_from.source:
        raise UnfitError([Fault(_("This site has no texts in the language that the file is translated into."))])
    if _has_moment(entry, target):
        message = _(
            "A moment is set at which this language goes online. Take it away first: this is still to be read."
        )
        raise UnfitError([Fault(message)])
    text = _source(entry, made_from)
    if not any(name.startswith(NOTE) for name in sent.targets):
        text.leave_notes()
    if faults := checks.faults(text, sent):
        raise UnfitError(faults)
    translated = {name: tokens for name, tokens in sent.targets.items() if tokens}
    begun = revision_forms.base(kind, entry, target, made_from.begun) or parts.present(kind, entry, target)
    fields = sent_as(target, kind, {**begun, **text.values(translated)})
    fields[f"{target}-saves"] = str(made_from.begun)
    saved = saving.save(kind, entry_id, fields, states.SAVE, person)
    told = {"locale": target, "source": made_from.source, "version": made_from.saves}
    audit.record(person, "translation.taken", entry.subject, **told)
    return saved, text.digest != Text(kind, parts.present(kind, entry, made_from.source)).digest


def _has_moment(entry: Entry, locale: str) -> bool:
    """Tell whether what is saved of a language would go online by itself."""
    edition = entry.editions.get(locale)
    at = edition.published_at if edition else None
    return edition is not None and (edition.update_at is not None or (at is not None and at > clock.now()))


def _source(entry: Entry, made_from: Origin) -> Text:
    """Return what a file was made from: as it is now, or as it was saved then."""
    kind = get_kind(entry.kind)
    then = revision_forms.base(kind, entry, made_from.source, made_from.saves)
    for values in (parts.present(kind, entry, made_from.source), then):
        if values and (text := Text(kind, values)).digest == made_from.digest:
            return text
    raise UnfitError([Fault(_("What this file was made from is not here any more. Download it anew."))])


def _taken(saved: Saved, moved: bool, made_from: Origin) -> WerkzeugResponse:
    """Lead to the entry, and say what came of a file."""
    db.session.expire_all()
    entry = db.session.get_one(Entry, saved.entry_id)
    names = {"language": language_name(made_from.target), "source": language_name(made_from.source)}
    if moved:
        said = _("The text in %(source)s has changed since this file was made: see what is missing.", **names)
        path = url_for("desk.revisions", entry_id=entry.id)
        flash(layout.leading(said, path, _("Earlier versions")), "error")
    live = entry.editions[made_from.target].live
    if live:
        said = _("The translation into %(language)s is kept, and readers do not see it yet. Read it first.", **names)
    else:
        said = _("The translation into %(language)s is kept as a draft. Read it, then publish it.", **names)
    return layout.done(said, "desk.entry", entry_id=entry.id)


ROUTES = (
    Route("translation", "{entries}/<id:entry_id>/{translation}/", translation, methods=("GET", "POST")),
    Route("translation_file", "{entries}/<id:entry_id>/{translation}/<source>/<target>.xlf", translation_file),
)

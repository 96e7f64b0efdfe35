"""Words of distress: a search with one of them is answered with help first."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from sqlalchemy import func, or_, select
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired

from .. import locales
from ..accounts import audit
from ..core.database import db
from ..core.i18n import current_locale, own_name
from ..desk import access, layout
from ..desk.pagination import Page
from ..terms.models import HelpPhrase
from ..web.feature import SETTINGS, Link, Route
from ..web.forms import Choice, at_most, line
from .text.analysis import analyser
from .text.crisis import unkept

LONGEST = 120
TAKEN_AWAY = ("phrase.deleted", "phrase.saved")  # the actions by which a phrase may be gone


class PhraseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A phrase; `before` is what it was."""

    language = Choice(
        lazy_pgettext("label", "Language"), choices=lambda: [(one, own_name(one)) for one in locales.LOCALES]
    )
    phrase = StringField(_l("Phrase"), [DataRequired(_l("Type a phrase.")), at_most(LONGEST)], filters=[line])
    before = HiddenField(filters=[lambda text: line(text)])

    def validate_phrase(self, field: Any) -> None:
        """Refuse what stands there already, and what has no word that a search could have."""
        locale, text = self.language.data, field.data.lower()
        if text != self.before.data and db.session.get(HelpPhrase, (locale, text)) is not None:
            raise ValidationError(_("This phrase is there already."))
        if locale in locales.LOCALES and not any(analyser(locale).words(text)):
            raise ValidationError(_("Type words: this has none."))


def phrases() -> Response:
    """Show the phrases of a language, narrowed to those with some letters in them."""
    asked = line(request.args.get("q", ""))[:LONGEST]
    chosen = request.args.get("language", current_locale())
    if chosen not in locales.LOCALES:
        abort(404)
    found = select(HelpPhrase).where(HelpPhrase.locale == chosen).order_by(HelpPhrase.phrase)
    if asked:
        found = found.where(
            or_(
                func.lower(HelpPhrase.phrase).contains(asked.lower(), autoescape=True),
                HelpPhrase.phrase.contains(asked, autoescape=True),
            )
        )
    empty = db.session.scalar(select(HelpPhrase.phrase).limit(1)) is None
    newer = len(shipped_since())
    form = PhraseForm(formdata=None, data={"language": chosen})
    return layout.render(
        "search/desk/phrases.html", page=Page.of(found), asked=asked, chosen=chosen, empty=empty, form=form,
        newer=newer,
    )  # fmt: skip


def new_phrase() -> WerkzeugResponse:
    """Add a phrase."""
    form = PhraseForm(data={"language": current_locale()})
    if not form.validate_on_submit():
        return layout.render("search/desk/phrase.html", 422 if form.errors else 200, form=form, phrase=None)
    take_over()
    _add(form)
    return _done(form.language.data, _("The phrase is added; searches know it now."))


def phrase(language: str) -> WerkzeugResponse:
    """Show the form of a phrase, and save it."""
    kept = _asked(language, request.values.get("before", ""))
    form = PhraseForm(data={"language": kept.locale, "phrase": kept.phrase, "before": kept.phrase})
    form.language.data = kept.locale
    if not form.validate_on_submit():
        return layout.render("search/desk/phrase.html", 422 if form.errors else 200, form=form, phrase=kept)
    if form.phrase.data.lower() != kept.phrase:
        db.session.delete(kept)
        db.session.flush()
        _add(form)
    return _done(kept.locale, _("The phrase is saved; searches know it now."))


def delete_phrase(language: str) -> WerkzeugResponse:
    """Delete a phrase."""
    kept = _asked(language, request.form.get("before", ""))
    audit.record(access.person(), "phrase.deleted", "", locale=kept.locale, phrase=kept.phrase)
    db.session.delete(kept)
    db.session.commit()
    return _done(language, _("The phrase is deleted."))


def begin_phrases() -> WerkzeugResponse:
    """Keep the phrases that come with the site as rows to edit."""
    take_over()
    db.session.commit()
    return _done(current_locale(), _("Here are the phrases that come with the site."))


def add_newer_phrases() -> WerkzeugResponse:
    """Add the phrases that came with the site since its own were taken over."""
    newer = shipped_since()
    db.session.add_all(HelpPhrase(locale=locale, phrase=text) for locale, text in sorted(newer))
    audit.record(access.person(), "phrase.newer", "", count=len(newer))
    db.session.commit()
    return _done(current_locale(), _("The phrases are added; searches know them now."))


def shipped_since() -> set[tuple[str, str]]:
    """Return the (language, phrase) that came with the site since, but for those that editors changed or deleted."""
    kept = {(row.locale, row.phrase) for row in db.session.scalars(select(HelpPhrase))}
    told = db.session.scalars(select(audit.Audit.details).where(audit.Audit.action.in_(TAKEN_AWAY)))
    gone = {(one.get("locale", ""), one.get(name, "")) for one in told for name in ("phrase", "before")}
    return unkept(()) - unkept(locale for locale, _phrase in kept) - kept - gone


def take_over() -> None:
    """Where editors keep no phrases in a language yet, keep those of the site, so that none is lost."""
    kept = db.session.scalars(select(HelpPhrase.locale).distinct())
    db.session.add_all(HelpPhrase(locale=locale, phrase=text) for locale, text in sorted(unkept(kept)))
    db.session.flush()


def _asked(language: str, text: str) -> HelpPhrase:
    return db.session.get(HelpPhrase, (language, line(text))) or abort(404)


def _add(form: PhraseForm) -> None:
    locale, text = form.language.data, form.phrase.data.lower()
    if db.session.get(HelpPhrase, (locale, text)) is None:
        db.session.add(HelpPhrase(locale=locale, phrase=text))
    audit.record(access.person(), "phrase.saved", "", locale=locale, phrase=text, before=form.before.data or "")
    db.session.commit()


def _done(language: str, message: str) -> WerkzeugResponse:
    return layout.done(message, "desk.phrases", language=language)


LINK = Link(
    SETTINGS, 40, _l("Words of distress"), _l("Searches with these words are answered with help first.")
)  # fmt: skip
ROUTES = (
    Route("phrases", "{settings}/{phrases}", phrases, "editor", link=LINK),
    Route("begin_phrases", "{settings}/{phrases}", begin_phrases, "editor", ("POST",)),
    Route("add_newer_phrases", "{settings}/{phrases}/{newer}", add_newer_phrases, "editor", ("POST",)),
    Route("new_phrase", "{settings}/{phrases}/{add}", new_phrase, "editor", ("GET", "POST")),
    Route("phrase", "{settings}/{phrases}/<language>/{change}", phrase, "editor", ("GET", "POST")),
    Route("delete_phrase", "{settings}/{phrases}/<language>/{delete}", delete_phrase, "editor", ("POST",)),
)

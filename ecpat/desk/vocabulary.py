"""The words of the field: per concept and language which to use, which also, and which to avoid."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from sqlalchemy import Select, func, or_, select
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import Form, StringField, TextAreaField

from .. import locales
from ..content.slugs import numbered, slugify
from ..content.typography import spaced
from ..content.vocabulary import USES, ThesaurusTerm
from ..extensions import db
from ..i18n import gettext as _
from ..i18n import lazy_gettext as _l
from ..i18n import mark
from ..people import audit
from ..search import thesaurus
from . import access, view
from .inputs import SealedForm, at_most, in_every_language, line, lines, seal
from .paging import Page
from .routes import Route

mark("url", "settings")
mark("url", "vocabulary")
mark("url", "add")
mark("url", "delete")

LONGEST, MOST = 160, 40  # characters of a term; terms of one use in a language


class WordsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A concept's terms in one language."""

    preferred = StringField(_l("Word to use"), [at_most(LONGEST)], filters=[line])
    also = TextAreaField(_l("Other good words, one a line"))
    discouraged = TextAreaField(_l("Words to avoid, one a line"))

    def terms(self, locale: str) -> dict[str, list[str]]:
        """Return the terms by use, as their language writes them."""
        return {use: [spaced(text, locale) for text in lines(self[use].data)] for use in USES}

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what is too long, too many, or there twice."""
        valid, taken = bool(super().validate(extra_validators)), set[str]()
        for use in USES:
            found = lines(self[use].data)
            fault = ""
            if any(len(text) > LONGEST for text in found):
                fault = _("This is longer than %(limit)d characters.", limit=LONGEST)
            elif len(found) > MOST:
                fault = _("These are more than %(count)d words.", count=MOST)
            elif twice := next((text for text in found if text.casefold() in taken), None):
                fault = _("This is above already: %(word)s", word=twice)
            if fault:
                self[use].errors = [fault]
                valid = False
            taken |= {text.casefold() for text in found}
        return valid


class _ConceptForm(SealedForm):
    """A concept."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for one word at least."""
        valid = bool(super().validate(extra_validators))
        if not any(any(self[locale].form.terms(locale).values()) for locale in locales.LOCALES):
            self[locales.LOCALES[0]].form.preferred.errors = [_("One word at least is needed.")]
            return False
        return valid


ConceptForm = in_every_language(_ConceptForm, WordsForm)


def concepts() -> Response:
    """Show the concepts, narrowed to those with some letters in a term."""
    asked = line(request.args.get("q", ""))[:LONGEST]
    page = Page.of(_matching(asked))
    terms: dict[str, dict[str, dict[str, list[str]]]] = {}
    for row in db.session.scalars(
        select(ThesaurusTerm).where(ThesaurusTerm.concept.in_(page.rows)).order_by(ThesaurusTerm.id)
    ):
        terms.setdefault(row.concept, {}).setdefault(row.locale, {}).setdefault(row.use, []).append(row.text)
    return view.render("concepts.html", page=page, terms=terms, asked=asked, empty=not asked and not page.total)


def concept(key: str) -> WerkzeugResponse:
    """Show the form of a concept, and save it."""
    kept = _kept(key)
    if not kept:
        abort(404)
    form = ConceptForm(data=_values(kept))
    present = seal(_values(kept))
    if request.method == "GET":
        form.seen.data = present
        return _form(form, key)
    valid = form.validate()
    if form.moved(present):
        form.form_errors.append(_("Somebody changed these words meanwhile. Compare, then save again."))
        return _form(form, key, 422)
    if not valid:
        return _form(form, key, 422)
    _keep(form, key, kept)
    return _done(_("The words are saved; searches know them now."))


def new_concept() -> WerkzeugResponse:
    """Show an empty form, and add the concept."""
    form = ConceptForm()
    if request.method == "GET":
        return _form(form, None)
    if not form.validate():
        return _form(form, None, 422)
    take_over()
    words = (
        text for one in reversed(locales.LOCALES) for found in form[one].form.terms(one).values() for text in found
    )
    _keep(form, _free_key(next(words)), [])
    return _done(_("The words are added; searches know them now."))


def delete_concept(key: str) -> WerkzeugResponse:
    """Delete a concept and its words."""
    kept = _kept(key)
    if not kept:
        abort(404)
    for row in kept:
        db.session.delete(row)
    audit.record(access.person(), "concept.deleted", f"concept:{key[:50]}", words=[row.text for row in kept])
    db.session.commit()
    return _done(_("The words are deleted."))


def take_over() -> None:
    """Where editors keep no words yet, keep those that come with the site, so that none is lost."""
    if db.session.scalar(select(ThesaurusTerm.id).limit(1)) is None:
        for term in thesaurus.read(thesaurus.DATA):
            db.session.add(ThesaurusTerm(concept=term.concept, locale=term.locale, use=term.use, text=term.text))
        db.session.flush()


def begin_concepts() -> WerkzeugResponse:
    """Keep the words that come with the site as rows to edit."""
    take_over()
    db.session.commit()
    return _done(_("Here are the words that come with the site."))


def _matching(asked: str) -> Select[str]:
    found = select(ThesaurusTerm.concept).group_by(ThesaurusTerm.concept).order_by(ThesaurusTerm.concept)
    if not asked:
        return found
    has = or_(
        func.lower(ThesaurusTerm.text).contains(asked.lower(), autoescape=True),
        ThesaurusTerm.text.contains(asked, autoescape=True),
    )
    return found.where(ThesaurusTerm.concept.in_(select(ThesaurusTerm.concept).where(has)))


def _kept(key: str) -> list[ThesaurusTerm]:
    if len(key) > 60 or not key.isprintable():
        abort(404)
    return list(
        db.session.scalars(select(ThesaurusTerm).where(ThesaurusTerm.concept == key).order_by(ThesaurusTerm.id))
    )


def _values(kept: list[ThesaurusTerm]) -> dict[str, Any]:
    return {
        locale: {use: "\n".join(row.text for row in kept if (row.locale, row.use) == (locale, use)) for use in USES}
        for locale in locales.LOCALES
    }


def _keep(form: Any, key: str, kept: list[ThesaurusTerm]) -> None:
    """Write the form's terms as rows; those that stay keep theirs."""
    wanted = [
        (locale, use, text)
        for locale in locales.LOCALES
        for use, found in form[locale].form.terms(locale).items()
        for text in found
    ]
    before = {(row.locale, row.use, row.text): row for row in kept}
    for same, row in before.items():
        if same not in wanted:
            db.session.delete(row)
    db.session.flush()
    added = [same for same in wanted if same not in before]
    db.session.add_all(ThesaurusTerm(concept=key, locale=one, use=use, text=text) for one, use, text in added)
    gone = [text for _locale, _use, text in before.keys() - set(wanted)]
    audit.record(
        access.person(), "concept.saved", f"concept:{key[:50]}", added=[text for *_rest, text in added], gone=gone
    )
    db.session.commit()


def _free_key(word: str) -> str:
    return numbered(slugify(word)[:50].strip("-") or "concept", _kept)


def _form(form: Any, key: str | None, status: int = 200) -> Response:
    return view.render("concept.html", status, form=form, key=key)


def _done(message: str) -> WerkzeugResponse:
    flash(message)
    return redirect(url_for("desk.concepts"), 303)


ROUTES = (
    Route("concepts", "{settings}/{vocabulary}", concepts, "editor"),
    Route("begin_concepts", "{settings}/{vocabulary}", begin_concepts, "editor", ("POST",)),
    Route("new_concept", "{settings}/{vocabulary}/{add}", new_concept, "editor", ("GET", "POST")),
    Route("concept", "{settings}/{vocabulary}/<key>/", concept, "editor", ("GET", "POST")),
    Route("delete_concept", "{settings}/{vocabulary}/<key>/{delete}", delete_concept, "editor", ("POST",)),
)

"""The words of the field: per concept and language which to use, which also, and which to avoid."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, or_, select
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import locales
from ..accounts import audit
from ..core.database import db
from ..core.slugs import numbered, slugify
from ..desk import access, layout
from ..desk.pagination import Page
from ..web.feature import SETTINGS, Link, Route
from ..web.forms import line
from . import service
from .forms import LONGEST, ConceptForm
from .models import USES, ThesaurusTerm


def concepts() -> Response:
    """Show the concepts, narrowed to those with some letters in a term."""
    asked = line(request.args.get("q", ""))[:LONGEST]
    page = Page.of(_matching(asked))
    terms: dict[str, dict[str, dict[str, list[str]]]] = {}
    for row in db.session.scalars(
        select(ThesaurusTerm).where(ThesaurusTerm.concept.in_(page.rows)).order_by(ThesaurusTerm.id)
    ):
        terms.setdefault(row.concept, {}).setdefault(row.locale, {}).setdefault(row.use, []).append(row.text)
    return layout.render(
        "terms/desk/concepts.html", page=page, terms=terms, asked=asked, empty=not asked and not page.total
    )


def concept(key: str) -> WerkzeugResponse:
    """Show the form of a concept, and save it."""
    values = _values(key)
    form = ConceptForm(data=values)
    if not form.holds(values, _("Somebody changed these words meanwhile. Compare, then save again.")):
        return _form(form, key)
    service.take_over()
    _keep(form, key, _kept(key))
    return layout.done(_("The words are saved; searches know them now."), "desk.concepts")


def new_concept() -> WerkzeugResponse:
    """Show an empty form, and add the concept."""
    language, text = request.args.get("language", ""), line(request.args.get("text", ""))[:LONGEST]
    form = ConceptForm(data={language: {"also": text}} if language in locales.LOCALES else {})
    if not form.validate_on_submit():
        return _form(form, None)
    service.take_over()
    words = (
        text for one in reversed(locales.LOCALES) for found in form[one].form.terms(one).values() for text in found
    )
    _keep(form, _free_key(next(words)), [])
    return layout.done(_("The words are added; searches know them now."), "desk.concepts")


def delete_concept(key: str) -> WerkzeugResponse:
    """Delete a concept and its words."""
    service.take_over()
    kept = _kept(key)
    if not kept:
        abort(404)
    for row in kept:
        db.session.delete(row)
    service.forget(key, *locales.LOCALES)
    audit.record(access.person(), "concept.deleted", f"concept:{key[:50]}", words=[row.text for row in kept])
    db.session.commit()
    return layout.done(_("The words are deleted."), "desk.concepts")


def begin_concepts() -> WerkzeugResponse:
    """Keep the words that come with the site as rows to edit."""
    service.take_over()
    db.session.commit()
    return layout.done(_("Here are the words that come with the site."), "desk.concepts")


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


def _values(key: str) -> dict[str, Any]:
    """Return what the form of a concept shows."""
    terms = [term for term in service.every() if term.concept == key]
    if not terms:
        abort(404)
    values: dict[str, dict[str, Any]] = {
        locale: {
            use: "\n".join(term.text for term in terms if (term.locale, term.use) == (locale, use)) for use in USES
        }
        for locale in locales.LOCALES
    }
    for row in service.definitions():
        if row.concept == key and row.locale in values:
            values[row.locale] |= {"text": row.text, "reason": row.reason, "source": row.source}
            values[row.locale] |= {"in_texts": row.in_texts}
    return values


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
    for locale in locales.LOCALES:
        service.define(key, locale, **form[locale].form.definition(locale))
    gone = [text for _locale, _use, text in before.keys() - set(wanted)]
    audit.record(
        access.person(), "concept.saved", f"concept:{key[:50]}", added=[text for *_rest, text in added], gone=gone
    )
    db.session.commit()


def _free_key(word: str) -> str:
    return numbered(slugify(word)[:50].strip("-") or "concept", _kept)


def _form(form: Any, key: str | None) -> Response:
    return layout.render("terms/desk/concept.html", 422 if form.errors else 200, form=form, key=key)


LINK = Link(
    SETTINGS, 30, _l("Vocabulary"),
    _l("Words to use, words to avoid, and what each is in the other language: for searches and for writing."),
)  # fmt: skip
ROUTES = (
    Route("concepts", "{settings}/{vocabulary}", concepts, "editor", link=LINK),
    Route("begin_concepts", "{settings}/{vocabulary}", begin_concepts, "editor", ("POST",)),
    Route("new_concept", "{settings}/{vocabulary}/{add}", new_concept, "editor", ("GET", "POST")),
    Route("concept", "{settings}/{vocabulary}/<key>/", concept, "editor", ("GET", "POST")),
    Route("delete_concept", "{settings}/{vocabulary}/<key>/{delete}", delete_concept, "editor", ("POST",)),
)

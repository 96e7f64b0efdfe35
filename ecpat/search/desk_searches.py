"""What readers search for, and what an editor can do about it: readers' words, words of the field, first results."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement, func, select
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import StringField
from wtforms.validators import DataRequired

from .. import locales
from ..accounts import audit
from ..core.database import db
from ..core.errors import ConflictError, ContentError
from ..core.i18n import current_locale, own_name
from ..desk import access, layout
from ..desk.pagination import Page
from ..entries import lists
from ..entries import service as publishing
from ..entries.models import Edition
from ..web.feature import SETTINGS, Link, Route
from ..web.forms import Choice, at_most, ids, line
from .insight import LONGEST, SearchCount
from .promoted import MOST, PromotedResult

OFFERED = 500  # entries in a list to choose from, the newest first
_languages = [(code, own_name(code)) for code in locales.LOCALES]


class ReadersWordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A word, and the entry that readers look for with it."""

    language = Choice(lazy_pgettext("label", "Language"), choices=lambda: _languages)
    text = StringField(_l("Readers’ word"), [DataRequired(_l("Type a word.")), at_most(LONGEST)], filters=[line])
    entry = Choice(_l("Entry"), choices=lambda: _entries())


class PromotedForm(FlaskForm):  # type: ignore[misc]
    """A term, and the entries that come first where it is searched for."""

    language = Choice(lazy_pgettext("label", "Language"), choices=lambda: _languages)
    text = StringField(_l("Term"), [DataRequired(_l("Type a word.")), at_most(LONGEST)], filters=[line])
    first = Choice(_l("First result"))
    second = Choice(_l("Second result"))
    third = Choice(_l("Third result"))


def searches() -> Response:
    """Show what is searched for most, or most in vain, in a language and a month or all."""
    language, month = request.args.get("language", ""), request.args.get("month", "")
    order = request.args.get("order", "made")
    if language not in ("", *locales.LOCALES) or order not in ("made", "missed"):
        abort(404)
    made, missed = func.sum(SearchCount.made).label("made"), func.sum(SearchCount.missed).label("missed")
    first = {"made": made, "missed": missed}[order]
    found: Any = (
        select(SearchCount.locale, SearchCount.text, made, missed)
        .group_by(SearchCount.locale, SearchCount.text)
        .where(*_narrowed(language, month))
        .order_by(first.desc(), SearchCount.text, SearchCount.locale)
    )
    if order == "missed":
        found = found.having(missed > 0)
    page = Page.of(found, read=lambda rows: list(db.session.execute(rows)))
    days = db.session.execute(select(func.min(SearchCount.day), func.max(SearchCount.day))).one()
    promoted = db.session.execute(
        select(PromotedResult.locale, PromotedResult.text).distinct().order_by(PromotedResult.text)
    ).all()
    return layout.render(
        "search/desk/searches.html", page=page, language=language, month=month, order=order,
        months=_months(*days), promoted=promoted,
    )  # fmt: skip


def readers_word() -> WerkzeugResponse:
    """Add a search to the readers' words of an entry."""
    form = ReadersWordForm(data=_asked())
    if not form.validate_on_submit():
        return layout.render("search/desk/readers_word.html", 422 if form.errors else 200, form=form)
    found = select(Edition).where(Edition.entry_id == int(form.entry.data), Edition.locale == form.language.data)
    edition = db.session.scalar(found)
    try:
        if edition is None:
            raise ContentError("entry", _("This entry has no version in that language."))
        _add_word(edition, form.text.data)
    except ContentError as error:
        form.entry.errors = [error.message]
        return layout.render("search/desk/readers_word.html", 422, form=form)
    except ConflictError:
        form.entry.errors = [_("Somebody else is saving at this very moment. Nothing was lost: save again.")]
        return layout.render("search/desk/readers_word.html", 503, form=form)
    db.session.commit()
    return layout.done(_("The word is added; searches know it now."), "desk.searches")


def promote() -> WerkzeugResponse:
    """Choose which entries come first for a term; none at all forgets the term."""
    asked = _asked()
    rows = _kept(asked["language"], asked["text"])
    chosen = dict(zip(("first", "second", "third"), map(str, rows), strict=False))
    form, offered = PromotedForm(data={**asked, **chosen}), [("", _("None")), *_entries()]
    for field in (form.first, form.second, form.third):
        field.choices = offered
    if not form.validate_on_submit():
        return layout.render("search/desk/promoted.html", 422 if form.errors else 200, form=form)
    language, text = form.language.data, form.text.data.lower()
    entries = ids([form.first.data, form.second.data, form.third.data])
    same = PromotedResult.locale == language, PromotedResult.text == text
    for row in db.session.scalars(select(PromotedResult).where(*same)):
        db.session.delete(row)
    db.session.flush()
    for place, entry_id in enumerate(entries[:MOST], 1):
        db.session.add(PromotedResult(locale=language, text=text, position=place, entry_id=entry_id))
    audit.record(access.person(), "promoted.saved", "", locale=language, text=text, entries=entries)
    db.session.commit()
    return layout.done(_("What comes first is saved; searches know it now."), "desk.searches")


def _add_word(edition: Edition, word: str) -> None:
    words = ", ".join(filter(None, (edition.readers_words, word)))
    publishing.save(
        edition.entry, edition.locale, title=edition.title, summary=edition.summary, body=edition.body,
        slug=edition.slug, details=edition.details, document=edition.document, readers_words=words,
        changes=edition.changes, by=access.person(),
    )  # fmt: skip


def _asked() -> dict[str, Any]:
    """Return the language and the text that a link names."""
    language, text = request.args.get("language", current_locale()), line(request.args.get("text", ""))[:LONGEST]
    return {"language": language if language in locales.LOCALES else current_locale(), "text": text}


def _kept(language: str, text: str) -> list[int]:
    same = PromotedResult.locale == language, PromotedResult.text == text.lower()
    return list(db.session.scalars(select(PromotedResult.entry_id).where(*same).order_by(PromotedResult.position)))


def _entries() -> list[tuple[str, str]]:
    """Return (id, title) of the entries to choose from, each in the reader's language where it has one."""
    found: dict[int, str] = {}
    for locale in sorted(locales.LOCALES, key=lambda one: one != current_locale()):
        newest = lists.newest(lists.live(locale)).limit(OFFERED)
        for row in db.session.execute(select(Edition.entry_id, Edition.title).where(Edition.id.in_(newest))):
            found.setdefault(row.entry_id, row.title)
    return [(str(entry_id), title) for entry_id, title in sorted(found.items(), key=lambda one: one[1].casefold())]


def _narrowed(language: str, month: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [SearchCount.locale == language] if language else []
    if month:
        try:
            start = date.fromisoformat(f"{month}-01")
        except ValueError:
            abort(404)
        found += [SearchCount.day >= start, SearchCount.day < _next(start)]
    return found


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _months(first: date | None, last: date | None) -> list[date]:
    """Return the months in which something was counted, the newest first."""
    if first is None or last is None:
        return []
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = _next(month)
    return found[::-1]


LINK = Link(
    SETTINGS, 45, _l("What readers search for"),
    _l("Searches made most, and those that found nothing; what comes first for a term."),
)  # fmt: skip
ROUTES = (
    Route("searches", "{settings}/{searches}", searches, "editor", link=LINK),
    Route("readers_word", "{settings}/{searches}/{readers-words}", readers_word, "editor", ("GET", "POST")),
    Route("promote", "{settings}/{searches}/{promoted}", promote, "editor", ("GET", "POST")),
)

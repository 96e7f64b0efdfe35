"""The menu of the site: its places, their order, and what each is called in every language."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, ValidationError
from wtforms.validators import NumberRange, Optional

from ... import locales
from ...accounts import audit
from ...core.database import db
from ...core.i18n import current_locale
from ...core.typography import spaced
from ...desk import access, layout
from ...entries.kind import all_kinds
from ...entries.models import Edition, Entry
from ...topics import service as topics_service
from ...web.feature import SETTINGS, Link, Route
from ...web.forms import SealedForm, Whole, at_most, in_every_language, line, secure
from .. import menu as public
from ..menu_models import MenuItem, MenuItemWords

MOST = 12  # places
SPARE = 2  # empty rows to add places with
PAGES_OFFERED = 200
ELSEWHERE = "https"


class WordsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A place's label in one language."""

    label = StringField(_l("Label"), [at_most(60)], filters=[line])


class _PlaceForm(Form):  # type: ignore[misc]
    """A place in the menu; one without target is no place."""

    position = Whole(_l("Order"), [Optional(), NumberRange(0, 99, _l("Type a number from 0 to 99."))])
    target = SelectField(_l("Leads to"), choices=lambda: targets(), validate_choice=False, default="")
    elsewhere = StringField(_l("Address of the other site"), [at_most(300), secure], filters=[line])
    remove = BooleanField(_l("Take out of the menu"))

    def validate_target(self, field: Any) -> None:
        """Refuse what is not offered."""
        if field.data and field.data not in dict(targets()):
            raise ValidationError(_("This place is no longer there: choose another."))

    def validate_elsewhere(self, field: Any) -> None:
        """Ask for an address where the place is another site."""
        if self.target.data == ELSEWHERE and not field.data:
            raise ValidationError(_("Type a whole web address that begins with https."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a label in one language at least."""
        valid = bool(super().validate(extra_validators))
        if (
            self.target.data
            and not self.remove.data
            and not any(self[one].form.label.data for one in locales.LOCALES)
        ):
            self[locales.LOCALES[0]].form.label.errors = [_("A label is needed in one language at least.")]
            return False
        return valid


PlaceForm = in_every_language(_PlaceForm, WordsForm)


class MenuForm(SealedForm):
    """The whole menu."""

    places = FieldList(FormField(PlaceForm, separator="-"), max_entries=MOST + SPARE, separator="-")


def targets() -> list[tuple[str, Any]]:
    """Return what a place may lead to, each with what it is called."""
    here = current_locale()
    kinds = [(f"kind:{kind.name}", kind.label) for kind in all_kinds() if kind.word]
    topics = [
        (f"topic:{topic.id}", _("Topic: %(label)s", label=topic.labels[here].label))
        for topic in topics_service.every()
        if here in topic.labels
    ]
    pages = db.session.execute(
        select(Edition.entry_id, Edition.title)
        .join(Entry, Entry.id == Edition.entry_id)
        .where(
            Edition.kind.in_([kind.name for kind in all_kinds() if not kind.word]),
            Entry.deleted_at.is_(None),
            Edition.locale == here,
        )
        .order_by(Edition.title)
        .limit(PAGES_OFFERED)
    )
    named = [(f"entry:{entry_id}", _("Page: %(title)s", title=title)) for entry_id, title in pages]
    fixed = [("topics", _("Topics")), ("help", _("Get help or report"))]
    return [("", _("Nothing")), *kinds, *fixed, *topics, *named, (ELSEWHERE, _("Another site"))]


def menu() -> WerkzeugResponse:
    """Show the menu's places, and save them."""
    kept = db.session.scalars(
        select(MenuItem).options(selectinload(MenuItem.words)).order_by(MenuItem.position, MenuItem.id)
    ).all()
    rows = [_row(item) for item in kept] or _usual()
    form = MenuForm(data={"places": [*rows, *({} for _spare in range(SPARE))]})
    if move := request.form.get("move"):
        _move(form, move)
    meanwhile = _("Somebody changed the menu meanwhile. Compare, then save again.")
    if move or not form.holds([_row(item) for item in kept], meanwhile):
        return layout.render(
            "site/desk/menu.html", 422 if form.errors else 200, form=form, ordered=_ordered(form), made=bool(kept)
        )
    for item in kept:
        db.session.delete(item)
    db.session.flush()
    made = [place for place in _ordered(form) if place.target.data and not place.remove.data]
    for number, place in enumerate(made[:MOST], 1):
        db.session.add(_item(place, number))
    return _done(_("The menu is saved and on the site."))


def usual_menu() -> WerkzeugResponse:
    """Go back to the menu that the site makes by itself."""
    for item in db.session.scalars(select(MenuItem)):
        db.session.delete(item)
    return _done(_("The site has its usual menu again."))


def _ordered(form: MenuForm) -> list[Any]:
    """Return the places as they follow one another; empty rows come last."""
    places = [row.form for row in form.places]
    return sorted(places, key=lambda place: 99 if place.position.data is None else place.position.data)


def _move(form: MenuForm, asked: str) -> None:
    """Let a place pass the one before it or after it, as a button such as “places-3 up” asks; nothing is saved."""
    name, _space, way = asked.partition(" ")
    places = [place for place in _ordered(form) if place.target.data]
    here = next((at for at, place in enumerate(places) if place.target.name == f"{name}-target"), None)
    there = None if here is None else here + (-1 if way == "up" else 1)
    if here is not None and there is not None and 0 <= there < len(places):
        places[here], places[there] = places[there], places[here]
    for number, place in enumerate(places, 1):
        place.position.data, place.position.raw_data = number, None


def _row(item: MenuItem) -> dict[str, Any]:
    elsewhere = item.target.startswith("https://")
    return {
        "position": item.position,
        "target": ELSEWHERE if elsewhere else item.target,
        "elsewhere": item.target if elsewhere else "",
        **{locale: {"label": words.label} for locale, words in item.words.items()},
    }


def _usual() -> list[dict[str, Any]]:
    """Return the usual menu as rows to begin with, every label in its language."""
    rows: dict[str, dict[str, Any]] = {}
    for locale in locales.LOCALES:
        with force_locale(locale):
            for place in public.usual(locale):
                row = rows.setdefault(place.target, {"position": len(rows) + 1, "target": place.target})
                row[locale] = {"label": place.label}
    return list(rows.values())


def _item(place: Any, position: int) -> MenuItem:
    target = place.elsewhere.data if place.target.data == ELSEWHERE else place.target.data
    labels = {locale: spaced(place[locale].form.label.data, locale) for locale in locales.LOCALES}
    words = {locale: MenuItemWords(locale=locale, label=label) for locale, label in labels.items() if label}
    return MenuItem(position=position, target=target, words=words)


def _done(message: str) -> WerkzeugResponse:
    audit.record(access.person(), "menu.saved", "site")
    db.session.commit()
    return layout.done(message, "desk.menu")


LINK = Link(
    SETTINGS, 20, _l("Menu"), _l("What the menu at the top of the site leads to, in each language.")
)  # fmt: skip
ROUTES = (
    Route("menu", "{settings}/{menu}", menu, "editor", ("GET", "POST"), link=LINK),
    Route("usual_menu", "{settings}/{menu}/{usual}", usual_menu, "editor", ("POST",)),
)

"""What the organisation says of itself, in every language side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import Form, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from .. import locales
from ..accounts import audit
from ..core.database import db
from ..core.typography import spaced
from ..desk import access, layout
from ..web.feature import SETTINGS, Link, Route
from ..web.forms import SealedForm, at_most, in_every_language, line, secure
from .models import SiteText


def _address(_form: Form, field: Any) -> None:
    if field.data and not re.fullmatch(r"[^@\s:/<>\"]+@[^@\s:/<>\"]+\.[^@\s:/<>\"]+", field.data):
        raise ValidationError(_("Type an address such as name@example.org"))


@dataclass(frozen=True)
class Text:
    """One of the organisation's texts: its key, what it is, where readers meet it, its limit and rules."""

    key: str
    label: Any
    where: Any
    limit: int
    rules: tuple[Any, ...] = ()
    required: bool = False
    role: str = "administrator"  #: the least that may change it


GROUPS: tuple[tuple[Any, tuple[Text, ...]], ...] = (
    (
        _l("The organisation"),
        (
            Text(
                "name", _l("Name"), _l("In the titles of pages, in feeds and for search engines"), 80, required=True
            ),
            Text("name_strong", _l("Name, first part"), _l("At the top of every page, in bold"), 40, required=True),
            Text("name_light", _l("Name, second part"), _l("At the top of every page, after the first part"), 40),
            Text(
                "mission",
                _l("Mission"),
                _l("The title of the home page, and its picture when shared"),
                120,
                required=True,
            ),
            Text(
                "home_intro",
                _l("Introduction of the home page"),
                _l("On the home page, under the mission"),
                400,
                role="editor",
            ),
            Text("who_we_are", _l("Who we are"), _l("In a panel of the home page"), 400),
            Text(
                "meta_description",
                _l("Description for search engines"),
                _l("Under the site’s name in search engines"),
                200,
            ),
        ),
    ),
    (
        _l("At the end of every page"),
        (
            Text("footer_note", _l("Note"), _l("Under the name, at the end of every page"), 400),
            Text("motto", _l("Motto"), _l("On the last line of every page"), 160),
            Text(
                "copyright",
                _l("Holder of the rights"),
                _l("On the last line, after © and the year"),
                120,
                required=True,
            ),
            Text("address", _l("Postal address"), _l("For search engines, in what describes the organisation"), 200),
            Text(
                "email",
                _l("E-mail address"),
                _l("For search engines, in what describes the organisation"),
                120,
                (_address,),
            ),
        ),
    ),
    (
        _l("Help"),
        (
            Text(
                "help_intro",
                _l("Introduction of the help page"),
                _l("Under the title of the help page"),
                400,
                role="editor",
            ),
            Text("help_notice", _l("Notice on the help page"), _l("At the side of the help page; empty: none"), 400),
            Text(
                "help_panel_title", _l("Title of the help panel"), _l("Beside texts; empty: “Someone can listen”"), 60
            ),
            Text(
                "help_panel_text",
                _l("Text of the help panel"),
                _l("Under its title; empty: the site’s own words"),
                240,
            ),
            Text(
                "exit_url",
                _l("Where “Leave this site quickly” leads"),
                _l("An ordinary page that draws no attention, such as the weather"),
                300,
                (secure,),
                True,
            ),
        ),
    ),
)
TEXTS = tuple(text for _label, texts in GROUPS for text in texts)
LONG = 160  # characters from which a field has several rows


def _field(text: Text) -> Any:
    needed = [DataRequired(_l("This text is needed."))] if text.required else []
    kind = TextAreaField if text.limit > LONG else StringField
    return kind(text.label, [*needed, at_most(text.limit), *text.rules], filters=[line])


def _form_of(role: str) -> Any:
    """Return the form of the texts that a role may change, in every language."""
    fields = {text.key: _field(text) for text in TEXTS if role in (text.role, "administrator")}
    return in_every_language(type("TextsForm", (SealedForm,), {}), type("WordsForm", (Form,), fields))


FORMS = {role: _form_of(role) for role in ("editor", "administrator")}


def texts() -> WerkzeugResponse:
    """Show the organisation's texts that the person may change, and save what was changed of them."""
    role = "administrator" if access.person().may("administrator") else "editor"
    groups = [(label, [text for text in of if role in (text.role, "administrator")]) for label, of in GROUPS]
    asked = [text for _label, of in groups for text in of]
    kept = {(row.locale, row.key): row for row in db.session.scalars(select(SiteText))}
    present = {
        locale: {text.key: kept[locale, text.key].value if (locale, text.key) in kept else "" for text in asked}
        for locale in locales.LOCALES
    }
    form = FORMS[role](data=present)
    if not form.holds(present, _("Somebody changed these texts meanwhile. Compare, then save again.")):
        return layout.render(
            "texts/desk/texts.html",
            422 if form.errors else 200,
            form=form,
            groups=[group for group in groups if group[1]],
        )
    changed = []
    for locale in locales.LOCALES:
        for key, typed in form[locale].data.items():
            value = spaced(typed, locale)
            if value != present[locale][key]:
                changed.append(f"{locale}:{key}")
                db.session.merge(SiteText(locale=locale, key=key, value=value))
    if changed:
        audit.record(access.person(), "texts.saved", "site", changed=changed)
    db.session.commit()
    return layout.done(_("The texts are saved and on the site."), "desk.texts")


LINK = Link(
    SETTINGS, 10, _l("Texts of the site"),
    _l("Name, mission, introduction, footer, help panel, where “Leave this site quickly” leads."),
)  # fmt: skip
ROUTES = (Route("texts", "{settings}/{texts}", texts, "editor", ("GET", "POST"), link=LINK),)

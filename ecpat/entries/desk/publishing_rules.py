"""What is asked before readers see something, as administrators set it: a page for each kind."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as WerkzeugResponse

from ... import locales
from ...core.database import db
from ...core.i18n import own_name
from ...desk import access, layout
from ...web.feature import SETTINGS, Link, Route
from ...web.forms import Choice, SealedForm
from ..gate import levels, rule
from ..kind import Kind, all_kinds


def publishing_rules() -> WerkzeugResponse:
    """Show what is asked of the first kind."""
    return kind_rules(all_kinds()[0].name)


def kind_rules(kind: str) -> WerkzeugResponse:
    """Show how much each rule weighs for a kind in each language, and keep it."""
    one = next((found for found in all_kinds() if found.name == kind), None) or abort(404)
    given = {locale: levels.levels_of(one.name, locale) for locale in locales.LOCALES}
    form = _form_of(one)(data={_name(key, locale): level for locale in given for key, level in given[locale].items()})
    if not form.holds(given, _("Somebody changed these rules meanwhile. Compare, then save again.")):
        return layout.render(
            "entries/desk/publishing_rules.html", 422 if form.errors else 200, form=form, kind=one,
            kinds=all_kinds(), rules=levels.settable(one), named=_name,
        )  # fmt: skip
    sent: Mapping[str, Mapping[str, str]] = {
        locale: {key: form[_name(key, locale)].data for key in given[locale]} for locale in given
    }
    levels.keep(one.name, sent, by=access.person())
    db.session.commit()
    return layout.done(_("The rules are saved. They hold from now on."), "desk.kind_rules", kind=one.name)


def _name(key: str, locale: str) -> str:
    return f"{key}-{locale}"


def _form_of(kind: Kind) -> type[SealedForm]:
    fields = {
        _name(one.key, locale): Choice(f"{one.label}, {own_name(locale)}", choices=lambda: list(rule.LEVELS.items()))
        for one in levels.settable(kind)
        for locale in locales.LOCALES
    }
    return type("RulesForm", (SealedForm,), fields)


LINK = Link(
    SETTINGS, 15, _l("Before publishing"), _l("What is asked of a text before readers see it, by kind and language."),
)  # fmt: skip
ROUTES = (
    Route("publishing_rules", "{settings}/{before-publishing}", publishing_rules, "administrator", link=LINK),
    Route(
        "kind_rules", "{settings}/{before-publishing}/<kind>", kind_rules, "administrator", ("GET", "POST"),
    ),
)  # fmt: skip

"""Off the site at once: a page that looks at no text, for when a text keeps its form from opening or being sent."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from ... import locales
from ...core.i18n import language_name
from ...desk import access, layout, transactions
from ...web.feature import Route
from ..models import GONE_LENGTH
from ..words import clean_line
from . import rights, titles
from .form import states


def withdraw(entry_id: int) -> WerkzeugResponse:
    """Show in which languages readers see an entry or will see it, or make one of them a draft again."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    if request.method == "GET":
        title, language = titles.of(entry)
        dated = {locale for locale, edition in entry.editions.items() if edition.published_at is not None}
        shown = [locale for locale in locales.LOCALES if locale in dated]
        return layout.render("entries/desk/withdraw.html", entry=entry, title=title, language=language, shown=shown)
    locale = request.form.get("locale", "")
    why = clean_line(request.form.get("why", ""), locale)[:GONE_LENGTH]
    transactions.write(lambda: states.take_off(entry_id, locale, person, why))
    said = _("The version in %(language)s is a draft again.", language=language_name(locale))
    flash(layout.leading(said, url_for("desk.entry", entry_id=entry_id), _("Back to the entry")))
    return redirect(url_for("desk.withdraw", entry_id=entry_id), 303)


ROUTES = (Route("withdraw", "{entries}/<id:entry_id>/{withdraw}", withdraw, rights.PUBLISHES, ("GET", "POST")),)

"""Where addresses of the old site lead, and which addresses readers do not find."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Response, abort, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired

from ...accounts import audit
from ...core.database import db
from ...desk import access, layout
from ...desk.pagination import Page
from ...web import tolerance
from ...web.arguments import Routes, read
from ...web.feature import SETTINGS, Link, Route
from ...web.forms import at_most, line, secure
from ..redirects import PATH_LENGTH, Redirect, key_of, missed_most

MISSED_SHOWN = 30
LONGEST_CHAIN = 10


class RedirectForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A redirect; whole addresses of this site are taken for their path."""

    path = StringField(
        _l("Address that leads nowhere"),
        [DataRequired(_l("Type an address.")), at_most(PATH_LENGTH)],
        filters=[lambda text: _key(line(text))],
    )
    target = StringField(
        _l("Where it leads"),
        [DataRequired(_l("Type an address.")), at_most(PATH_LENGTH)],
        filters=[lambda text: _own(line(text))],
    )

    def validate_path(self, field: Any) -> None:
        """Refuse what is no path of this site, what has a page, and what leads somewhere already."""
        if not field.data.startswith("/") or field.data.startswith("//") or "\\" in field.data:
            raise ValidationError(_("Type an address of this site: it begins with one slash."))
        if db.session.get(Redirect, field.data) is not None:
            raise ValidationError(_("This address leads somewhere already: delete that redirect first."))
        if "?" not in field.data and tolerance.answering(field.data):
            raise ValidationError(_("There is a page at this address."))

    def validate_target(self, field: Any) -> None:
        """Refuse what is neither a page of this site nor an https address, and what leads back."""
        if not field.data.startswith("/"):
            secure(self, field)
            return
        if field.data.startswith("//") or "\\" in field.data:
            raise ValidationError(_("Type an address of this site: it begins with one slash."))
        step = field.data
        for _step in range(LONGEST_CHAIN):
            key = _asked(step)
            if key == self.path.data:
                raise ValidationError(_("This leads back to where it begins."))
            if tolerance.answering(urlsplit(step).path):
                return
            further = db.session.get(Redirect, key)
            if further is None:
                raise ValidationError(_("There is no page at this address."))
            step = further.target
            if not step.startswith("/"):
                return
        raise ValidationError(_("This leads back to where it begins."))


def redirects() -> Response:
    """Show the redirects, and the addresses that readers met most and that lead nowhere."""
    page = Page.of(select(Redirect).order_by(Redirect.path))
    missed = db.session.execute(missed_most().limit(MISSED_SHOWN)).all()
    return layout.render("site/desk/redirects.html", page=page, missed=missed, counting=current_app.config["INSIGHT"])


def new_redirect() -> WerkzeugResponse:
    """Show the form of a redirect, and add it."""
    form = RedirectForm(data={"path": request.args.get("path", "")[:PATH_LENGTH]})
    if not form.validate_on_submit():
        return layout.render("site/desk/redirect.html", 422 if form.errors else 200, form=form)
    db.session.add(Redirect(path=form.path.data, target=form.target.data))
    audit.record(access.person(), "redirect.saved", "", path=form.path.data, target=form.target.data)
    db.session.commit()
    return layout.done(_("The redirect is saved."), "desk.redirects")


def delete_redirect() -> WerkzeugResponse:
    """Delete a redirect."""
    kept = db.session.get(Redirect, request.form.get("path", "")[:PATH_LENGTH].replace("\x00", "")) or abort(404)
    audit.record(access.person(), "redirect.deleted", "", path=kept.path, target=kept.target)
    db.session.delete(kept)
    db.session.commit()
    return layout.done(_("The redirect is deleted."), "desk.redirects")


def _own(text: str) -> str:
    """Return the path of a whole address of this site; anything else as it is."""
    for root in (request.host_url, current_app.config["BASE_URL"] + "/"):
        if len(root) > 1 and text.startswith(root):
            return text[len(root) - 1 :]
    return text


def _key(text: str) -> str:
    """Return the key that a typed address is kept under."""
    own = _own(text)
    return _asked(own) if own.startswith("/") and not own.startswith("//") else own


def _asked(address: str) -> str:
    """Return the key under which a redirect is looked for when a reader asks for an address of this site."""
    parts = urlsplit(iri_to_uri(address))
    path = line(unquote(parts.path))
    query = read(parts.query, Routes(current_app).of(path)[1])
    return key_of(path, dict(parse_qsl(query)))


LINK = Link(
    SETTINGS, 50, _l("Redirects"),
    _l("Where addresses of the old site lead, and which addresses readers do not find."),
)  # fmt: skip
ROUTES = (
    Route("redirects", "{settings}/{redirects}", redirects, "editor", link=LINK),
    Route("new_redirect", "{settings}/{redirects}/{add}", new_redirect, "editor", ("GET", "POST")),
    Route("delete_redirect", "{settings}/{redirects}/{delete}", delete_redirect, "editor", ("POST",)),
)

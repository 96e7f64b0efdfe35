"""The first administrator, and the way back in for one who cannot come in any more."""

from __future__ import annotations

from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_security import hash_password
from werkzeug.sansio.utils import host_is_trusted

from .. import locales
from ..accounts import audit, service
from ..accounts.models import ROLES, normal_email
from ..accounts.security import SECURITY
from ..config import SETTINGS
from ..core.database import db
from . import mail


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="What the person is called; without it, the address before its @.")
@click.option("--ask", is_flag=True, help="Ask for a password here, rather than print a link to choose one.")
@click.option("--address", default="", help="Where the site is, if BASE_URL does not say: http://localhost:8001.")
@click.option("--without-second-factor", is_flag=True, help="Take the second factors of this person away as well.")
@with_appcontext
def create_admin(email: str, name: str, ask: bool, address: str, without_second_factor: bool) -> None:
    """Make an administrator of EMAIL (new, or known already) and print a link that works once, for one day."""
    try:
        email = normal_email(email)
    except ValueError:
        raise click.ClickException(f"{email} is no e-mail address") from None
    base = _base(address)
    person = service.find(email)
    if person is None:
        person = service.add(email, name or email.partition("@")[0], ROLES[-1], locales.LOCALES[0], by=None)
    service.give_role(person, ROLES[-1], by=None)
    if not person.active:
        service.activate(person, by=None)
    if without_second_factor:
        service.reset_second_factor(person, by=None)
    if ask:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        wrong, normal = SECURITY.current().password_util.validate(password, False, user=person)
        if wrong:
            db.session.rollback()
            raise click.ClickException(" ".join(wrong))
        person.password = hash_password(normal)
        service.shut_out(person)
        audit.record(None, "password.set", f"person:{person.id}")
        db.session.commit()
        click.echo(f"{person.email} is an administrator and can sign in.")
        return
    audit.record(None, "person.link", f"person:{person.id}")
    db.session.commit()
    with current_app.test_request_context(base_url=base):
        link = mail.link(person)
    click.echo(f"{person.email} is an administrator. Here a password is chosen, once, within one day:")
    click.echo(link)
    if not (current_app.config["BASE_URL"] or address):
        click.echo(f"(BASE_URL does not say where the site is: if not at {base}, ask again with --address.)")


def _base(address: str) -> str:
    """Return where the site is: BASE_URL, else what was said, else where `make run` and its hosts would have it."""
    allowed = current_app.config["TRUSTED_HOSTS"]
    if base := current_app.config["BASE_URL"]:
        return str(base)
    if not address:
        host = allowed[0].removeprefix(".")
        return f"http://{host}:8000" if host in ("localhost", "127.0.0.1") else f"https://{host}"
    try:
        base = next(setting for setting in SETTINGS if setting.name == "BASE_URL").read(address)
    except ValueError as error:
        raise click.ClickException(f"--address is {address!r}; expected {error}") from None
    if not host_is_trusted(urlsplit(base).netloc, allowed):
        raise click.ClickException(f"the site does not answer to {address}: add its host to ALLOWED_HOSTS")
    return str(base)

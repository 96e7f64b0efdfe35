"""The first administrator, and the way back in for one who cannot come in any more."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import with_appcontext
from flask_security import hash_password

from .. import locales
from ..desk import mail
from ..extensions import db
from ..people import audit, roster, signins
from ..people.models import ROLES


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="What the person is called; without it, the address before its @.")
@click.option("--ask", is_flag=True, help="Ask for a password here, rather than print a link to choose one.")
@click.option("--without-second-factor", is_flag=True, help="Take the second factors of this person away as well.")
@with_appcontext
def create_admin(email: str, name: str, ask: bool, without_second_factor: bool) -> None:
    """Make an administrator of EMAIL (new, or known already) and print a link that works once, for one day."""
    try:
        email = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        raise click.ClickException(f"{email} is no e-mail address") from None
    person = roster.find(email)
    if person is None:
        person = roster.add(email, name or email.partition("@")[0], ROLES[-1], locales.LOCALES[0], by=None)
    roster.give_role(person, ROLES[-1], by=None)
    if not person.active:
        roster.activate(person, by=None)
    if without_second_factor:
        roster.reset_second_factor(person, by=None)
    if ask:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        wrong, normal = current_app.extensions["security"].password_util.validate(password, False, user=person)
        if wrong:
            db.session.rollback()
            raise click.ClickException(" ".join(wrong))
        person.password = hash_password(normal)
        signins.end_all(person)
        audit.record(None, "password.set", f"person:{person.id}")
        db.session.commit()
        click.echo(f"{person.email} is an administrator and can sign in.")
        return
    audit.record(None, "person.link", f"person:{person.id}")
    db.session.commit()
    base = current_app.config["BASE_URL"] or "http://localhost:8000"
    with current_app.test_request_context(base_url=base):
        link = mail.link(person)
    click.echo(f"{person.email} is an administrator. Here a password is chosen, once, within one day:")
    click.echo(link)
    if not current_app.config["BASE_URL"]:
        click.echo("(BASE_URL is not set: put the address of the site in the place of http://localhost:8000)")

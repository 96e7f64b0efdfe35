"""A mail to try whether mail works."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import with_appcontext

from ..core.mail import MailError, MailServer, compose

TEXT = "This mail was sent by `flask ecpat test-mail`. If you read it, mail works."


@click.command("test-mail")
@click.argument("address")
@with_appcontext
def test_mail(address: str) -> None:
    """Send a mail to ADDRESS at once, and tell what the mail server answers."""
    config = current_app.config
    for name in ("MAIL_URL", "MAIL_FROM", "BASE_URL"):
        if not config[name]:
            raise click.ClickException(f"{name} is empty: the site sends no mail")
    try:
        address = validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        raise click.ClickException(f"{address} is no e-mail address") from None
    server = MailServer(config["MAIL_URL"])
    message = compose(config["MAIL_FROM"], address, f"A test of mail from {config['BASE_URL']}", TEXT)
    try:
        click.echo(f"{server.name} answers: {server.send(message)}")
    except MailError as error:
        raise click.ClickException(f"{server.name} did not take it: {error}; {error.said}") from None

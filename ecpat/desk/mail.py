"""Mail to people of the desk, in their language, sent beside the answer so that its time tells nothing."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from threading import Thread
from urllib.parse import unquote, urlsplit

import structlog
from flask import current_app, render_template

from ..i18n import speaking
from ..people.models import Person
from ..public.links import site_host

log = structlog.get_logger()
TIMEOUT = 15  # seconds


def is_on() -> bool:
    """Tell whether the site can send mail."""
    return bool(current_app.config["MAIL_URL"] and current_app.config["MAIL_FROM"])


def send(person: Person, template: str, **context: object) -> bool:
    """Send a person a text, its first line the subject; False where the site sends no mail.

    What a server answers is told to the log, without the address.
    """
    if not is_on():
        return False
    with speaking(person.locale):
        text = render_template(f"desk/mail/{template}.txt", person=person, host=site_host(), **context)
    subject, _line, body = text.strip().partition("\n")
    message = EmailMessage()
    message["Subject"], message["To"] = subject.strip(), person.email
    message["From"] = current_app.config["MAIL_FROM"]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.strip() + "\n")
    Thread(target=deliver, args=(message, current_app.config["MAIL_URL"]), daemon=True).start()
    return True


def deliver(message: EmailMessage, url: str) -> None:
    """Hand a message to the mail server of an address such as smtp://user:password@host:587."""
    server = urlsplit(url)
    try:
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.hostname or "", server.port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(server.hostname or "", server.port or 587, timeout=TIMEOUT)
        with connection:
            connection.ehlo_or_helo_if_needed()
            if server.scheme == "smtp" and connection.has_extn("starttls"):
                connection.starttls(context=ssl.create_default_context())
            elif server.scheme == "smtp" and server.username:
                raise smtplib.SMTPNotSupportedError("no password without TLS")
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail_not_sent", error=type(error).__name__)

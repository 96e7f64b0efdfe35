"""What every mail of the site has."""

from __future__ import annotations

import secrets
from email.message import EmailMessage
from email.utils import format_datetime

from .. import clock


def compose(sender: str, recipient: str, subject: str, text: str, name: str = "") -> EmailMessage:
    """Return a mail; where its name is given, its Message-ID is the same however often it is sent."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{name or secrets.token_hex(16)}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence is told to it (RFC 3834)
    message.set_content(f"{text.strip()}\n")
    return message

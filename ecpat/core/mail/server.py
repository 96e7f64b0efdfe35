"""A mail server: whether it would take mail, and how a mail is handed to it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from .models import LONGEST_REASON

TIMEOUT = 15  # seconds


class MailError(Exception):
    """A mail that was not taken. Its text has no address and may be logged; `said` is what the server said."""

    def __init__(self, text: str, said: str = "") -> None:
        super().__init__(text)
        self.said = " ".join((said or text).split())[:LONGEST_REASON]


class TemporaryError(MailError):
    """The server could not be reached or asks to be tried again, or it is not set up as it must be."""


class PermanentError(MailError):
    """The server will never take this mail."""


class _Answer:
    """Keeps what a server says once it has a mail; smtplib's own sending does not tell."""

    answer = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)  # type: ignore[misc]  # smtplib's
        self.answer = f"{code} {said.decode(errors='replace')}"
        return code, said


class _Plain(_Answer, smtplib.SMTP):
    pass


class _Tls(_Answer, smtplib.SMTP_SSL):
    pass


@dataclass(frozen=True)
class MailServer:
    """The server of an address such as smtp://user:password@host:587."""

    url: str

    @property
    def name(self) -> str:
        """Return its address without user and password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}:{parts.port or (465 if parts.scheme == 'smtps' else 587)}"

    def check(self) -> str:
        """Connect as if to send, and send nothing; return how it was reached. Raises MailError."""
        with self._connected() as connection:
            connection.noop()
            tls = "TLS" if isinstance(connection.sock, ssl.SSLSocket) else "without TLS"
            return f"{tls}, {'signed in' if urlsplit(self.url).username else 'no password'}"

    def send(self, message: EmailMessage) -> str:
        """Hand over a message; return what the server answered. Raises MailError."""
        with self._connected() as connection:
            connection.send_message(message)
            return str(connection.answer)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """Yield a connection, as safe as the address asks; whatever goes wrong with it is a MailError."""
        try:
            connection = self._connect()
            try:
                yield connection
            finally:
                with suppress(OSError, smtplib.SMTPException):  # what was taken stays taken, however one parts
                    connection.quit()
                connection.close()
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values()))) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refusal(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError:
            raise PermanentError("the server takes no addresses with letters beyond ASCII") from None
        except smtplib.SMTPResponseException as error:
            raise TemporaryError(str(error.smtp_code), f"{error.smtp_code} {_said(error.smtp_error)}") from None
        except (OSError, smtplib.SMTPException) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise TemporaryError(type(error).__name__, reason) from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, safe = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = _Tls(host, parts.port or 465, timeout=TIMEOUT, context=safe)
        else:
            connection = _Plain(host, parts.port or 587, timeout=TIMEOUT)
        try:
            connection.ehlo_or_helo_if_needed()
            if parts.scheme == "smtp" and connection.has_extn("starttls"):
                connection.starttls(context=safe)
                connection.ehlo_or_helo_if_needed()
            elif parts.scheme == "smtp" and (parts.username or not _is_here(host)):
                raise TemporaryError("the server offers no TLS, and neither passwords nor links are sent without it")
            if parts.username:
                self._sign_in(connection, unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            connection.close()
            raise
        return connection

    @staticmethod
    def _sign_in(connection: smtplib.SMTP, user: str, password: str) -> None:
        """Sign in; what is wrong with that is wrong with MAIL_URL, and no refusal of a mail."""
        try:
            connection.login(user, password)
        except smtplib.SMTPAuthenticationError as error:
            raise TemporaryError(
                f"{error.smtp_code}: user or password are refused", _said(error.smtp_error)
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise TemporaryError("the server asks for no password, and MAIL_URL has one") from None


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine: what is sent to it crosses no network."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _refusal(code: int, said: bytes | str) -> MailError:
    """Return the error of a refusal: for now (4xx), or for good (5xx; RFC 5321, section 4.2.1)."""
    kind = PermanentError if 500 <= code < 600 else TemporaryError
    return kind(str(code), f"{code} {_said(said)}")


def _said(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text

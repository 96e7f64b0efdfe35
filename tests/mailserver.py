"""A real mail server of the tests' own, which can refuse, and the mails that a site's worker handed to it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, overload

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from ecpat.core.jobs import Worker

from .cluster.nodes import free_port

USER, PASSWORD = "desk", "s3cret"


class MailServer:
    """Takes everything, unless `replies` says what is answered to a command instead."""

    def __init__(self, port: int) -> None:
        self.port, self.tried = port, 0
        self.taken: list[EmailMessage] = []
        self.replies: dict[str, str] = {}
        self.on_data: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """Return its address, without user and password."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer who it is from."""
        self.tried += 1
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.replies.get("MAIL", "250 fine")

    async def handle_RCPT(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer who it is for."""
        reply = self.replies.get("RCPT", "250 fine")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        reply = self.replies.get("DATA", "250 taken as number 7")
        if reply.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
        self.on_data()
        return reply

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """Answer goodbye."""
        return self.replies.get("QUIT", "221 bye")


@contextmanager
def serving(**options: Any) -> Iterator[MailServer]:
    """Run a mail server at a free port."""
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def safe(folder: Path) -> dict[str, Any]:
    """Return the options of a server that asks for TLS, USER and PASSWORD; its certificate is put in a folder."""

    def right(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(folder))
    return {"tls_context": context, "require_starttls": True, "authenticator": right, "auth_required": True}


def certificate(folder: Path) -> Path:
    """Make a certificate of 127.0.0.1 that nobody vouches for, with its key, in one file; return it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


class Sent(Sequence[EmailMessage]):
    """The mails that a server has once the site's worker did what is due, as it does whenever this is looked at."""

    def __init__(self, app: Flask, server: MailServer) -> None:
        self._app, self.server = app, server
        app.config.update(MAIL_URL=server.url, MAIL_FROM="desk@example.org", BASE_URL="http://localhost")

    def work(self) -> list[EmailMessage]:
        """Let a worker do what is due, and return all mails."""
        Worker(self._app).work_off()
        return self.server.taken

    def __len__(self) -> int:
        return len(self.work())

    @overload
    def __getitem__(self, place: int) -> EmailMessage: ...
    @overload
    def __getitem__(self, place: slice) -> list[EmailMessage]: ...
    def __getitem__(self, place: int | slice) -> EmailMessage | list[EmailMessage]:
        return self.work()[place]

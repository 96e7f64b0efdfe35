"""Mail goes to a real server of the test's own, and never says more than it should."""

from __future__ import annotations

import re
import socketserver
from collections.abc import Iterator
from email import message_from_string, policy
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask

from ecpat.desk import mail
from ecpat.extensions import db

from ..conftest import build
from .test_sign_in import browser, somebody, wait_for


class Server(socketserver.ThreadingTCPServer):
    """A mail server that takes everything (RFC 5321, as little as smtplib needs)."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.taken: list[str] = []
        super().__init__(("127.0.0.1", 0), Talk)


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Answer until the other side says goodbye."""
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode():
            verb = line[:4].upper()
            if verb == "DATA":
                self.wfile.write(b"354 go on\r\n")
                text = ""
                while (line := self.rfile.readline().decode()) != ".\r\n":
                    text += line
                assert isinstance(self.server, Server)
                self.server.taken.append(text)
            self.wfile.write(b"221 bye\r\n" if verb == "QUIT" else b"250 fine\r\n")


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a mail server."""
    with Server() as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def test_a_link_is_sent_in_the_person_s_language(app: Flask, server: Server) -> None:
    app.config.update(
        MAIL_URL=f"smtp://127.0.0.1:{server.server_address[1]}",
        MAIL_FROM="desk@example.org",
        BASE_URL="http://localhost",
    )
    somebody().locale = "fr"
    db.session.commit()
    browser(app).send("/en/desk/forgotten-password", email="sam@example.org")
    wait_for(lambda: len(server.taken) == 1)
    message = message_from_string(server.taken[0], policy=policy.default)
    assert message["To"] == "sam@example.org"
    assert message["From"] == "desk@example.org"
    assert message["Subject"] == "Un nouveau mot de passe pour la rédaction"
    text = message.get_content()
    assert "Bonjour Sam," in text
    assert "/fr/redaction/nouveau-mot-de-passe/" in text


@pytest.mark.parametrize("host", ["other.example", "other.example:8080"])
def test_nothing_in_a_mail_comes_from_the_host_that_a_request_names(app: Flask, server: Server, host: str) -> None:
    mails = f"smtp://127.0.0.1:{server.server_address[1]}"
    settings = {"MAIL_URL": mails, "MAIL_FROM": "desk@example.org", "BASE_URL": "https://www.example.org"}
    site = build(Path(app.instance_path), {**settings, "ALLOWED_HOSTS": "other.example"})
    somebody()
    client, path = browser(site), "/en/desk/forgotten-password"
    page = client.get(path, base_url=f"http://{host}").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token
    forged = {"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"}
    sent = client.post(
        path, data={"email": "sam@example.org", "csrf_token": token[1]}, base_url=f"http://{host}", headers=forged
    )
    assert sent.status_code == 200
    wait_for(lambda: len(server.taken) == 1)
    text = message_from_string(server.taken[0], policy=policy.default).get_content()
    assert "https://www.example.org/en/desk/new-password/" in text
    assert "at www.example.org" in text
    assert "other.example" not in server.taken[0]
    assert "evil" not in server.taken[0]


def test_a_password_is_not_sent_without_tls_and_the_log_has_no_address(
    app: Flask, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"smtp://desk:secret@127.0.0.1:{server.server_address[1]}"
    app.config.update(MAIL_URL=url, MAIL_FROM="desk@example.org", BASE_URL="http://localhost")
    message = mail.EmailMessage()
    message["To"] = "sam@example.org"
    mail.deliver(message, url)
    mail.deliver(message, "smtp://127.0.0.1:1")
    assert server.taken == []
    told = capsys.readouterr().out
    assert told.count("mail_not_sent") == 2
    assert "sam@example.org" not in told
    assert "secret" not in told

"""What the documented servers write down while readers and editors meet what works and what does not."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from flask import Flask

from ..conftest import build
from .balancer import PLAIN, balancing
from .nodes import HOST, Node, SocketConnection
from .test_faults import HERE, serve

__all__ = ["serve"]  # a fixture

TOKEN, QUERY, EMAIL, COOKIE = "WyIxMjM0.secret-token_x", "gyrophare", "hidden.person@example.org", "eyJwbGFudGVk"
SECRETS = (TOKEN, TOKEN.lower(), QUERY, EMAIL, quote(EMAIL), COOKIE, "hunter2", "client", HOST)


def secret_paths(app: Flask) -> Iterator[str]:
    """Yield every address that has a token in it."""
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments:
            yield rule.rule.replace("<token>", TOKEN)
            yield rule.rule.replace("<token>", TOKEN.lower()).replace("/desk/", "//desk/")


def ask(front: Path, path: str, method: str = "GET", body: str = "") -> tuple[int, str]:
    """Ask as a browser does; return the status and where the answer leads, or the body."""
    connection = SocketConnection(front)
    headers = {"Cookie": f"__Host-desk={COOKIE}", "Referer": f"https://{HOST}/?{QUERY}"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, answer.headers["Location"] or text


def send(front: Path, data: bytes) -> None:
    """Send what is no proper request, and wait until that is answered or the connection is closed."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(front))
        connection.sendall(data)
        connection.recv(4096)


@contextmanager
def without(node: Node, table: str) -> Iterator[None]:
    """Take a table away for a while."""
    database = sqlite3.connect(node.folder / "site.db", isolation_level=None)
    database.execute(f"ALTER TABLE {table} RENAME TO lost")
    yield
    database.execute(f"ALTER TABLE lost RENAME TO {table}")
    database.close()


def test_nobody_writes_down_who_asked_or_what_opens_something(
    serve: Callable[..., Node], tmp_path: Path, reading: Flask
) -> None:
    mail = {"MAIL_URL": "smtp://desk:hunter2@127.0.0.1:1", "MAIL_FROM": "desk@example.org"}
    node = serve(file=tmp_path / "node.sock", PROXIES="1", BASE_URL=f"https://{HOST}", **mail)
    assert build(node.folder).test_cli_runner().invoke(args=["ecpat", "down-page"]).exit_code == 0
    search = f"/fr/recherche/?q={QUERY}"
    with balancing(HERE, tmp_path, [node]) as front:

        def drive() -> set[int]:
            paths = [*secret_paths(reading), search, f"/fr/{EMAIL}?q={QUERY}", f"/nl/desk/x/{TOKEN}", f"/x/{TOKEN}"]
            answers = {ask(front, path)[0] for path in paths}
            form = f"email={EMAIL}&password=hunter2"
            answers |= {ask(front, f"/fr/{path}?q={QUERY}", "POST", form)[0] for path in ("", "redaction/connexion")}
            answers.add(ask(front, f"/fr/?q={QUERY}", "POST", "x" * 70_000)[0])
            for rest in ("BLAH", "HTTP/1.1\r\nHost: a b", "HTTP/1.1\r\nX y"):
                send(front, f"GET /fr/?{QUERY} {rest}\r\n\r\n".encode())
            return answers

        assert ask(front, "/fr/")[0] == 200
        assert drive() <= {200, 302, 308, 400, 403, 404, 405, 413}
        for table in ("preview_link", "person", "edition"):
            with without(node, table):
                drive()
        assert ask(front, f"/en/topics/?q={QUERY}")[0] == 200
        for path in (search, "/.well-known/acme-challenge/none"):
            ask(tmp_path / PLAIN, path)
        node.kill()
        assert drive() <= {400, 405, 413, 503}
        (tmp_path / "node.sock").unlink()  # as systemd does
        assert drive() <= {400, 405, 413, 503}
    logs = {path.name: path.read_text() for path in (node.log, *tmp_path.glob("*.log"), tmp_path / "e")}
    assert {"log", "ecpat.log", "ecpat-error.log", "error.log"} <= set(logs)
    for name, text in logs.items():
        for secret in SECRETS:
            assert secret not in text, f"{name}: {secret}"
    for line in (" GET /fr/ 200 ", " GET /fr/recherche/ 200 ", " GET /_down/fr.html 503 ", " POST - "):
        assert line in logs["ecpat.log"]
    assert '"reason": "OperationalError: SQLITE_ERROR"' in logs["log"]
    assert logs["log"].count('"event": "error"') == logs["log"].count("Traceback (most recent call last)")


def test_a_certificate_can_be_asked_for_over_http_and_all_else_is_led_to_https(tmp_path: Path) -> None:
    folder = tmp_path / "acme" / ".well-known" / "acme-challenge"
    folder.mkdir(parents=True)
    (folder / "a-token_X").write_text("its proof")
    node = Node(HERE, tmp_path / "node", {}, file=tmp_path / "node.sock")  # which nobody needs to have started
    with balancing(HERE, tmp_path, [node]):
        front = tmp_path / PLAIN
        assert ask(front, "/.well-known/acme-challenge/a-token_X") == (200, "its proof")
        assert ask(front, "/.well-known/acme-challenge/another")[0] == 404
        for path in ("/fr/?a=b", "/.well-known/security.txt", "/fr/.well-known/acme-challenge/a-token_X"):
            assert ask(front, path) == (301, f"https://{HOST}{path}")

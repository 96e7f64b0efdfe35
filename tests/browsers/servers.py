"""What the browsers reach: the site, with a script that hears complaints, and a proxy that lets nothing out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.wrappers import Request, Response

LISTENER = "/overheard.js"
SCRIPT = (Path(__file__).parent / "overheard.js").read_bytes()


def overhear(app: Flask) -> None:
    """Put the script that keeps complaints in front of all others on each page of a site."""
    inner: Callable[..., Iterable[bytes]] = app.wsgi_app

    def outer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == LISTENER:
            return Response(SCRIPT, mimetype="text/javascript")(environ, start)
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        answer = Response.from_app(inner, environ)
        if answer.mimetype == "text/html" and Request(environ).method == "GET":
            answer.set_data(
                answer.get_data().replace(b"<head>", f'<head><script src="{LISTENER}"></script>'.encode())
            )
        return answer(environ, start)

    app.wsgi_app = outer  # type: ignore[method-assign]


class Elsewhere(BaseHTTPRequestHandler):
    """A proxy that lets nothing out and keeps which hosts were asked for."""

    asked: list[str]

    def do_CONNECT(self) -> None:
        """Note the host, and hang up."""
        self.asked.append(self.path)
        self.close_connection = True

    do_GET = do_POST = do_CONNECT  # noqa: N815

    def log_message(self, *_words: object) -> None:
        """Say nothing of each request."""


@contextmanager
def elsewhere() -> Iterator[tuple[int, list[str]]]:
    """Serve the proxy; return its port, and the list of hosts that grows."""
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Elsewhere", (Elsewhere,), {"asked": asked}))
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()

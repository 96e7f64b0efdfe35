"""Static files, served before the page cache and the application are asked."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from .security_headers import ELSEWHERE, HEADERS

_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def install(app: Flask) -> None:
    """Serve the instance folder’s hashed files under /static/, compressed where they are, to be kept for ever."""

    def add_headers(headers: dict[str, str], path: str, url: str) -> None:
        for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy"):
            headers[name] = HEADERS[name]
        if headers["Content-Type"].startswith("image/"):
            headers["Cross-Origin-Resource-Policy"] = ELSEWHERE

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=Path(app.instance_path) / "static",
        prefix="static/",
        immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        add_headers_function=add_headers,
    )

"""How many proxies stand in front, whose word on the reader's address, scheme and host is taken."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def install(app: Flask) -> None:
    """Believe as many proxies as PROXIES says."""
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[proxies] * 3)  # type: ignore[method-assign]

"""Security headers: the same on every answer."""

from __future__ import annotations

from flask import Flask, Response, request

from ..assets import integrity

POLICY = "; ".join(
    (
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "font-src 'self'", "img-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ALONE = "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox"
_FRAMING = "unsafe-none"  # what is framed says nothing of this itself
ELSEWHERE = "cross-origin"  # of public pictures alone: feeds and shared links show them on other sites


def may_frame(response: Response, origin: str) -> Response:
    """Let one answer show another site, which nobody is to keep or find."""
    response.headers["Content-Security-Policy"] = f"{_policy_of(response)}; frame-src {origin}"
    response.headers["Cross-Origin-Embedder-Policy"] = _FRAMING
    response.headers["Cache-Control"] = "no-store"
    return response


def may_play(response: Response) -> Response:
    """Let one answer play videos and sound of this site."""
    response.headers["Content-Security-Policy"] = f"{_policy_of(response)}; media-src 'self'"
    return response


def alone(response: Response) -> Response:
    """Let a file that is opened as a page play itself, and do nothing else."""
    response.headers["Content-Security-Policy"] = ALONE
    return response


def _policy_of(response: Response) -> str:
    return response.headers.get("Content-Security-Policy", POLICY)


def install(app: Flask) -> None:
    """Put the headers on every answer of an application, and let templates say what a script must be."""
    app.jinja_env.globals["integrity"] = integrity

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if (response.mimetype or "").startswith("image/") and response.cache_control.public:
            response.headers["Cross-Origin-Resource-Policy"] = ELSEWHERE
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = app.config["HSTS"]
        return response

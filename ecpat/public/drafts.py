"""Pictures of what is not live yet: a page that shows a draft signs their addresses for a day."""

from __future__ import annotations

from flask import current_app, g
from itsdangerous import BadSignature, URLSafeTimedSerializer

KEY = "draft"  # the query argument of their addresses
DAY = 86_400  # seconds


def show() -> None:
    """Let the page that is being made show pictures and covers of drafts."""
    g.shows_drafts = True


def key(digest: str) -> str | None:
    """Return the argument that a file's address needs on this page: none but on one that shows drafts."""
    return str(_signer().dumps(digest)) if g.get("shows_drafts") else None


def opens(signed: str, digest: str) -> bool:
    """Tell whether an address was signed for this file within a day."""
    try:
        return bool(_signer().loads(signed, max_age=DAY) == digest)
    except BadSignature:
        return False


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="file of a draft")

"""The organisation's texts as readers' pages know them: read once per generation."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..web import snapshot
from .models import SiteText


def text(locale: str, key: str) -> str:
    """Return one of the organisation's texts; empty where it has not been written."""
    return snapshot.read("texts", _every).get((locale, key), "")


def _every(session: Session) -> Mapping[tuple[str, str], str]:
    rows = session.execute(select(SiteText.locale, SiteText.key, SiteText.value))
    return {(locale, key): value for locale, key, value in rows}

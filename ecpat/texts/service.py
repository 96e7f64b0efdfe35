"""The organisation's texts as readers' pages know them: read once per generation."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import locales
from ..web import snapshot
from .models import SiteText

NAME = {"name", "name_strong", "name_light"}  # written together


def text(locale: str, key: str) -> str:
    """Return one of the organisation's texts, its name in the first language at least; empty where there is none."""
    written = snapshot.read("texts", _every)
    if key in NAME and not written.get((locale, "name")):
        locale = locales.LOCALES[0]
    return written.get((locale, key), "")


def _every(session: Session) -> Mapping[tuple[str, str], str]:
    rows = session.execute(select(SiteText.locale, SiteText.key, SiteText.value))
    return {(locale, key): value for locale, key, value in rows}

"""Advice on a text by the thesaurus and the files as they are now.

Whatever goes wrong with it is noted: it never touches what is saved.
"""

from __future__ import annotations

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from ...core import generation as changes
from ...core.database import db
from ...files.models import Asset
from ...terms.models import ThesaurusTerm
from .. import richtext
from . import Advice, Term, Terms, advise

log = structlog.get_logger()


def advice_on(locale: str, title: str, summary: str, body: str, readable: ColumnElement[bool]) -> Advice:
    """Return the remarks on a text whose pictures are known where a clause holds for them."""
    try:
        with db.session.begin_nested():  # what it reads can fail too, and the form still has to be read after it
            files = _files(richtext.pictures(body), locale, readable)
            return advise(locale, title, summary, body, terms(), files)
    except Exception:
        log.exception("advice_failed")
        return Advice((), None, failed=True)


def terms() -> Terms:
    """Return the thesaurus as texts are read against it."""
    generation = changes.current()
    return changes.cache().get(generation, "advice", _read_terms)


def _read_terms() -> Terms:
    rows = select(ThesaurusTerm.concept, ThesaurusTerm.locale, ThesaurusTerm.use, ThesaurusTerm.text)
    return Terms(Term(*row) for row in db.session.execute(rows.order_by(ThesaurusTerm.id)))


def _files(ids: set[int], locale: str, readable: ColumnElement[bool]) -> dict[int, str | None]:
    """Return the alternative texts in a language of files for which a clause holds; None for a decorative one."""
    if not ids:
        return {}
    present = Asset.id.in_(ids), Asset.deleted_at.is_(None), readable
    found = select(Asset).where(*present).options(selectinload(Asset.words))
    return {
        asset.id: None if asset.decorative else asset.words[locale].alt if locale in asset.words else ""
        for asset in db.session.scalars(found)
    }

"""Advice while somebody writes: the remarks on a text, as data for the script and as HTML for the page.

Whatever goes wrong with it is noted and said in its own place: it never touches the form or what is saved.
"""

from __future__ import annotations

import structlog
from flask import Response, abort, get_template_attribute, jsonify, request
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import selectinload

from ... import locales
from ...core import generation as changes
from ...core.database import db
from ...desk import access
from ...files.models import Asset
from ...terms.models import ThesaurusTerm
from ...web.feature import Route
from .. import richtext
from ..advice import Advice, Term, Terms, advise
from ..models import Edition
from . import rights

log = structlog.get_logger()
LONGEST = 1 << 20  # characters of a text that are sent again and again while it is typed


def advice_on(edition: Edition | None) -> Advice | None:
    """Return the remarks on an edition as it was saved; None where there is none."""
    if edition is None:
        return None
    return _advice(edition.locale, edition.title, edition.summary, edition.body, true())


def advice() -> Response:
    """Answer a text (JSON: locale, title, summary, body) with the remarks on it."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or sent.get("locale") not in locales.LOCALES:
        abort(400)
    title, summary, body = (sent.get(name, "") for name in ("title", "summary", "body"))
    if not all(isinstance(text, str) for text in (title, summary, body)):
        abort(400)
    if len(title) + len(summary) + len(body) > LONGEST:
        abort(413)
    found = _advice(sent["locale"], title, summary, body, rights.readable(access.person(), Asset))
    show = get_template_attribute("entries/desk/advice.html", "remarks")
    return jsonify(
        count=len(found.remarks),
        failed=found.failed,
        html=str(show(found, sent["locale"])),
        remarks=[
            {
                "kind": remark.kind,
                "place": str(remark.place),
                "explanation": str(remark.explanation),
                "suggestion": f"{remark.suggestion} {remark.term}".strip(),
            }
            for remark in found.remarks
        ],
    )


def _advice(locale: str, title: str, summary: str, body: str, readable: ColumnElement[bool]) -> Advice:
    try:
        with db.session.begin_nested():  # what it reads can fail too, and the form still has to be read after it
            return advise(locale, title, summary, body, _terms(), _files(richtext.pictures(body), locale, readable))
    except Exception:
        log.exception("advice_failed")
        return Advice((), None, failed=True)


def _terms() -> Terms:
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


GLOBALS = {"advice_on": advice_on, "advice_longest": LONGEST}
ROUTES = (Route("advice", "{advice}.json", advice, methods=("POST",)),)

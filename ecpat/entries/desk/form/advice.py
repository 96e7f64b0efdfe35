"""Advice while somebody writes: the remarks on a text, as data for the script and as HTML for the page."""

from __future__ import annotations

from flask import Response, abort, get_template_attribute, jsonify, request

from .... import locales
from ....desk import access
from ....files.models import Asset
from ....web.feature import Route
from ...advice import sources
from .. import rights

LONGEST = 1 << 20  # characters of a text that are sent again and again while it is typed


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
    found = sources.advice_on(sent["locale"], title, summary, body, rights.readable(access.person(), Asset))
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


GLOBALS = {"advice_longest": LONGEST}
ROUTES = (Route("advice", "{advice}.json", advice, methods=("POST",)),)

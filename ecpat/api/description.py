"""The API described as OpenAPI 3.1 does, from what it is made of."""

from __future__ import annotations

from typing import Any

from .. import locales
from ..core.i18n import current_locale
from ..entries.kind import all_kinds
from ..texts import service as texts
from ..topics import service as topics
from ..web import urls

Part = dict[str, Any]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ADDRESS, MOMENT = {"type": "string", "format": "uri"}, {"type": "string", "format": "date-time"}
DATE = {"type": ["string", "null"], "description": "As far as it is known: 2014-07-30, 2017-01 or 2017."}


def document() -> Part:
    """Return the description of the API."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": texts.text(current_locale(), "name") or "API",
            "version": "1",
            "description": "What the site has published, to be read by programs. Read-only; no key is needed.",
        },
        "servers": [{"url": urls.absolute("/api")}],
        "paths": {
            "/entries": {"get": _entries()},
            "/entries/{id}": {"get": _entry()},
            "/topics": {"get": _operation("listTopics", "List the topics", "Topics")},
        },
        "components": {"schemas": _schemas()},
    }


def _entries() -> Part:
    choices = {
        "kind": [kind.name for kind in all_kinds()],
        "language": list(locales.LOCALES),
        "topic": [topic.key for topic in topics.every()],
    }
    parameters = [_parameter(name, {**TEXT, "enum": values}, values[:1]) for name, values in choices.items()]
    parameters += [
        _parameter("since", TEXT, ["2026-11-03"], "What was changed since a day or a moment (ISO 8601, UTC)."),
        _parameter("page", {**NUMBER, "minimum": 1}, [1]),
    ]
    operation = _operation("listEntries", "List editions, those changed last first", "Editions", "400", "404")
    return {**operation, "parameters": parameters}


def _entry() -> Part:
    parameter = {"name": "id", "in": "path", "required": True, "schema": {**NUMBER, "minimum": 1}}
    return {**_operation("readEntry", "Read an entry in every language", "Entry", "404"), "parameters": [parameter]}


def _parameter(name: str, schema: Part, examples: list[Any], description: str = "") -> Part:
    said = {"description": description} if description else {}
    shown = {"example": examples[0]} if examples else {}
    return {"name": name, "in": "query", "schema": schema, **said, **shown}


def _operation(name: str, summary: str, schema: str, *problems: str) -> Part:
    answers = {"200": _content("What was asked for", "application/json", schema)}
    answers |= {status: _content("What is wrong", "application/problem+json", "Problem") for status in problems}
    return {"operationId": name, "summary": summary, "responses": answers}


def _content(description: str, media_type: str, schema: str) -> Part:
    return {"description": description, "content": {media_type: {"schema": _reference(schema)}}}


def _reference(schema: str) -> Part:
    return {"$ref": f"#/components/schemas/{schema}"}


def _object(**properties: Part) -> Part:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(item: Part) -> Part:
    return {"type": "array", "items": item}


def _schemas() -> Part:
    kind = {**TEXT, "enum": [one.name for one in all_kinds()]}
    language = {**TEXT, "enum": list(locales.LOCALES)}
    said: Part = {
        "language": language, "title": TEXT, "summary": TEXT, "url": ADDRESS, "date": DATE, "modified": MOMENT,
    }  # fmt: skip
    thing: Part = {"id": NUMBER, "kind": kind, "topics": _list(TEXT)}
    near: Part = {"type": ["string", "null"], "format": "uri"}
    pdf = _object(url=ADDRESS, media_type=TEXT, size=NUMBER, pages={"type": ["integer", "null"]})
    return {
        "Editions": _object(
            total=NUMBER, page=NUMBER, pages=NUMBER, previous=near, next=near,
            items=_list(_object(**thing, entry=ADDRESS, **said)),
        ),
        "Entry": _object(
            **thing,
            editions=_list(
                _object(
                    **said,
                    body={**TEXT, "description": "HTML: paragraphs, headings, lists, tables, links, pictures."},
                    document={"oneOf": [pdf, {"type": "null"}]},
                    changes=_list(_object(day=TEXT, text=TEXT)),
                    structured_data={"type": "object", "description": "The edition by schema.org (JSON-LD)."},
                )
            ),
        ),
        "Topics": _object(
            items=_list(
                _object(
                    key=TEXT,
                    labels={
                        "type": "object",
                        "additionalProperties": _object(label=TEXT, description=TEXT, url=ADDRESS),
                    },
                )
            )
        ),
        "Problem": _object(status=NUMBER, title=TEXT, detail=TEXT),
    }  # fmt: skip

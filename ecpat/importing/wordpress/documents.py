"""PDFs that texts lead to: one of a resource is its document, any other becomes a resource of its own."""

from __future__ import annotations

from ...entries.kind import get_kind
from ..report import Report
from .addresses import Former
from .attachments import Files
from .plan import Group, Part, Plan
from .states import State, dated

Documents = dict[str, int]  # the number of a file by the key of the part whose document it is


def found(plan: Plan, former: Former, files: Files, report: Report) -> tuple[Documents, dict[str, str]]:
    """Return the documents of parts, and for each attachment the key of the group that has it as its document."""
    documents, holders = Documents(), dict[str, str]()
    new: dict[str, tuple[Part, State]] = {}
    for group in plan.groups:
        for part in group.parts:
            for attachment in _named(plan, former, files, part):
                number = files.document(attachment)
                if number is None or attachment in holders:
                    continue
                if group.kind.has_document and part.key not in documents:
                    documents[part.key], holders[attachment] = number, group.key
                elif attachment not in new or new[attachment][1].published_at is None:
                    item = plan.survey.items[attachment]
                    at = dated(item) or part.state.published_at
                    new[attachment] = part, State(at if part.state.published_at else None)
    for attachment, (part, state) in new.items():
        if attachment in holders:
            continue
        item = plan.survey.items[attachment]
        plan.groups.append(
            Group(attachment, get_kind("resources"), [Part(attachment, item, part.locale, state)])
        )  # fmt: skip
        documents[attachment], holders[attachment] = files.assets[attachment], attachment
        report.changed(attachment, item.title, "document", part.item.title)
    return documents, holders


def _named(plan: Plan, former: Former, files: Files, part: Part) -> list[str]:
    """Return the attachments that a text names and, of a resource without any, those that belong to it."""
    paths = sorted(plan.survey.uploads.get(part.key, ()))
    return [key for path in paths if (key := former.file_of(f"/uploads/{path}")) and files.document(key) is not None]

"""PDFs that texts lead to: one of a resource is its document, any other becomes a resource of its own."""

from __future__ import annotations

from ... import locales
from ...entries.kind import get_kind
from ..journal import Journal
from ..report import Report
from .addresses import Former
from .attachments import Files
from .languages import groups
from .plan import Group, Part, Plan
from .states import State, dated

Documents = dict[str, int]  # the number of a file by the key of the part whose document it is


def found(
    plan: Plan, former: Former, files: Files, journal: Journal, report: Report
) -> tuple[Documents, dict[str, str]]:
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
    heads, made = groups(plan.survey, plan.choices.pairs), dict[str, Group]()
    for attachment, (part, state) in new.items():
        if attachment in holders:
            continue
        item = plan.survey.items[attachment]
        said, how = plan.languages.of(attachment, item)
        locale = said if how in ("map", "polylang", "wpml") and said in locales.LOCALES else part.locale
        held = made.get(heads[attachment])
        if held is None or any(other.locale == locale for other in held.parts):
            held = made[heads[attachment]] = Group(attachment, get_kind("resources"))
            plan.groups.append(held)
        held.parts.append(Part(attachment, item, locale, state))
        documents[attachment], holders[attachment] = files.assets[attachment], attachment
        if attachment not in journal:
            report.changed(attachment, item.title, "document", part.item.title)
    for group in made.values():
        group.parts.sort(key=lambda part: locales.LOCALES.index(part.locale))
    return documents, holders


def _named(plan: Plan, former: Former, files: Files, part: Part) -> list[str]:
    """Return the attachments that a text names and, of a resource without any, those that belong to it."""
    paths = sorted(plan.survey.uploads.get(part.key, ()))
    return [key for path in paths if (key := former.file_of(f"/uploads/{path}")) and files.document(key) is not None]

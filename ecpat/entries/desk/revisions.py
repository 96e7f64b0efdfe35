"""What an entry was at each save: who saved it when, what changed, and a way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from ...desk import access, layout, transactions
from ...web.feature import Route
from .. import diff, richtext
from .. import kind as registry
from ..kind import Kind
from ..models import Entry
from . import choices, fields, merge, revision_forms, rights, states, titles
from .fields import COMMON, Fields
from .merge import Refused


@dataclass(frozen=True)
class Change:
    """A field that differs between two saves: its label, its pieces, and whether its form alone changed."""

    label: Any
    pieces: list[diff.Piece]
    only_form: bool = False


def revisions(entry_id: int) -> Response:
    """List the saves of every part of an entry, the newest first."""
    entry = rights.opened(access.person(), entry_id)
    title, language = titles.of(entry)
    kind = registry.get_kind(entry.kind)
    found = {part: revision_forms.newest_first(entry, part) for part in fields.parts(kind)}
    return layout.render(
        "entries/desk/revisions.html", entry=entry, title=title, language=language, found=found, common=COMMON
    )


def revision(entry_id: int, part: str, revision_id: int) -> Response:
    """Show one save beside the one before it, or with `?with=now` beside what is there now."""
    entry = rights.opened(access.person(), entry_id)
    kind = registry.get_kind(entry.kind)
    saved = revision_forms.revision(entry, part, revision_id) or abort(404)
    shown = revision_forms.of_revision(kind, part, saved)
    rows = revision_forms.newest_first(entry, part)
    place = next((at for at, row in enumerate(rows) if row.id == revision_id), len(rows))
    now = request.args.get("with") == "now"
    if now:
        before, after = shown, fields.of_entry(kind, entry)
    else:
        earlier = rows[place + 1] if place + 1 < len(rows) else None
        before = revision_forms.of_revision(kind, part, earlier) if earlier else {}
        after = shown
    title, language = titles.of(entry)
    return layout.render(
        "entries/desk/revision.html", entry=entry, title=title, language=language, part=part, saved=saved, since=now,
        changes=changes(kind, part, before, after), newest=place == 0, first=place + 1 == len(rows),
        may_restore=_may_save(entry, part), common=COMMON,
    )  # fmt: skip


def restore_revision(entry_id: int, part: str, revision_id: int) -> WerkzeugResponse:
    """Make a part what it was at a save: this is a new save."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    kind = registry.get_kind(entry.kind)
    if revision_forms.revision(entry, part, revision_id) is None:
        abort(404)

    def work() -> None:
        entry = rights.opened(person, entry_id)
        saved = revision_forms.revision(entry, part, revision_id) or abort(404)
        words, seen = revision_forms.of_revision(kind, part, saved), revision_forms.counted(kind, entry)
        merge.save(kind, entry_id, words, seen, [], states.SAVE, person)

    try:
        transactions.write(work)
    except Refused as refused:
        flash(" ".join(str(message) for message in refused.save.faults.values()), "error")
        return redirect(url_for("desk.revision", entry_id=entry_id, part=part, revision_id=revision_id), 303)
    return layout.done(_("The earlier version is back, as a new save."), "desk.entry", entry_id=entry_id)


def _may_save(entry: Entry, part: str) -> bool:
    person = access.person()
    if part == COMMON:
        return rights.may_save_facts(person, entry)
    return rights.may_save_words(person, entry.editions.get(part))


def changes(kind: Kind, part: str, before: Fields, after: Fields) -> list[Change]:
    """Return the fields of a part that differ, in the form's order; of a part that was not there, all as they are."""
    found = []
    labels = choices.labels(kind, part)
    for name in fields.parts(kind).get(part, ()):
        if not before and after[name]:
            found.append(change(kind, name, labels[name], after[name], after[name]))
        elif before and before[name] != after[name]:
            found.append(change(kind, name, labels[name], before[name], after[name]))
    return found


def change(kind: Kind, name: str, label: Any, before: str, after: str) -> Change:
    """Return how one field differs, in words that people read."""
    old, new = choices.said(kind, name, before), choices.said(kind, name, after)
    if name.endswith("-body"):
        old, new = richtext.plain(richtext.sanitise(old)), richtext.plain(richtext.sanitise(new))
    pieces = diff.words(old, new)
    return Change(label, pieces, old == new and before != after)


ROUTES = (
    Route("revisions", "{entries}/<id:entry_id>/{revisions}/", revisions),
    Route("revision", "{entries}/<id:entry_id>/{revisions}/<part>/<id:revision_id>", revision),
    Route(
        "restore_revision",
        "{entries}/<id:entry_id>/{revisions}/<part>/<id:revision_id>/{restore}",
        restore_revision,
        "writer",
        ("POST",),
    ),
)

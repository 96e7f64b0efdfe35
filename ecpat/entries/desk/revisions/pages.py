"""What an entry was at each save: who saved it when, what changed, and a way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from ....desk import access, layout, transactions
from ....web.feature import Route
from ... import diff
from ... import kind as registry
from ...fields import Field
from ...kind import Kind
from .. import rights, titles
from ..form import parts, saving, states
from ..form.entry_form import sent_as
from ..form.parts import COMMON, Values
from ..form.saving import Refused
from . import forms


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
    found = {part: forms.newest_first(entry, part) for part in parts.names()}
    return layout.render(
        "entries/desk/revisions.html", entry=entry, title=title, language=language, found=found, common=COMMON
    )


def revision(entry_id: int, part: str, revision_id: int) -> Response:
    """Show one save beside the one before it, or with `?with=now` beside what is there now."""
    entry = rights.opened(access.person(), entry_id)
    kind = registry.get_kind(entry.kind)
    saved = forms.revision(entry, part, revision_id) or abort(404)
    shown = forms.of_revision(kind, part, saved)
    rows = forms.newest_first(entry, part)
    place = next((at for at, row in enumerate(rows) if row.id == revision_id), len(rows))
    now = request.args.get("with") == "now"
    earlier = rows[place + 1] if place + 1 < len(rows) else None
    previous = forms.of_revision(kind, part, earlier) if earlier else None
    before, after = (shown, parts.present(kind, entry, part)) if now else (previous, shown)
    title, language = titles.of(entry)
    return layout.render(
        "entries/desk/revision.html", entry=entry, title=title, language=language, part=part, saved=saved, since=now,
        changes=changes(kind, part, before, after), newest=place == 0, first=place + 1 == len(rows),
        may_restore=part not in rights.closed(access.person(), entry), common=COMMON,
    )  # fmt: skip


def restore_revision(entry_id: int, part: str, revision_id: int) -> WerkzeugResponse:
    """Make a part what it was at a save: this is a new save."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    kind = registry.get_kind(entry.kind)
    if forms.revision(entry, part, revision_id) is None:
        abort(404)

    def work() -> None:
        entry = rights.opened(person, entry_id)
        saved = forms.revision(entry, part, revision_id) or abort(404)
        sent = sent_as(part, kind, forms.of_revision(kind, part, saved))
        sent["saves" if part == COMMON else f"{part}-saves"] = str(parts.saves(entry, part))
        saving.save(kind, entry_id, sent, states.SAVE, person)

    try:
        transactions.write(work)
    except Refused as refused:
        flash(" ".join(str(message) for _name, message in refused.form.faults), "error")
        return redirect(url_for("desk.revision", entry_id=entry_id, part=part, revision_id=revision_id), 303)
    return layout.done(_("The earlier version is back, as a new save."), "desk.entry", entry_id=entry_id)


def changes(kind: Kind, part: str, before: Values | None, after: Values) -> list[Change]:
    """Return the fields of a part that differ, in the form's order; of a part that was not there, all as they are."""
    fields = parts.fields_of(kind, part)
    if before is None:
        return [change(field, after[name], after[name]) for name, field in fields.items() if field.shown(after[name])]
    differing = ((name, field) for name, field in fields.items() if before[name] != after[name])
    return [change(field, before[name], after[name]) for name, field in differing]


def change(field: Field, before: Any, after: Any) -> Change:
    """Return how one field differs, in words that people read."""
    old, new = field.shown(before), field.shown(after)
    return Change(field.label, diff.words(old, new), old == new and before != after)


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

"""What a writer changed, held against what others saved meanwhile: field by field, in the form itself."""

from __future__ import annotations

from collections.abc import Collection

from ..revisions import forms as revision_forms
from . import parts
from .entry_form import EntryForm


def merge(form: EntryForm, take: Collection[str]) -> bool:
    """Bring each part up to what others saved since its form was shown; tell whether the writer is to look at it.

    `take` names the fields (as in the HTML) whose writer leaves them as they were then. Where others changed what the
    writer changed, the form has both.
    """
    crossed = [_merge_part(form, part, take) for part in form.sent]
    if any(crossed):
        for part in form.parts:  # what is sent next has seen this
            form.put(form.parts[part]["saves"], parts.saves(form.entry, part))
    return any(crossed)


def _merge_part(form: EntryForm, part: str, take: Collection[str]) -> bool:
    """Merge one part; without a base it is not known who changed what: all that differs is both's."""
    begun, now, own = form.begun_with(part), form.present[part], list(form.of(part))
    moved = form.entry is not None and begun != parts.saves(form.entry, part)
    left = [(name, bound) for name, _field, bound in own if bound.name in take]
    if not moved and not left:
        return False
    base = revision_forms.base(form.kind, form.entry, part, begun)
    if base:
        for name, bound in left:
            form.put(bound, base[name])
    if not moved:
        return False
    differing = {name for name, field, bound in own if not field.same(bound, now[name])}
    mine = {name for name, field, bound in own if not field.same(bound, base[name])} if base else differing
    theirs = {name for name in now if now[name] != base[name]} if base else differing
    for name, _field, bound in own:
        if name in theirs - mine:
            form.put(bound, now[name])
            form.merged = True
            form.taken += [bound.name] if mine else []
        elif name in mine & theirs & differing:
            form.theirs[bound.name] = now[name]
    return bool(mine and theirs & differing)

"""What readers see beside what was saved since: every change marked, to be published or given up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from .... import locales
from ....core.database import db
from ....core.i18n import current_locale
from ....desk import access, layout, transactions
from ....web.feature import ANYONE, Route
from ... import copies, diff, gate, richtext, updates
from ... import kind as registry
from ...models import Edition, Entry
from ...reviews import service as review_service
from .. import rights, titles
from ..form import parts, states
from ..form.parts import COMMON
from ..preview import pages as preview
from . import pages

READ = ("title", "summary", "body")  # side by side
_HEADING = re.compile(r"<h[23][^>]*>(.*?)</h[23]>")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph on both sides: what it is (title, summary, heading or text), and its number among the changes."""

    sort: str
    pair: diff.Pair
    number: int  #: 0: unchanged


def compare(entry_id: int) -> WerkzeugResponse:
    """Show an entry's changes in a language (`in`), or publish or give up all of them."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    if request.method == "POST":
        return _decide(entry_id)
    asked = request.args.get("in", "")
    languages = (current_locale(), *locales.LOCALES)
    changed = (one for one in languages if one in entry.editions and entry.editions[one].changed)
    here = next(one for one in (asked, *changed, *languages) if one in entry.editions)
    return _page(entry, entry.editions[here], decides=person.may(rights.PUBLISHES))


def shared_changes(token: str) -> Response:
    """Show the changes in the page's language to whoever has a link to a preview that is still good."""
    link = preview.good_link(token)
    entry = db.session.get_one(Entry, link.entry_id)
    edition = entry.editions.get(current_locale()) or abort(404)
    if entry.deleted_at is not None:
        abort(404)
    answer = _page(entry, edition, shared=True, until=link.expires_at, switch=_shared_in(entry, token))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _shared_in(entry: Entry, token: str) -> list[tuple[str, str]]:
    others = [one for one in locales.LOCALES if one in entry.editions and one != current_locale()]
    return [(one, url_for("desk.shared_changes", token=token, locale=one)) for one in others]


def _decide(entry_id: int) -> WerkzeugResponse:
    person, action = access.person(), request.form.get("do", "")
    if not person.may(rights.PUBLISHES):
        abort(403)

    def work() -> bool:
        entry = rights.opened(person, entry_id)
        if action == "drop":
            updates.drop(entry, by=person)
            return True
        changed = [edition for edition in entry.editions.values() if edition.changed]
        if action != states.PUBLISH:
            abort(400)
        if gate.admit(changed, "", by=person):
            return False
        for edition in changed:
            states.publish(edition, person)
        review_service.published(entry, by=person)
        return True

    if not transactions.write(work):
        flash(_("Not published: something is to be settled first."), "error")
        return redirect(url_for("desk.entry", entry_id=entry_id, gate=1), 303)
    given_up = _("The changes were given up. They stay among the earlier versions.")
    said = given_up if action == "drop" else _("The site shows the changes now.")
    return layout.done(said, "desk.entry", entry_id=entry_id)


def _page(entry: Entry, edition: Edition, **more: Any) -> Response:
    title, language = titles.of(entry)
    counts = {one: sum(1 for row in paragraphs(other) if row.number) for one, other in entry.editions.items()}
    return layout.render(
        "entries/desk/compare.html", entry=entry, edition=edition, title=title, language=language,
        rows=paragraphs(edition), counts=counts, facts=_facts(entry, edition), **more,
    )  # fmt: skip


def paragraphs(edition: Edition) -> list[Paragraph]:
    """Return what readers see of an edition and what was saved since, paragraph by paragraph, changes numbered."""
    shown, kept = copies.words_shown(edition), copies.words_of(edition)
    headings = {richtext.plain(found[1]) for found in _HEADING.finditer(f"{shown['body']}{kept['body']}")}
    rows = [(name, pair) for name in ("title", "summary") for pair in diff.paragraphs(shown[name], kept[name])]
    for pair in diff.paragraphs(richtext.plain(shown["body"]), richtext.plain(kept["body"])):
        said = "".join(piece.text for piece in pair.after or pair.before)
        rows.append(("heading" if said in headings else "text", pair))
    found, number = [], 0
    for sort, pair in rows:
        number += pair.changed
        found.append(Paragraph(sort, pair, number if pair.changed else 0))
    return found


def _facts(entry: Entry, edition: Edition) -> list[pages.Change]:
    """Return what else changed: the facts, and fields of the language that no reader reads as a text."""
    kind = registry.get_kind(entry.kind)
    found: list[pages.Change] = []
    for part in (COMMON, edition.locale):
        shown, kept = parts.shown(kind, entry, part) or {}, parts.present(kind, entry, part)
        for name, field in parts.fields_of(kind, part).items():
            if shown[name] != kept[name]:
                change = pages.change(field, shown[name], kept[name])
                found += [change] if part == COMMON or name not in READ or change.only_form else []
    return found


ROUTES = (
    Route("compare", "{entries}/<id:entry_id>/{compare}", compare, methods=("GET", "POST")),
    Route("shared_changes", "{preview}/<token>/{compare}", shared_changes, ANYONE),
)

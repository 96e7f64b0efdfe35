"""Many entries at once: published, taken off the site, given a topic, put into the bin; asked first, all or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response as WerkzeugResponse

from ....accounts.models import Person
from ....core.database import db
from ....core.i18n import current_locale, own_name
from ....desk import access, layout, transactions
from ....topics.models import Topic
from ....topics.service import labels
from ....web.feature import Route
from ....web.forms import ids
from ... import gate, service
from ...models import Entry
from ...queries import any_entry
from ...reviews import service as review_service
from .. import rights
from ..form import states
from ..form.shared_fields import TOPICS
from . import pages

MOST = 200  # entries at once; a page of the list has fewer


@dataclass(frozen=True)
class Action:
    """What can be done to many entries: what asks for it, what it means, who may, why not, how, and what is said."""

    question: Any
    meaning: Any
    button: Any
    obstacle: Callable[[Entry, Person], Any]  #: why it is not done to an entry; nothing where it is
    do: Callable[[Entry, Person], bool]  #: tells whether it was done
    done: Callable[[int], str]
    gated: bool = False  #: whether the gate is asked first


def many() -> WerkzeugResponse:
    """Ask whether something is to be done to the entries that were chosen, or do it."""
    action = _action(request.form.get("do", ""))
    chosen = ids(request.form.getlist("entry"))[:MOST]
    person = access.person()
    if not chosen:
        flash(_("Choose some entries first."), "error")
        return redirect(pages.back(), 303)
    if "sure" not in request.form:
        return _ask(action, chosen, person)
    count = transactions.write(lambda: _work(action, chosen, person))
    flash(action.done(count))
    return redirect(pages.back(), 303)


def _ask(action: Action, chosen: list[int], person: Person) -> WerkzeugResponse:
    readable = select(Entry.id).where(Entry.id.in_(chosen), rights.readable(person, Entry))
    found = pages.rows(list(db.session.scalars(readable)))
    told = [(row, _obstacle(action, row.entry, person)) for row in sorted(found, key=lambda row: row.title)]
    able: list[pages.Row] = []
    asked: list[tuple[pages.Row, Any]] = []
    left = [(row, why) for row, why in told if why]
    for row in [row for row, why in told if not why]:
        verdicts = [gate.judge(one) for one in states.unseen(row.entry)] if action.gated else []
        if why := _unsettled(verdicts):
            (left if any(verdict.stopping("passed") for verdict in verdicts) else asked).append((row, why))
        else:
            able.append(row)
    return layout.render(
        "entries/desk/many.html", action=action, do=request.form["do"], back=pages.back(),
        switch=layout.other_languages("desk.entries"), able=able, left=left, asked=asked, longest=gate.REASON_LENGTH,
    )  # fmt: skip


def _work(action: Action, chosen: list[int], person: Person) -> int:
    """Do it to those that it can be done to, and return how many."""
    entry = any_entry()
    found = list(db.session.scalars(select(entry).where(entry.id.in_(chosen)).order_by(entry.id)))
    able = [one for one in found if not _obstacle(action, one, person)]
    return sum(action.do(one, person) for one in able)


def _unsettled(verdicts: list[gate.Verdict]) -> str:
    """Return what keeps an entry from readers, by language; nothing where nothing does."""
    told = []
    for verdict in verdicts:
        labels = dict.fromkeys(str(line.rule.label) for line in verdict.stopping())
        if labels:
            name = own_name(verdict.edition.locale)
            told.append(_("%(language)s: %(rules)s", language=name, rules="; ".join(labels)))
    return " · ".join(told)


def _obstacle(action: Action, entry: Entry, person: Person) -> Any:
    if entry.deleted_at is not None:
        return _l("It is in the bin.")
    if not rights.may_open(person, entry):
        return _l("It is not yours to change.")
    return action.obstacle(entry, person)


def _action(word: str) -> Action:
    """Return the action of a button such as “bin” or “topic:3”; 400 where there is none."""
    name, _colon, number = word.partition(":")
    topic = db.session.get(Topic, next(iter(ids([number])), 0)) if name == "topic" else None
    if topic is not None:
        return _give(topic.id)
    return ACTIONS.get(word) or abort(400)


def _may_publish(entry: Entry, person: Person) -> Any:
    return "" if person.may(rights.PUBLISHES) else _l("Only somebody with the role of editor publishes.")


def _not_live(entry: Entry, person: Person) -> Any:
    if not states.unseen(entry):
        return _l("It is live already.")
    return _may_publish(entry, person)


def _not_shown(entry: Entry, person: Person) -> Any:
    if not any(edition.published_at for edition in entry.editions.values()):
        return _l("Readers do not see it.")
    return _may_publish(entry, person)


def _may_change(entry: Entry, person: Person) -> Any:
    return "" if rights.may_discard(person, entry) else _l("Readers see it: only an editor changes it.")


def _publish(entry: Entry, person: Person) -> bool:
    if gate.admit(states.unseen(entry), gate.reason(request.form), by=person):
        return False
    for edition in entry.editions.values():
        states.publish(edition, person)
    review_service.published(entry, by=person)
    return True


def _withdraw(entry: Entry, person: Person) -> bool:
    for edition in entry.editions.values():
        if edition.published_at is not None:
            service.unpublish(edition, by=person)
    return True


def _discard(entry: Entry, person: Person) -> bool:
    service.discard(entry, by=person)
    return True


def _give(topic_id: int) -> Action:
    """Return what gives entries a topic, after those that they have."""

    def obstacle(entry: Entry, person: Person) -> Any:
        if topic_id in entry.topic_ids:
            return _l("It has this topic already.")
        if len(entry.topic_ids) >= TOPICS:
            return _l("It has %(count)d topics already.", count=TOPICS)
        if entry.has_copy:
            return _l("Changes of its facts wait: publish them first, or give them up.")
        return _may_change(entry, person)

    def do(entry: Entry, person: Person) -> bool:
        service.save_facts(entry, {}, [*entry.topics, db.session.get_one(Topic, topic_id)], by=person)
        return True

    label = dict(labels(current_locale())).get(topic_id, "")
    return Action(
        _l("Give the topic “%(topic)s”?", topic=label),
        _l("It comes after the topics that an entry has; where there is none, it gives the colour."),
        _l("Give the topic"),
        obstacle,
        do,
        lambda count: ngettext("%(num)d entry has the topic now.", "%(num)d entries have the topic now.", count),
    )


ACTIONS = {
    "publish": Action(
        _l("Publish?"),
        _l("Readers see every language that these entries have, at once. What was scheduled does not wait."),
        _l("Publish"),
        _not_live,
        _publish,
        lambda count: ngettext("%(num)d entry is live now.", "%(num)d entries are live now.", count),
        gated=True,
    ),
    "unpublish": Action(
        _l("Take off the site?"),
        _l("Readers stop seeing them at once, in every language. Their words stay as they were saved, as drafts."),
        _l("Take off the site"),
        _not_shown,
        _withdraw,
        lambda count: ngettext("%(num)d entry is off the site.", "%(num)d entries are off the site.", count),
    ),
    "bin": Action(
        _l("Put into the bin?"),
        _l("They leave the site at once, in every language. They can be restored from the bin."),
        _l("Put into the bin"),
        _may_change,
        _discard,
        lambda count: ngettext("%(num)d entry is in the bin.", "%(num)d entries are in the bin.", count),
    ),
}
ROUTES = (Route("many", "{entries}/{together}", many, "writer", ("POST",)),)

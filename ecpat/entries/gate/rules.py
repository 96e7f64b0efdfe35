"""The rules that every kind knows; what they weigh is each rule's own, until an administrator sets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...core.database import LARGEST_NUMBER, db
from ...files.models import Asset
from .. import figures, richtext
from ..kind import Kind
from ..models import Edition, Entry
from ..outdated import Outdated
from ..queries import is_live
from ..reviews import queries as reviews
from ..reviews.models import APPROVED
from .rule import MUST, NOTE, OFF, SHARED, SHOULD, Finding, Proposal, Rule


def _no_summary(proposal: Proposal) -> Iterator[Finding]:
    if not proposal.words["summary"]:
        yield Finding(_l("There is no summary: lists and search engines show the beginning of the text."), "summary")


def _no_text(proposal: Proposal) -> Iterator[Finding]:
    if not proposal.body and not proposal.words.get("document"):
        yield Finding(_l("There is no text: the page says hardly more than its title."), "body")


def _no_topic(proposal: Proposal) -> Iterator[Finding]:
    if not proposal.facts["topics"]:
        yield Finding(_l("There is no topic: nobody comes upon it from a topic’s page."), f"{SHARED}topics")


def _no_date(proposal: Proposal) -> Iterator[Finding]:
    name = proposal.kind.when.key
    if not proposal.facts[name] or proposal.facts["date_precision"] == "none":
        yield Finding(_l("The event has no date."), f"{SHARED}fact-{name}")


def _lead_without_words(proposal: Proposal) -> Iterator[Finding]:
    picture = db.session.get(Asset, proposal.facts["image_id"] or 0)
    if picture is None or picture.decorative:
        return
    words = picture.words.get(proposal.locale)
    if words is None or not words.alt:
        message = _l("The picture has no alternative text: who does not see it is told nothing.")
        path = url_for("desk.file", asset_id=picture.id)
        yield Finding(message, f"{SHARED}image", act=_l("Write it"), path=path)


def _broken_links(proposal: Proposal) -> Iterator[Finding]:
    linked = {entry_id for entry_id in richtext.references(proposal.body) if entry_id <= LARGEST_NUMBER}
    linked -= {proposal.edition.entry_id}
    if not linked:
        return
    reached = select(Edition.entry_id).join(Entry, Entry.id == Edition.entry_id)
    reached = reached.where(is_live(), Entry.deleted_at.is_(None), Edition.entry_id.in_(linked))
    lost = len(linked.difference(db.session.scalars(reached)))
    if lost:
        message = _l("Links to pages of this site that readers cannot see: %(count)d.", count=lost)
        yield Finding(message, "body")


def _outdated(proposal: Proposal) -> Iterator[Finding]:
    if db.session.get(Outdated, proposal.edition.id) is not None:
        yield Finding(_l("Another language has changed since this text was checked."), "body")


def _unsourced(proposal: Proposal) -> Iterator[Finding]:
    return (Finding(found.message, "body") for found in figures.judge(proposal.body))


def _in_review(proposal: Proposal) -> Iterator[Finding]:
    if reviews.open_of(proposal.edition.entry_id) is not None:
        path = url_for("desk.review", entry_id=proposal.edition.entry_id)
        yield Finding(_l("The review that was asked for is not finished."), SHARED, act=_l("See it"), path=path)


def _not_approved(proposal: Proposal) -> Iterator[Finding]:
    last, edition = reviews.last_of(proposal.edition.entry_id), proposal.edition
    approved = last.versions if last is not None and last.outcome == APPROVED else {}
    now = {"facts": edition.entry.saves, edition.locale: edition.saves}
    if any(approved.get(part) != saves for part, saves in now.items()):
        path = url_for("desk.review", entry_id=edition.entry_id)
        yield Finding(_l("Nobody has approved this version yet."), SHARED, act=_l("Ask for a review"), path=path)


def _remarked(kind: str) -> Callable[[Proposal], Iterator[Finding]]:
    """Return what judges by the remarks of a kind that advice has."""

    def judge(proposal: Proposal) -> Iterator[Finding]:
        for remark in proposal.advice.remarks:
            if remark.kind == kind:
                yield Finding(remark.explanation, "body", remark.place, remark.suggestion, remark.term)

    return judge


def _has_topics(kind: Kind) -> bool:
    return bool(kind.word)


RULES = (
    Rule("picture", _l("Words for the picture"), _lead_without_words, MUST),
    Rule("pictures", _l("Words for the pictures in the text"), _remarked("picture"), MUST),
    Rule("numbers", _l("Numbers with their source"), _unsourced, MUST, fixed=True),  # as `service` refuses them
    Rule("date", _l("The date of an event"), _no_date, MUST, lambda kind: kind.upcoming is not None),
    Rule("term", _l("No term that the vocabulary advises against"), _remarked("term"), SHOULD),
    Rule("links", _l("Links that lead somewhere"), _broken_links, SHOULD),
    Rule("headings", _l("Headings in their order"), _remarked("heading"), SHOULD),
    Rule("link_words", _l("Links that say where they lead"), _remarked("link"), NOTE),
    Rule("summary", _l("A summary"), _no_summary, NOTE, _has_topics),
    Rule("text", _l("A text or a PDF"), _no_text, NOTE),
    Rule("topic", _l("A topic"), _no_topic, NOTE, _has_topics),
    Rule("outdated", _l("Languages that say the same"), _outdated, NOTE),
    Rule("review", _l("A review that is finished, where one was asked for"), _in_review, NOTE),
    Rule("approval", _l("The approval of a second person"), _not_approved, OFF),
)

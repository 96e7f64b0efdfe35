"""What waits for somebody at the desk: each function returns a Select of what a matter concerns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union
from sqlalchemy.orm import aliased

from .... import locales
from ....accounts.models import PUBLISHES, Person
from ....core import clock
from ....files.models import Asset, AssetWords
from ....files.usage import is_picture
from ... import care
from ...fields import Field
from ...gate.judgements import ahead, moment, stopped
from ...kind import Kind, all_kinds
from ...links import service as links
from ...links.models import LinkUse
from ...models import AssetUse, Edition, Entry, Reference
from ...outdated import Outdated
from ...queries import is_live
from ...reviews.models import RETURNED, Review

SOON = timedelta(days=92)  # how far ahead an event is looked at
RECENT = timedelta(days=365)  # how long an event without a date is asked about
WARNED = timedelta(days=60)  # before a consent runs out


def untranslated() -> Select[Entry]:
    """Select the entries that readers see or will see, and that lack a language; what changed last first."""
    lacking = select(Edition.entry_id).group_by(Edition.entry_id)
    lacking = lacking.having(func.count() < len(locales.LOCALES), func.count(Edition.published_at) > 0)
    return select(Entry).where(Entry.id.in_(lacking), Entry.deleted_at.is_(None)).order_by(Entry.id.desc())


def outdated() -> Select[Edition]:
    """Select the editions that lag behind another language, those that did first first."""
    since = select(Outdated.since).where(Outdated.edition_id == Edition.id).scalar_subquery()
    found = _kept(select(Edition)).where(Edition.id.in_(select(Outdated.edition_id)))
    return found.order_by(since, Edition.id)


def drafts() -> Select[Edition]:
    """Select the drafts, what was saved last first."""
    return (
        _kept(select(Edition)).where(Edition.published_at.is_(None)).order_by(Edition.updated_at.desc(), Edition.id)
    )


def changed() -> Select[Edition]:
    """Select the live editions with changes that readers do not see yet."""
    words, facts = select(Edition.id).where(Edition.has_copy), select(Entry.id).where(Entry.has_copy)
    waiting = or_(Edition.id.in_(words), Edition.entry_id.in_(facts))
    return _kept(select(Edition)).where(is_live(), waiting).order_by(Edition.entry_id.desc(), Edition.id)


def in_review(person: Person) -> Select[Entry]:
    """Select the entries whose review waits for somebody other than who asked for it, the first one first."""
    found = select(Entry).join(Review, Review.entry_id == Entry.id).where(Entry.deleted_at.is_(None))
    waits = Review.answered_at.is_(None), Review.asked_by_id != person.id, literal(person.may(PUBLISHES))
    return found.where(*waits).order_by(Review.asked_at, Entry.id)


def returned(person: Person) -> Select[Entry]:
    """Select the entries whose last review came back to who had asked for it, the newest first."""
    last = select(func.max(Review.id)).group_by(Review.entry_id)
    found = select(Entry).join(Review, Review.entry_id == Entry.id).where(Entry.deleted_at.is_(None))
    back = Review.id.in_(last), Review.asked_by_id == person.id, Review.outcome == RETURNED
    return found.where(*back).order_by(Review.answered_at.desc(), Entry.id)


def scheduled() -> Select[Edition]:
    """Select the editions that go live, or change, by themselves, the next first."""
    return _kept(select(Edition)).where(ahead()).order_by(moment(), Edition.id)


def unready() -> Select[Edition]:
    """Select the scheduled editions that would not pass the gate now, the next first."""
    return scheduled().where(Edition.id.in_(stopped()))


def binned() -> Select[Entry]:
    """Select the entries in the bin, what was put there last first."""
    has_words = exists().where(Edition.entry_id == Entry.id)
    return select(Entry).where(Entry.deleted_at.is_not(None), has_words).order_by(Entry.deleted_at.desc(), Entry.id)


def due_again(person: Person, day: date) -> Select[Entry]:
    """Select the entries that a person, or an editor for nobody, is to look at again by a day."""
    return care.due(day).where(care.concerns(person, Entry.id, "editor"))


def unfinished() -> Select[Entry]:
    """Select the events that lack a date, or that come soon and lack facts that are wanted by then."""
    clauses = [Entry.id.in_(_undated(kind).union_all(_unready(kind))) for kind in all_kinds() if kind.upcoming]
    return select(Entry).where(Entry.deleted_at.is_(None), or_(*clauses)).order_by(Entry.id.desc())


def wanted(kind: Kind) -> list[Field]:
    """Return the facts that a kind's event should have before it comes."""
    return [field for field in kind.facts if field.wanted]


def broken_links() -> Select[Edition]:
    """Select the editions that readers see or will see, and whose text links to an entry that they cannot."""
    broken = select(Reference.edition_id).where(_leads_nowhere())
    return (
        _kept(select(Edition)).where(Edition.published_at.is_not(None), Edition.id.in_(broken)).order_by(Edition.id)
    )


def dead_links(person: Person) -> Select[Edition]:
    """Select the editions with broken links to other sites that a person, or an editor for nobody, looks after."""
    dead = links.broken().order_by(None).with_only_columns(LinkUse.edition_id)
    found = _kept(select(Edition)).where(is_live(), Edition.id.in_(dead))
    return found.where(care.concerns(person, Edition.entry_id, "editor")).order_by(Edition.id)


def broken_targets(edition_ids: list[int]) -> Select[int, int]:
    """Select (edition's id, id of an entry that readers cannot see) of the links in some editions."""
    return select(Reference.edition_id, Reference.entry_id).where(
        Reference.edition_id.in_(edition_ids), _leads_nowhere()
    )


def undescribed_pictures() -> Select[Asset]:
    """Select the pictures in use that lack their alternative text in a language that shows them."""
    words = and_(AssetWords.locale == Edition.locale, AssetWords.alt != "")
    heads = (
        _kept(select(Entry.image_id).select_from(Edition).join(Entry, Entry.id == Edition.entry_id))
        .outerjoin(AssetWords, and_(AssetWords.asset_id == Entry.image_id, words))
        .where(Entry.image_id.is_not(None), AssetWords.asset_id.is_(None))
    )
    bodies = (
        _kept(select(AssetUse.asset_id).select_from(Edition))
        .join(AssetUse, AssetUse.edition_id == Edition.id)
        .outerjoin(AssetWords, and_(AssetWords.asset_id == AssetUse.asset_id, words))
        .where(AssetWords.asset_id.is_(None))
    )
    return (
        select(Asset)
        .where(
            Asset.id.in_(union(heads, bodies)), is_picture(), Asset.decorative.is_(False), Asset.deleted_at.is_(None)
        )
        .order_by(Asset.id)
    )


def ending_consents(today: date) -> Select[Asset]:
    """Select the pictures of people whose consent has run out or soon does, the earliest first."""
    return (
        select(Asset)
        .where(Asset.consent_until <= today + WARNED, Asset.deleted_at.is_(None))
        .order_by(Asset.consent_until, Asset.id)
    )


def _kept(found: Select[Any]) -> Select[Any]:
    """Leave out what is in the bin."""
    entry = aliased(Entry)
    return found.where(Edition.entry_id.not_in(select(entry.id).where(entry.deleted_at.is_not(None))))


def _leads_nowhere() -> ColumnElement[bool]:
    edition, entry = aliased(Edition), aliased(Entry)
    reached = exists().where(edition.entry_id == Reference.entry_id, entry.id == edition.entry_id)
    return ~reached.where(is_live(edition), entry.deleted_at.is_(None))


def _undated(kind: Kind) -> Select[int]:
    edition = aliased(Edition)
    recent = exists().where(
        edition.entry_id == kind.model.id,
        or_(edition.published_at.is_(None), edition.published_at > clock.now() - RECENT),
    )
    return select(kind.model.id).where(or_(kind.when.is_(None), kind.model.date_precision == "none"), recent)


def _unready(kind: Kind) -> Select[int]:
    empty = [getattr(kind.model, field.name) == field.from_json(None) for field in wanted(kind)]
    now = clock.now()
    return select(kind.model.id).where(kind.when.between(now, now + SOON), or_(False, *empty))

"""How much each rule weighs, per kind and language, as administrators set it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import CheckConstraint, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from ...accounts import audit
from ...accounts.models import Person
from ...core.database import Base, db
from ...web.feature import hooks
from ..kind import Kind, get_kind
from .rule import LEVELS, Rule

RULE_LENGTH = 40


class PublishingLevel(Base):
    """How much a rule weighs for a kind in a language, where that was set."""

    __tablename__ = "publishing_level"
    __table_args__ = (CheckConstraint(f"level IN {tuple(LEVELS)}", name="level_known"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    rule: Mapped[str] = mapped_column(String(RULE_LENGTH), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))


def rules_of(kind: Kind) -> list[Rule]:
    """Return the rules that concern a kind, in the order in which features give them."""
    return [rule for rule in hooks(Rule) if rule.concerns(kind)]


def settable(kind: Kind) -> list[Rule]:
    """Return those of a kind's rules that an administrator may set."""
    return [rule for rule in rules_of(kind) if not rule.fixed]


def levels_of(kind: str, locale: str) -> Mapping[str, str]:
    """Return how much each rule that can be set weighs for a kind in a language."""
    rows = select(PublishingLevel.rule, PublishingLevel.level)
    found = db.session.execute(rows.where(PublishingLevel.kind == kind, PublishingLevel.locale == locale))
    given = {rule: level for rule, level in found}  # noqa: C416 — rows, no pairs for mypy
    return {rule.key: given.get(rule.key, rule.usual) for rule in settable(get_kind(kind))}


def keep(kind: str, levels: Mapping[str, Mapping[str, str]], *, by: Person | None) -> None:
    """Keep how much rules weigh for a kind, by language and rule; the caller commits."""
    before = {locale: levels_of(kind, locale) for locale in levels}
    db.session.execute(delete(PublishingLevel).where(PublishingLevel.kind == kind))
    for locale, given in levels.items():
        for rule, level in given.items():
            db.session.add(PublishingLevel(kind=kind, locale=locale, rule=rule, level=level))
    changed = {
        f"{locale}.{rule}": level
        for locale, given in levels.items()
        for rule, level in given.items()
        if before[locale].get(rule) != level
    }
    audit.record(by, "publishing_rules.saved", f"kind:{kind}", **changed)

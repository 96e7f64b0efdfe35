"""The gate before publishing: what an edition is asked before readers see it, however it is published at the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ...accounts import audit
from ...accounts.models import Person
from ...web.forms import line
from ..advice import Advice
from ..models import Edition
from . import judgements
from .levels import levels_of, rules_of
from .rule import MUST, NOTE, OFF, SHARED, SHOULD, Finding, Proposal, Rule

REASON_LENGTH = 400
_ORDER = (MUST, SHOULD, NOTE)


@dataclass(frozen=True)
class Line:
    """A finding of a rule, and how much that rule weighs."""

    rule: Rule
    level: str
    finding: Finding


@dataclass(frozen=True)
class Verdict:
    """What the rules found in an edition, what weighs most first, and the advice on its text."""

    edition: Edition
    lines: tuple[Line, ...]
    advice: Advice

    def stopping(self, passed: str = "") -> list[Line]:
        """Return what keeps it from readers, unless a reason is given for what only should be settled."""
        levels = (MUST,) if passed else (MUST, SHOULD)
        return [line for line in self.lines if line.level in levels]

    @property
    def rules(self) -> list[str]:
        """Return the keys of the rules that keep it from readers where no reason is given."""
        return list(dict.fromkeys(line.rule.key for line in self.stopping()))


@dataclass(frozen=True)
class Told:
    """A line that is said once for the languages that it concerns."""

    line: Line
    locales: tuple[str, ...]


def told(verdicts: Collection[Verdict]) -> list[Told]:
    """Return what verdicts have to say, what weighs most first; what languages share is said once."""
    found: dict[tuple[str, str, str, str], Told] = {}
    for verdict in verdicts:
        locale = verdict.edition.locale
        for place, said in enumerate(verdict.lines):
            own = "" if said.finding.field.startswith(SHARED) else f"{locale}{place}"
            key = (said.rule.key, said.level, str(said.finding.message), own)
            locales = (*found[key].locales, locale) if key in found else (locale,)
            found[key] = Told(said, locales)
    return sorted(found.values(), key=lambda one: _ORDER.index(one.line.level))


def reason(sent: Mapping[str, str]) -> str:
    """Return the reason that a form gives for passing what should be settled."""
    return line(sent.get("reason"))[:REASON_LENGTH]


def judge(edition: Edition) -> Verdict:
    """Return what the rules find in an edition as it would be published now."""
    proposal, levels = Proposal(edition), levels_of(edition.kind, edition.locale)
    lines = [
        Line(rule, levels[rule.key], finding)
        for rule in rules_of(proposal.kind)
        if levels[rule.key] != OFF
        for finding in rule.judge(proposal)
    ]
    return Verdict(edition, tuple(sorted(lines, key=lambda line: _ORDER.index(line.level))), proposal.advice)


def admit(editions: Iterable[Edition], why: str, *, by: Person) -> list[Verdict]:
    """Return the verdicts that keep any of some editions from readers: none, and all may be published.

    What was passed by a reason is noted in the audit with it.
    """
    verdicts = [judge(edition) for edition in editions]
    stopped = [verdict for verdict in verdicts if verdict.stopping(why)]
    for verdict in [] if stopped else verdicts:
        passed = verdict.rules
        judgements.admitted(verdict.edition, passed)
        if passed:
            told = {"locale": verdict.edition.locale, "version": verdict.edition.saves}
            audit.record(by, "edition.passed", verdict.edition.entry.subject, **told, rules=passed, reason=why)
    return stopped


def look_ahead(edition: Edition) -> list[str]:
    """Note what would stop an edition that is scheduled; return the rules that did not before."""
    return judgements.note(edition, judge(edition).rules)

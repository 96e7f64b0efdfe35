"""What an import would do: which items become what, in which language; and what only a person can say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ... import locales
from ...entries.kind import Kind, get_kind
from ..report import Report
from .choices import Choices
from .languages import Languages, groups
from .states import State, state_of
from .survey import INTERNAL, Survey
from .wxr import Item

USUAL = {"post": "news", "page": "pages", "tribe_events": "training"}
_LIKE = (
    (re.compile(r"publi|re?ss?ource|document|rapport|report|etude|stud(y|ies)|brochure"), "resources"),
    (re.compile(r"news|actu|article|blog|communique|press"), "news"),
    (re.compile(r"formation|training|event|evenement|agenda"), "training"),
)
_STATELESS = frozenset({"auto-draft", "inherit"})


@dataclass
class Part:
    """An item that becomes an edition."""

    key: str
    item: Item
    locale: str
    state: State


@dataclass
class Group:
    """Items that say the same, and become one entry."""

    key: str
    kind: Kind
    parts: list[Part] = field(default_factory=list)


@dataclass
class Question:
    """What is asked: a table and a name of the map, what is proposed, how many items it concerns, and the first."""

    table: str
    name: str
    proposed: str
    count: int
    example: str
    waits: bool = False  #: whether these items are left out until it is answered


@dataclass
class Plan:
    """What becomes of an export."""

    survey: Survey
    choices: Choices
    languages: Languages
    groups: list[Group] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def parts(self) -> dict[str, tuple[Group, Part]]:
        """Return the items that become editions, under their keys."""
        return {part.key: (group, part) for group in self.groups for part in group.parts}


def planned(survey: Survey, choices: Choices, report: Report) -> Plan:
    """Decide what becomes of each item, and note what is left out."""
    plan = Plan(survey, choices, Languages(survey, choices.languages, choices.language))
    heads = groups(survey, choices.pairs)
    report.links = {key: item.link for key, item in survey.items.items()}
    asked: dict[tuple[str, str], list[Item]] = {}
    made: dict[tuple[str, str], Group] = {}
    for key, item in survey.items.items():
        if item.type in INTERNAL or item.status in _STATELESS:
            continue
        name = _kind_of(key, item, choices)
        if name is None:
            asked.setdefault(("kinds", item.type), []).append(item)
            report.left_out(key, item.title, "kind-unknown", item.type)
            continue
        if not name:
            report.left_out(key, item.title, "not-wanted", item.type)
            continue
        locale, how = plan.languages.of(key, item)
        if how in ("assumed", ""):
            asked.setdefault(("languages", ""), []).append(item)
        if locale not in locales.LOCALES:
            asked.setdefault(("languages", locale), []).append(item) if locale else None
            report.left_out(key, item.title, "language" if locale else "language-unknown", locale)
            continue
        part = Part(key, item, locale, state_of(item))
        group = made.setdefault((heads[key], name), Group(heads[key], get_kind(name)))
        if any(other.locale == locale for other in group.parts):
            report.changed(key, item.title, "pair-refused", locale)
            group = made[key, name] = Group(key, get_kind(name))
        group.parts.append(part)
    plan.groups = list(made.values())
    for group in plan.groups:
        group.parts.sort(key=lambda part: locales.LOCALES.index(part.locale))
    plan.questions = [_question(table, name, items, plan) for (table, name), items in asked.items()]
    for title in survey.duplicates:
        report.left_out("", title, "twice")
    _count_internal(survey, report)
    return plan


def _kind_of(key: str, item: Item, choices: Choices) -> str | None:
    """Return the kind that an item becomes, "" where it is not wanted, None where nobody has said."""
    names = [key, *(f"{one.domain}:{one.slug}" for one in item.labels), item.type]
    return next((choices.kinds[name] for name in names if name in choices.kinds), USUAL.get(item.type))


def proposed_kind(name: str) -> str:
    """Return the kind that a type or a category of a name may mean; nothing where its name does not tell."""
    return next((kind for pattern, kind in _LIKE if pattern.search(name.lower())), "")


def _question(table: str, name: str, items: list[Item], plan: Plan) -> Question:
    example = items[0].title or items[0].link
    if table == "kinds":
        return Question(table, name, proposed_kind(name), len(items), example, waits=True)
    usual = plan.languages.usual
    if not name:
        waits = usual not in locales.LOCALES
        return Question("site", "language", usual, len(items), example, waits=waits)
    return Question(table, name, "", len(items), example, waits=True)


def _count_internal(survey: Survey, report: Report) -> None:
    """Count what is no content: it is not lost, it is not meant to be taken."""
    counted = Counter(
        {name: count for name, count in survey.counts.items() if name in INTERNAL - {"attachment", "nav_menu_item"}}
    )
    for name, count in sorted(counted.items()):
        report.count(f"internal:{name}", count)
    if survey.comments:
        report.count("comments", survey.comments)

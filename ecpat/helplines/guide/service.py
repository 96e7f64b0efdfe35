"""The path as readers' pages know it: read once per generation, walked by the words of an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ...accounts.audit import Audit
from ...core.database import db
from ...web import snapshot
from .. import service as helplines
from ..models import HelpLine
from . import graph
from .advice import PARTS
from .models import ENDING, GuideStep


@dataclass(frozen=True)
class Answer:
    """An answer in one language: what it says, its word in addresses, where it leads, the lines that it adds."""

    key: str
    label: str
    meaning: str
    said: str
    slug: str
    to: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A question in one language, with its short name, or an end with its text and what is its own of its advice."""

    key: str
    is_ending: bool
    title: str
    short: str
    text: str
    advice: Mapping[str, str]
    lines: tuple[str, ...]
    answers: tuple[Answer, ...]


Path = Mapping[str, Step]  #: by their keys, the first question first


@dataclass(frozen=True)
class Walk:
    """The questions that were answered, each with its answer, and where the last one led."""

    given: tuple[tuple[Step, Answer], ...]
    step: Step

    def slugs(self, count: int | None = None) -> tuple[str, ...]:
        """Return the words of the answers, or of the first few."""
        return tuple(answer.slug for _question, answer in self.given[:count])


def rows() -> Sequence[GuideStep]:
    """Return the steps as they are kept, in their order."""
    return db.session.scalars(select(GuideStep).order_by(GuideStep.position, GuideStep.key)).all()


def path(locale: str) -> Path:
    """Return the whole path in a language; empty where it is not whole there."""
    return snapshot.read("guide", _every).get(locale, {})


def walk(locale: str, slugs: Sequence[str]) -> Walk | None:
    """Follow answers from the first question on; None where one of them is not among those that are offered."""
    steps = path(locale)
    if not steps:
        return None
    step, given = next(iter(steps.values())), list[tuple[Step, Answer]]()
    for slug in slugs:
        answer = next((one for one in step.answers if one.slug == slug), None)
        if answer is None:
            return None
        given.append((step, answer))
        step = steps[answer.to]
    return Walk(tuple(given), step)


def after(locale: str, found: Walk, answer: Answer) -> Walk:
    """Return where one more answer leads."""
    return Walk((*found.given, (found.step, answer)), path(locale)[answer.to])


def same(found: Walk, locale: str) -> tuple[str, ...] | None:
    """Return the words of the same answers in a language; None where it has no path."""
    steps = path(locale)
    if not steps:
        return None
    keys = ((steps[question.key], answer.key) for question, answer in found.given)
    return tuple(one.slug for step, key in keys for one in step.answers if one.key == key)


def ahead(locale: str, step: Step) -> list[Step]:
    """Return the questions that can still come after one, on the longest way."""
    steps = path(locale)
    leads = {key: [answer.to for answer in one.answers] for key, one in steps.items()}
    return [steps[key] for key in graph.longest(leads, step.key)[1:] if not steps[key].is_ending]


def lines(locale: str, found: Walk) -> list[HelpLine]:
    """Return the help lines of an end, with those that the answers added; if none, those of the panel."""
    keys = {*found.step.lines, *(key for _question, answer in found.given for key in answer.lines)}
    every = helplines.lines(locale)
    return [line for line in every if line.key in keys] or [line for line in every if line.in_panel]


def take_over(steps: Sequence[Mapping[str, Any]]) -> None:
    """Put another site's path in the place of this one, unless somebody changed this one; the caller commits."""
    leads = {step["key"]: [answer["to"] for answer in step["answers"]] for step in steps}
    whole = {key for further in leads.values() for key in further} <= {*leads} and not graph.in_circles(leads)
    if steps and whole and db.session.scalar(select(Audit.id).where(Audit.action == "guide.saved").limit(1)) is None:
        db.session.execute(delete(GuideStep))
        db.session.add_all(GuideStep(**step) for step in steps)


def known_lines() -> set[str]:
    """Return the keys of the help lines that there are."""
    return set(db.session.scalars(select(HelpLine.key)))


def ends_with_alone(line: HelpLine) -> bool:
    """Tell whether an end of the path would be left without a line, were one deleted."""
    known = known_lines()
    return any(known.intersection(step.lines) == {line.key} for step in rows() if step.kind == ENDING)


def _every(session: Session) -> Mapping[str, Path]:
    kept = session.scalars(select(GuideStep).order_by(GuideStep.position, GuideStep.key)).all()
    spoken = set.intersection(*({*step.words} for step in kept)) if kept else set()
    return {locale: {step.key: _step(step, locale) for step in kept} for locale in spoken}


def _step(kept: GuideStep, locale: str) -> Step:
    words = kept.words[locale]
    answers = tuple(_answer(one, locale) for one in kept.answers if locale in one["words"])
    return Step(
        kept.key, kept.kind == ENDING, words["title"], words.get("short", ""), words.get("text", ""),
        {part: words[part] for part in PARTS if part in words}, tuple(kept.lines), answers,
    )  # fmt: skip


def _answer(kept: Mapping[str, Any], locale: str) -> Answer:
    words = kept["words"][locale]
    return Answer(
        kept["key"], words["label"], words["meaning"], words["said"], words["slug"], kept["to"], tuple(kept["lines"])
    )

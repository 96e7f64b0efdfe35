"""The path at the desk: one page, saved as a whole; its buttons move, add and take out, and keep nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as WerkzeugResponse

from ... import locales
from ...accounts import audit
from ...core.database import db
from ...core.slugs import numbered, slugify
from ...core.typography import spaced
from ...desk import access, layout
from ...web.feature import Route
from . import service
from .advice import PARTS, ours
from .forms import MOST_ANSWERS, MOST_STEPS, GuideForm
from .models import ENDING, QUESTION, GuideStep

Row = dict[str, Any]


def guide_path() -> WerkzeugResponse:
    """Show every question, answer and end, and save them."""
    kept = service.rows()
    values = [_values(step) for step in kept]
    form = GuideForm(data={"steps": values})
    asked = request.form.get("do", "")
    if asked:
        form = GuideForm(formdata=None, data={"seen": form.seen.data, "steps": _changed(form.steps.data, asked)})
    form.name_targets()
    moved = _("Somebody changed the path meanwhile. Compare, then save again.")
    if asked or not form.holds(values, moved):
        return layout.render(
            "helplines/desk/guide.html", 422 if form.errors else 200, form=form, asked=asked,
            most_steps=MOST_STEPS, most_answers=MOST_ANSWERS,
        )  # fmt: skip
    _keep(form.steps.data, kept)
    return layout.done(_("The path is saved and on the site."), "desk.guide_path")


def _values(step: GuideStep) -> Row:
    """Return a step as the form has it; help lines that are gone are left out."""
    known = service.known_lines()
    answers = [
        {
            "key": one["key"],
            "to": one["to"],
            "lines": [*filter(known.__contains__, one["lines"])],
            **_in(one["words"]),
        }
        for one in step.answers
    ]
    lines = [key for key in step.lines if key in known]
    words = _in(step.words)
    if step.kind == ENDING:
        words = {locale: {**_ours(locale), **said} for locale, said in words.items()}
    return {"key": step.key, "kind": step.kind, "lines": lines, "answers": answers, **words}


def _ours(locale: str) -> dict[str, str]:
    return {part: spaced(ours(part, locale), locale) for part in PARTS}


def _in(words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {
        locale: {name: text for name, text in words.get(locale, {}).items() if name != "slug"}
        for locale in locales.LOCALES
    }


def _changed(steps: list[Row], asked: str) -> list[Row]:
    """Return the steps as a button asks: “question”, “ending”, “answer 2”, “up 2”, “down 2 1”, “remove 2 1”."""
    what, *places = asked.split()
    numbers = [int(place) for place in places if place.isdigit()]
    if what in (QUESTION, ENDING):
        answers: list[Row] = [{}, {}] if what == QUESTION else []
        key = numbered(f"{what}-1", {step["key"] for step in steps}.__contains__)
        words: Row = {locale: _ours(locale) for locale in locales.LOCALES} if what == ENDING else {}
        return [*steps, {"key": key, "kind": what, "answers": answers, **words}]
    if not numbers or numbers[0] >= len(steps):
        return steps
    rows, at = (steps, numbers[0]) if len(numbers) == 1 else (steps[numbers[0]]["answers"], numbers[1])
    if what == "answer":
        steps[numbers[0]]["answers"].append({})
    elif what == "remove" and at < len(rows):
        del rows[at]
    elif what in ("up", "down") and 0 <= (other := at + (-1 if what == "up" else 1)) < len(rows) > at:
        rows[at], rows[other] = rows[other], rows[at]
    return steps


def _keep(rows: list[Row], kept: Iterable[GuideStep]) -> None:
    """Write the path in the place of the one before; words in languages that are not spoken now stay."""
    before = {step.key: step for step in kept}
    after = [_step(position, row, before.get(row["key"])) for position, row in enumerate(rows, 1)]
    for step in before.values():
        db.session.delete(step)
    db.session.flush()
    db.session.add_all(after)
    changed = [_title(step) for step in after if _says(step) != _says(before.get(step.key))]
    gone = [_title(step) for key, step in before.items() if key not in {row["key"] for row in rows}]
    audit.record(access.person(), "guide.saved", "site", changed=changed, gone=gone)
    db.session.commit()


def _title(step: GuideStep) -> str:
    return step.words.get(locales.LOCALES[0], {"title": step.key})["title"]


def _says(step: GuideStep | None) -> tuple[Any, ...]:
    return (step.kind, step.position, step.lines, step.words, step.answers) if step else ()


def _step(position: int, row: Row, before: GuideStep | None) -> GuideStep:
    names = ("title", "short") if row["kind"] == QUESTION else ("title", "text")
    words = {locale: {name: spaced(row[locale][name], locale) for name in names} for locale in locales.LOCALES}
    if row["kind"] == ENDING:
        for locale, said in words.items():
            own = {part: spaced(row[locale][part], locale) for part in PARTS}
            said.update(own.items() - _ours(locale).items())
    lines, answers = (row["lines"], []) if row["kind"] == ENDING else ([], row["answers"])
    known = {one["key"]: one for one in before.answers} if before else {}
    step = GuideStep(key=row["key"], kind=row["kind"], position=position, lines=lines, answers=[])
    step.words = {**(before.words if before else {}), **words}
    for answer in answers:
        step.answers = [*step.answers, _answer(answer, known, step.answers)]
    return step


def _answer(row: Row, known: Mapping[str, Row], others: list[Row]) -> Row:
    """Return an answer as it is kept; what it was called in addresses stays, so that they do."""
    keys = {one["key"] for one in others}
    before = known.get(row["key"], {}) if row["key"] not in keys else {}
    words: dict[str, dict[str, str]] = {**before.get("words", {})}
    for locale in locales.LOCALES:
        said = {name: spaced(row[locale][name], locale) for name in ("label", "meaning", "said")}
        slug = words.get(locale, {}).get("slug")
        if not slug:
            taken = {one["words"].get(locale, {}).get("slug") for one in (*known.values(), *others)}
            slug = numbered(slugify(said["label"]) or "x", taken.__contains__)
        words[locale] = {**said, "slug": slug}
    key = before.get("key") or numbered("answer-1", {*known, *keys}.__contains__)
    return {"key": key, "to": row["to"], "lines": row["lines"], "words": words}


ROUTES = (Route("guide_path", "{help-lines}/{a-child-worries-me}", guide_path, "editor", ("GET", "POST")),)

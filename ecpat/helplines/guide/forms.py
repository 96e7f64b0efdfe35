"""The whole path as one form: every question, answer and end, so that what is saved always holds together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from ... import locales
from ...core.i18n import current_locale, language_name
from ...core.typography import spaced
from ...web.forms import SealedForm, at_most, in_every_language, line, lines
from .. import service as helplines
from . import graph
from .advice import PARTS
from .models import ENDING, KINDS, QUESTION

MOST_STEPS, MOST_ANSWERS = 20, 8
_KEY = "[a-z0-9-]{1,40}$"


class Several(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """A tick for each of several; what is none of them is told in our words."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        """Refuse what is not offered."""
        if not set(self.data or ()) <= {value for value, *_rest in self.iter_choices()}:
            raise ValidationError(_("Choose one of these."))


def _line_by_line(text: str | None) -> str:
    return "\n".join(lines(text))


class AnswerWords(Form):  # type: ignore[misc]
    """An answer's words in one language."""

    label = StringField(_l("Answer"), [at_most(120)], filters=[line])
    meaning = StringField(_l("What is meant"), [at_most(200)], filters=[line])
    said = StringField(_l("What one can say on the telephone"), [at_most(300)], filters=[line])


class StepWords(Form):  # type: ignore[misc]
    """The words of a question or of an end in one language."""

    title = StringField(_l("Title"), [at_most(160)], filters=[line])
    short = StringField(_l("Its short name, for the line of questions"), [at_most(60)], filters=[line])
    text = StringField(_l("Text below the title"), [at_most(400)], filters=[line])
    say = TextAreaField(_l("What you can say"), [at_most(1000)], filters=[_line_by_line])
    leave = TextAreaField(_l("What is better left"), [at_most(1000)], filters=[_line_by_line])


class _AnswerForm(Form):  # type: ignore[misc]
    """An answer: its words, where it leads, and the help lines that it adds to the end."""

    key = HiddenField()
    to = SelectField(_l("Leads to"), validate_choice=False, default="")
    lines = Several(_l("Help lines to show at the end besides its own"), choices=lambda: _line_names())


class _StepForm(Form):  # type: ignore[misc]
    """A question or an end."""

    key = HiddenField(validators=[Regexp(_KEY)])
    kind = HiddenField(validators=[AnyOf(KINDS)])
    lines = Several(_l("Help lines"), choices=lambda: _line_names())
    answers = FieldList(
        FormField(in_every_language(_AnswerForm, AnswerWords), separator="-"), max_entries=MOST_ANSWERS, separator="-"
    )


class GuideForm(SealedForm):
    """The whole path; `name_targets` says what the answers may lead to."""

    steps = FieldList(
        FormField(in_every_language(_StepForm, StepWords), separator="-"), max_entries=MOST_STEPS, separator="-"
    )

    def name_targets(self) -> None:
        """Offer each answer the other steps, as they are called in the form."""
        known = [(step.key.data, self._option(step, number)) for number, step in enumerate(self._steps(), 1)]
        for step in self._steps():
            others = [(key, title) for key, title in known if key != step.key.data]
            for answer in _answers(step):
                answer.to.choices = [("", _("Choose where it leads")), *others]

    def title_of(self, step: Any) -> str:
        """Return what a step is called, as far as that is written."""
        title = step[current_locale()].form.title.data or _first(step).title.data
        return spaced(title, current_locale()) if title else str(_("without a title yet"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for every word in every language, and that every answer leads on, to an end at last."""
        keys = [step.key.data for step in self._steps()]
        if len({*keys}) < len(keys) or not keys or self._steps()[0].kind.data != QUESTION:
            self.form_errors.append(_("The path begins with a question: move one to the first place."))
        else:
            checks = [fault for step in self._steps() for fault in _faults_of(step, keys)]
            for field, message in [*checks, *self._faults_of_graph()]:
                field.process_errors.append(message)
        return bool(super().validate(extra_validators)) and not self.form_errors

    def _faults_of_graph(self) -> Iterator[tuple[Any, str]]:
        leads = {step.key.data: [answer.to.data for answer in _answers(step)] for step in self._steps()}
        reached, circles = graph.reached(leads, self._steps()[0].key.data), graph.in_circles(leads)
        for step in self._steps():
            if step.key.data not in reached:
                yield _first(step).title, _("No answer leads here: let one lead here, or take it out.")
            for answer in _answers(step):
                if step.key.data in circles & graph.reached(leads, answer.to.data):
                    yield answer.to, _("This leads round in a circle.")

    def _option(self, step: Any, number: int) -> str:
        if step.kind.data == ENDING:
            return str(_("End %(number)s: %(title)s", number=number, title=self.title_of(step)))
        return str(_("Question %(number)s: %(title)s", number=number, title=self.title_of(step)))

    def _steps(self) -> list[Any]:
        return [row.form for row in self.steps]


def _answers(step: Any) -> list[Any]:
    return [row.form for row in step.answers]


def _first(part: Any) -> Any:
    """Return the words of a part in the first language, beside which is said what concerns them all."""
    return part[locales.LOCALES[0]].form


def _line_names() -> list[tuple[str, str]]:
    here = current_locale()
    return [
        (one.key, (one.words.get(here) or next(iter(one.words.values()))).name)
        for one in helplines.every()
        if one.words
    ]


def _faults_of(step: Any, keys: list[str]) -> Iterator[tuple[Any, str]]:
    """Yield what is wrong with a step by itself: (field, message)."""
    yield from _missing(step, ("title", "short") if step.kind.data == QUESTION else ("title",), ("text", *PARTS))
    if step.kind.data == ENDING:
        yield from _without_line(step)
        return
    if not len(step.answers):
        yield _first(step).title, _("A question needs an answer, else nobody comes further.")
    for answer in _answers(step):
        yield from _missing(answer, ("label",), ("meaning", "said"))
        if answer.to.data not in keys or answer.to.data == step.key.data:
            yield answer.to, _("Choose where this answer leads.")


def _missing(part: Any, needed: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    """Yield the words that a language lacks: those that are needed, and those that another language has."""
    for name in (*needed, *optional):
        fields = {locale: part[locale].form[name] for locale in locales.LOCALES}
        said = [locale for locale, field in fields.items() if field.data]
        for locale, field in fields.items():
            if not field.data and (name in needed or said):
                yield field, _("It is missing in %(language)s.", language=language_name(locale))


def _without_line(step: Any) -> Iterator[tuple[Any, str]]:
    """Yield that an end has no help line which is described in a language."""
    for locale in locales.LOCALES:
        if not any(one.key in (step.lines.data or ()) for one in helplines.lines(locale)):
            message = _("Choose a help line that is described in %(language)s.", language=language_name(locale))
            yield step.lines, message

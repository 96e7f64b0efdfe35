"""What is asked of a help line: for which situation it is, what to call or open, and what it is called."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, StringField, ValidationError
from wtforms.validators import Optional

from .. import locales
from ..core.dates import today
from ..web.forms import Choice, Day, SealedForm, at_most, in_every_language, line, place_in_list, secure
from .hours import parse
from .models import FACT_LENGTH, HOURS_LENGTH

SITUATIONS = {
    "now": _l("Someone is in danger now"),
    "talk": _l("Talk to someone"),
    "report": _l("Report what you have seen"),
    "worried": _l("Worried about your own thoughts"),
}
_NUMBER = re.compile(r"\+?[0-9]+( [0-9]+)*")


class WordsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A help line's words in one language."""

    name = StringField(_l("Full name"), [at_most(120)], filters=[line])
    label = StringField(_l("Short name"), [at_most(120)], filters=[line])
    description = StringField(_l("Whom it is for, in a sentence"), [at_most(400)], filters=[line])
    ways = StringField(_l("How it answers"), [at_most(FACT_LENGTH)], filters=[line])
    languages = StringField(_l("In which languages"), [at_most(FACT_LENGTH)], filters=[line])
    cost = StringField(_l("What it costs"), [at_most(FACT_LENGTH)], filters=[line])


class _HelpLineForm(SealedForm):
    """A help line; `confirmed` is the number that was looked at twice."""

    situation = Choice(_l("For which situation"), choices=lambda: list(SITUATIONS.items()))
    number = StringField(
        _l("Telephone number"),
        [at_most(30)],
        filters=[lambda text: re.sub(r"[ ./()\u00a0\u202f\u2011-]+", " ", line(text)).strip()],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    url = StringField(_l("Web address"), [at_most(300), secure], filters=[line], render_kw={"inputmode": "url"})
    hours = StringField(_l("When it answers"), [at_most(HOURS_LENGTH)], filters=[line])
    position = place_in_list()
    in_bar = BooleanField(_l("In the bar at the top of every page"))
    in_panel = BooleanField(_l("In the panel beside texts"))
    checked_on = Day(_l("Last checked on"), [Optional()])
    confirmed = HiddenField(filters=[lambda text: line(text)])

    def validate_number(self, field: Any) -> None:
        """Refuse what no telephone can dial."""
        if field.data and not (_NUMBER.fullmatch(field.data) and 2 <= sum(map(str.isdigit, field.data)) <= 15):
            raise ValidationError(_("Type 2 to 15 digits, with spaces between groups: 0800 30 030"))

    def validate_hours(self, field: Any) -> None:
        """Refuse hours that cannot be worked out."""
        try:
            if field.data:
                parse(field.data)
        except ValueError:
            raise ValidationError(_("Type 24/7, or days and hours such as Mo-Fr 09:00-22:00")) from None

    def validate_checked_on(self, field: Any) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > today():
            raise ValidationError(_("This day has not come yet."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a name in one language at least, and for something to call or to open."""
        valid = bool(super().validate(extra_validators))
        said = [locale for locale in locales.LOCALES if any(self[locale].data.values())]
        for locale in said or locales.LOCALES[:1]:
            if not self[locale].form.name.data:
                self[locale].form.name.errors = [_("A name is needed in this language.")]
                valid = False
        if not self.number.data and not self.url.data:
            self.number.errors = [*self.number.errors, _("Give a number or a web address.")]
            valid = False
        return valid


HelpLineForm = in_every_language(_HelpLineForm, WordsForm)

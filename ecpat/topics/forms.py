"""What is asked of a topic: its colour and place, and in each language its words and an address that is free."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import Form, StringField
from wtforms.validators import DataRequired

from .. import locales
from ..core.database import db
from ..core.slugs import PATTERN, slugify
from ..web.forms import Choice, SealedForm, at_most, in_every_language, line, place_in_list
from .merge import NEEDED
from .models import COLOURS, TopicAlias, TopicLabel

COLOUR_NAMES = {
    "indigo": _l("Indigo"),
    "sea": _l("Sea green"),
    "ochre": _l("Ochre"),
    "plum": _l("Plum"),
    "moss": _l("Moss green"),
    "clay": _l("Clay"),
}


class WordsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A topic's words in one language."""

    label = StringField(_l("Name"), [at_most(120)], filters=[line])
    slug = StringField(_l("Address"), [at_most(100)], filters=[line])
    description = StringField(_l("In a sentence"), [at_most(400)], filters=[line])


class _TopicForm(SealedForm):
    """A topic."""

    colour = Choice(_l("Colour"), choices=lambda: [(one, COLOUR_NAMES[one]) for one in COLOURS])
    position = place_in_list()
    topic_id = 0  #: of the one that is changed

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a name in one language at least, and for addresses that are free."""
        valid = bool(super().validate(extra_validators))
        said = [locale for locale in locales.LOCALES if any(self[locale].data.values())]
        for locale in said or locales.LOCALES[:1]:
            words = self[locale].form
            if not words.label.data:
                words.label.errors = [_("A name is needed in this language.")]
                valid = False
                continue
            words.slug.data = words.slug.data or slugify(words.label.data)
            if fault := self._fault(locale, words.slug.data):
                words.slug.errors = [fault]
                valid = False
        return valid

    def _fault(self, locale: str, slug: str) -> str:
        if not PATTERN.fullmatch(slug):
            return str(_("An address has only the letters a to z, digits and hyphens."))
        for model in (TopicLabel, TopicAlias):
            holder = db.session.scalar(select(model.topic_id).where(model.locale == locale, model.slug == slug))
            if holder not in (None, self.topic_id):
                return str(_("This address is or was another topic’s."))
        return ""


TopicForm = in_every_language(_TopicForm, WordsForm)


class DeletionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which topic takes the place of one that is deleted; the view sets the choices."""

    into = Choice(_l("Topic that takes its place"), [DataRequired(NEEDED)])

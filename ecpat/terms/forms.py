"""What is asked of a concept: in each language the word to use, others as good, and those to avoid."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, StringField, TextAreaField

from .. import locales
from ..core.typography import spaced
from ..web.forms import SealedForm, at_most, in_every_language, line, lines
from .models import REASON_LENGTH, SOURCE_LENGTH, TEXT_LENGTH, USES

LONGEST, MOST = 160, 40  # characters of a term; terms of one use in a language


class WordsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A concept's terms in one language."""

    preferred = StringField(_l("Word to use"), [at_most(LONGEST)], filters=[line])
    also = TextAreaField(_l("Other good words, one a line"))
    discouraged = TextAreaField(_l("Words to avoid, one a line"))
    text = TextAreaField(_l("What it means"), [at_most(TEXT_LENGTH)], filters=[line])
    reason = TextAreaField(_l("Why this word"), [at_most(REASON_LENGTH)], filters=[line])
    source = StringField(_l("Source"), [at_most(SOURCE_LENGTH)], filters=[line])
    in_texts = BooleanField(_l("Explained where a text first says the word to use"), default=True)

    def terms(self, locale: str) -> dict[str, list[str]]:
        """Return the terms by use, as their language writes them."""
        return {use: [spaced(text, locale) for text in lines(self[use].data)] for use in USES}

    def definition(self, locale: str) -> dict[str, Any]:
        """Return what the concept means, why its word is the one to use, where that is said, and whether texts do."""
        words = {name: spaced(self[name].data, locale) for name in ("text", "reason", "source")}
        return {**words, "in_texts": self.in_texts.data}

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what is too long, too many, or there twice."""
        valid, taken = bool(super().validate(extra_validators)), set[str]()
        for use in USES:
            found = lines(self[use].data)
            fault = ""
            if any(len(text) > LONGEST for text in found):
                fault = _("This is longer than %(limit)d characters.", limit=LONGEST)
            elif len(found) > MOST:
                fault = _("These are more than %(count)d words.", count=MOST)
            elif twice := next((text for text in found if text.casefold() in taken), None):
                fault = _("This is above already: %(word)s", word=twice)
            if fault:
                self[use].errors = [fault]
                valid = False
            taken |= {text.casefold() for text in found}
        if self.text.data and not self.preferred.data:
            self.preferred.errors = [_("The glossary needs the word that this explains.")]
            valid = False
        if not self.text.data and (self.reason.data or self.source.data):
            self.text.errors = [_("The glossary has words with a meaning only.")]
            valid = False
        return valid


class _ConceptForm(SealedForm):
    """A concept."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for one word at least."""
        valid = bool(super().validate(extra_validators))
        if not any(any(self[locale].form.terms(locale).values()) for locale in locales.LOCALES):
            self[locales.LOCALES[0]].form.preferred.errors = [_("One word at least is needed.")]
            return False
        return valid


ConceptForm = in_every_language(_ConceptForm, WordsForm)

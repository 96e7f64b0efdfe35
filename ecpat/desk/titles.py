"""What an entry is called at the desk."""

from __future__ import annotations

from .. import locales
from ..content.models import Edition, Entry
from ..i18n import current_locale


def edition_of(entry: Entry) -> Edition | None:
    """Return the edition that names an entry: in the reader's language, else in the first that it has."""
    order = [current_locale(), *locales.LOCALES]
    return next((entry.editions[locale] for locale in order if locale in entry.editions), None)


def of(entry: Entry) -> tuple[str, str]:
    """Return an entry's title and the language it is in; its number where it has no words at all."""
    edition = edition_of(entry)
    return (edition.title, edition.locale) if edition else (f"{entry.id}", current_locale())

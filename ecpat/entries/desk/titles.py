"""What an entry is called at the desk."""

from __future__ import annotations

from collections.abc import Mapping

from ... import locales
from ...core.i18n import current_locale
from ..models import Edition, Entry


def of(entry: Entry, editions: Mapping[str, Edition] | None = None) -> tuple[str, str]:
    """Return an entry's title in the reader's language, else in the first that it has, and which that is.

    `editions` are those that the reader may be told of, where these are not all. Without words, it is its number.
    """
    told = entry.editions if editions is None else editions
    edition = next((told[locale] for locale in (current_locale(), *locales.LOCALES) if locale in told), None)
    return (edition.title, edition.locale) if edition else (f"{entry.id}", current_locale())

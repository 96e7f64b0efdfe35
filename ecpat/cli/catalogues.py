"""The interface's words in each language: compiled, complete, and the ones that were translated last."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import GNUTranslations

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from .. import locales
from ..setting_values import CATALOGUES
from .checks import ERROR, OK, WARNING, Finding, some


def catalogues() -> Iterator[Finding]:
    """Compare what is compiled with what was translated."""
    for locale in locales.LOCALES:
        folder, part = CATALOGUES / locale / "LC_MESSAGES", f"catalogue {locale}"
        try:
            with (folder / "messages.po").open("rb") as written, (folder / "messages.mo").open("rb") as compiled:
                source, used = read_po(written, locale), GNUTranslations(compiled)
        except (OSError, ValueError) as error:
            yield Finding(ERROR, part, f"it cannot be read ({error}): run `make messages`")
            continue
        messages = [message for message in source if message.id]
        missing = [str(message.id) for message in messages if not message.string or message.fuzzy]
        if missing:
            yield Finding(WARNING, part, f"not translated: {some(missing)}")
        if not all(_same(message, used) for message in messages if message.string and not message.fuzzy):
            yield Finding(ERROR, part, "what is compiled is not what was translated: run `make messages`")
        else:
            yield Finding(OK, part, f"{len(messages)} messages")


def _same(message: Message, used: GNUTranslations) -> bool:
    """Tell whether a compiled catalogue says what a message was translated to."""
    context = message.context or ""
    if isinstance(message.id, str):
        return message.string == (used.pgettext(context, message.id) if context else used.gettext(message.id))
    one, many = message.id
    numbers = range(200)  # all plural forms of any language are among these
    found = {used.npgettext(context, one, many, n) if context else used.ngettext(one, many, n) for n in numbers}
    return found <= set(message.string or ())

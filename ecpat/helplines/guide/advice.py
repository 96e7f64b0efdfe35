"""What can be said, and what is better left, at the ends of the path: ours, until editors write their own."""

from __future__ import annotations

import re

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

SAY, LEAVE = PARTS = ("say", "leave")
_OURS = {
    SAY: (
        (_l("To the child"), _l("“You did right to tell me. It is not your fault. I am going to ask for help.”")),
        (_l("If you are asked for details"), _l("“These are the words, as I heard them.”")),
    ),
    LEAVE: (
        (
            _l("Do not question the child"),
            _l("The first words count; questions can change them. Write them down, and the hour."),
        ),
        (
            _l("Do not promise to keep the secret"),
            _l("Say that you will speak of it only to people who can help."),
        ),
        (_l("Do not warn the person who is accused"), _l("The child might pay for it.")),
        (
            _l("Do not copy or send a picture"),
            _l("Not even as a proof: it is forbidden. Note the address of the page."),
        ),
    ),
}
_COLON = re.compile(r"\s*:\s+")


def ours(part: str, locale: str) -> str:
    """Return what we say in a language: a line a piece, what it is before a colon."""
    with force_locale(locale):
        return "\n".join(_("%(label)s: %(value)s", label=label, value=value) for label, value in _OURS[part])


def pieces(text: str) -> list[tuple[str, str]]:
    """Return the lines of a text, each as what stands before its first colon and after it."""
    found = (_COLON.split(line, maxsplit=1) for line in text.splitlines())
    return [(parts[0], parts[1]) if len(parts) == 2 else ("", parts[0]) for parts in found]

"""What a password must be (NIST SP 800-63B: long, not a known one, no rules on signs), and how it is kept."""

from __future__ import annotations

import re
from typing import Any

from flask_security import PasswordUtil

from ..i18n import gettext as _
from ..people.models import Person

LEAST = 12  # characters, normalised by NFKC
OWN = 6  # characters that must be left once what everybody thinks of first is taken away
# RFC 9106's second choice but for the lanes: workers share the processors. About 0.1 s.
ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 64 * 1024, "argon2__time_cost": 3, "argon2__parallelism": 1}
# What passwords of these countries begin with, after public lists of leaked ones; longer ones first.
_KNOWN = (
    "motdepasse", "password", "passw0rd", "passwort", "wachtwoord", "administrator", "administrateur", "bienvenue",
    "welcome", "bonjour", "jetaime", "iloveyou", "azertyuiop", "qwertyuiop", "azerty", "qwerty", "qwertz", "qsdfgh",
    "asdfgh", "wxcvbn", "zxcvbn", "bruxelles", "brussels", "brussel", "belgique", "belgium", "belgie", "ecpat",
    "redaction", "editor", "admin", "secret", "letmein", "changeme", "soleil", "doudou", "chouchou", "loulou",
    "marseille", "anderlecht", "football", "princess", "dragon", "monkey", "superman", "abcdef", "abc",
)  # fmt: skip
_RUN = re.compile(r"0?1234567890?|0?123456789|12345678|1234567|123456|12345|1234|123|(?:19|20)\d\d|(.)\1+")


class Passwords(PasswordUtil):
    """Flask-Security's rules of passwords, with ours after its own on length."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password (None: nothing), and the password normalised."""
        wrong, normal = super().validate(password, is_register, **kwargs)
        if not wrong and is_common(normal, kwargs.get("user")):
            wrong = [_("This is too easy to guess. Take several words that do not belong together.")]
        return wrong, normal


def is_common(password: str, person: Person | None = None) -> bool:
    """Tell whether too little of a password is left without known words, runs of signs and the person's own name."""
    rest = password.casefold()
    own = re.split(r"\W+", f"{person.name} {person.email}".casefold()) if person else []
    for word in (*sorted((word for word in own if len(word) > 2), key=len, reverse=True), *_KNOWN):
        rest = rest.replace(word, "")
    rest = re.sub(r"(.{2,})\1+", r"\1", _RUN.sub(r"\1", rest))
    return len(set(rest)) < OWN

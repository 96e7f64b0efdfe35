"""What a password must be (NIST SP 800-63B: long, not a known one, no rules on signs), and how it is kept.

Known ones are those of zxcvbn: 30,000 passwords that leaked most often, and what people make of them (turned round,
in other letters, repeated, with a year), words, names, keys in a row.
"""

from __future__ import annotations

import re
from threading import Lock
from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil

from .models import Person

LEAST = 12  # characters, normalised by NFKC
SAFE = 4  # of zxcvbn's scores: more than 10,000,000,000 guesses
JUDGED = 24  # characters: what is safe so far is safe; zxcvbn takes a second for 40 of the worst, and 20 for 128
OWN = ("ecpat", "belgique", "belgium", "belgië")  # what everybody thinks of first here
# RFC 9106's second choice but for the lanes: workers share the processors. About 0.1 s.
ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 64 * 1024, "argon2__time_cost": 3, "argon2__parallelism": 1}
_lock = Lock()  # zxcvbn keeps what it works with in one place for all threads


class Passwords(PasswordUtil):
    """Flask-Security's rules of passwords, with ours after its own on length."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password (None: nothing), and the password normalised."""
        wrong, normal = super().validate(password, is_register, **kwargs)
        if not wrong and is_common(normal, kwargs.get("user")):
            wrong = [_("This is too easy to guess. Take several words that do not belong together.")]
        return wrong, normal


def is_common(password: str, person: Person | None = None) -> bool:
    """Tell whether a password can be guessed, once the person's own name and address and the site's are known."""
    from zxcvbn import zxcvbn  # its lists take 13 MB, which few processes need

    names = re.split(r"\W+", f"{person.name} {person.email}") if person else []
    own = sorted({*OWN, *(name for name in names if len(name) > 2)}, key=len, reverse=True)
    plain = "".join(password.split())
    rest = re.sub("|".join(map(re.escape, own)), "", plain, flags=re.IGNORECASE)
    with _lock:
        return not rest or any(zxcvbn(text[:JUDGED])["score"] < SAFE for text in {plain, rest})

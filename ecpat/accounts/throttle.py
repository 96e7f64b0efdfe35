"""How often somebody may guess: the limits of `people.attempts`, with the account and the address of a request."""

from __future__ import annotations

import hmac
from hashlib import sha256

import structlog
from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from ..core.database import db
from ..core.secrets import derived
from ..web.middleware.rate_limit import network
from . import attempts, audit, sessions
from .models import Person, normal_email

log = structlog.get_logger()


def attempt(purpose: str, email: str, *, wide: bool = False) -> Attempt:
    """Note that somebody tries a secret of the account that an address names; raises TooManyRequests if too soon.

    From an address that its person has signed in from before, what others try elsewhere or at other accounts
    does not count: a shared office is not shut out, and nobody can shut an editor out from afar. `wide` counts
    what is tried at the account from everywhere else.
    """
    address, account = network(request.remote_addr or "") or "", _account(email)
    begun = attempts.begin(digest(f"{purpose} {account}"), digest(address))
    db.session.commit()  # seen by all workers before any of them counts
    at_home = sessions.knows(account, digest(address))
    seconds = attempts.wait(begun, of_address=bool(address) and not at_home, of_account=wide and not at_home)
    if seconds:
        attempts.take_back(begun)
        db.session.commit()
        raise TooManyRequests(retry_after=seconds)
    return Attempt(begun)


class Attempt:
    """An attempt that may be judged: `right` or `wrong` says how it ended."""

    def __init__(self, begun: attempts.Attempt) -> None:
        self._begun = begun

    def right(self) -> None:
        """Forget it, and those before it."""
        attempts.forgive(self._begun)
        db.session.commit()

    def wrong(self, person: Person | None, action: str = "sign_in.failed") -> None:
        """Let it stand; the audit has the first, second, fourth, eighth… at an account within an hour."""
        count = attempts.failures(self._begun.account)
        if person and count & (count - 1) == 0:
            audit.record(person, action, f"person:{person.id}", count=count)
        db.session.commit()


def _account(email: str) -> str:
    """Return the one name under which an account is counted; what is no address names none."""
    try:
        return normal_email(email)
    except ValueError:
        return ""


def here() -> str:
    """Return what stands for the address of the request: a keyed digest."""
    return digest(network(request.remote_addr or "") or "")


def digest(text: str) -> str:
    """Return what stands for an account or an address: without the site's key, nobody finds it from there."""
    return hmac.digest(derived(current_app.config["SECRET_KEY"], "attempts"), text.encode(), sha256).hex()

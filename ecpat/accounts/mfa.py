"""Second factors, stricter than Flask-Security's own: codes that count once, recovery codes that are not kept."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Any

from flask import current_app
from flask_security import MfRecoveryCodesUtil, Totp, WebauthnUtil
from passlib.exc import TokenError
from qrcode import QRCode
from sqlalchemy import or_, update
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..core.database import db
from ..core.secrets import derived
from . import audit
from .models import Person
from .security import SECURITY


class Codes(Totp):
    """Codes of an application (RFC 6238): each counts once, as section 5.2 asks, the one that sets it up too."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the counter of the code used last."""
        return user.totp_counter  # type: ignore[no-any-return]  # a Person's

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Keep the counter of a code; raises TokenError where another request was faster with it."""
        newer = or_(Person.totp_counter.is_(None), Person.totp_counter < tmatch.counter)
        done = db.session.execute(
            update(Person).where(Person.id == user.id, newer).values(totp_counter=tmatch.counter)
        )
        if not done.rowcount:  # type: ignore[attr-defined]  # of an UPDATE
            raise TokenError


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes, shown once and kept as keyed digests."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Give a person new codes in the place of the old and return them."""
        codes: list[str] = super().create_recovery_codes(user)
        audit.record(user, "recovery_codes.made", f"person:{user.id}")
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:
        """Return nothing: they are not known any more."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Tell whether a code is one of a person's, and take it away: it counts once."""
        hold = update(Person).where(Person.id == user.id).values(active=Person.active)
        db.session.execute(hold)  # until the commit: of two who send a code at once, the second finds it gone
        db.session.refresh(user)
        wanted = _digest(code)
        places = (n for n, kept in enumerate(user.mf_recovery_codes or ()) if hmac.compare_digest(kept, wanted))
        place = next(places, None)
        if place is None:
            return False
        audit.record(user, "recovery_code.used", f"person:{user.id}")
        return bool(SECURITY.current().datastore.mf_delete_recovery_code(user, place))

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Do nothing: it is gone since it was checked."""
        return True

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [_digest(code) for code in codes]


class Passkeys(WebauthnUtil):
    """What is asked of passkeys: alone they must know their owner (PIN, finger, face), after a password they may."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """Return what a new passkey should be able to do."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Return whether the passkey must verify who holds it."""
        alone = "secondary" not in usage
        return UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED


def picture(text: str) -> tuple[str, int]:
    """Return a QR code as the `d` of an SVG path, one unit a module, and its width with the quiet zone around it."""
    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return path, len(rows)


def _digest(code: str) -> str:
    plain = "".join(code.lower().split()).replace("-", "")
    return hmac.digest(derived(current_app.config["SECRET_KEY"], "recovery codes"), plain.encode(), sha256).hex()

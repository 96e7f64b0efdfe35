"""What Flask-Security says, in our words: none of its own texts is ever shown."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security.core import _default_messages

_DEFAULT = (_l("This did not work. Nothing was changed; please try again."), "error")
_START_AGAIN = (_l("This took too long. Please start again."), "error")
_PASSKEY_FAILED = (_l("The passkey could not be used. Please try again, or choose another way."), "error")
_OURS = {
    "GENERIC_AUTHN_FAILED": (_l("The address or the password is wrong."), "error"),
    "PASSWORD_RESET_REQUEST": (
        _l("If this address belongs to somebody at the desk, a link is on its way. It works for one day."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (_l("This link has expired. Ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link has been used, or is not whole. Ask for a new one."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your new password is kept. Please sign in with it."), "success"),
    "PASSWORD_CHANGE": (_l("Your password was changed. Other browsers were signed out."), "success"),
    "PASSWORD_IS_THE_SAME": (_l("This is your present password. Choose another."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Please type the password."), "error"),
    "PASSWORD_INVALID_LENGTH": (_l("A password has %(length)s characters at least."), "error"),
    "INVALID_PASSWORD": (_l("This is not your present password."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ."), "error"),
    "EMAIL_NOT_PROVIDED": (_l("Please type an e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("This is no e-mail address."), "error"),
    "UNAUTHENTICATED": (_l("Please sign in first."), "info"),
    "REAUTHENTICATION_REQUIRED": (_l("This is about your security: please confirm that it is you."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you, it is you."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("This code is wrong, or was used already. Wait for the next one."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Please begin with your address and your password."), "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Please choose one."), "error"),
    "INVALID_RECOVERY_CODE": (_l("This is none of your recovery codes, or it was used already."), "error"),
    "WEBAUTHN_EXPIRED": _START_AGAIN,
    "WEBAUTHN_NAME_REQUIRED": (_l("Please give the passkey a name."), "error"),
    "WEBAUTHN_NAME_INUSE": (_l("You have a passkey of this name already."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (_l("There is no such passkey."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_l("A name has letters, digits, spaces and hyphens."), "error"),
    "INVALID_INPUT_LENGTH": (_l("This is too long."), "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (_l("The passkey was removed."), "success"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_l("The passkey was added."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_l("This passkey is known already."), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": _PASSKEY_FAILED,
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": _PASSKEY_FAILED,
    "WEBAUTHN_NO_VERIFY": _PASSKEY_FAILED,
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": _PASSKEY_FAILED,
    "WEBAUTHN_MISMATCH_USER_HANDLE": _PASSKEY_FAILED,
}


def settings() -> dict[str, Any]:
    """Return Flask-Security's settings for everything that it may say."""
    return {f"SECURITY_MSG_{key}": _OURS.get(key, _DEFAULT) for key in _default_messages}

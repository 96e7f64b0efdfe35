"""Flask-Security's forms with what it leaves to us: limits of guessing, and passkeys that are the person's own."""

from __future__ import annotations

from typing import Any

from flask import session
from flask_babel import lazy_gettext as _l
from flask_security import (
    ChangePasswordForm,
    EmailValidateException,
    ForgotPasswordForm,
    LoginForm,
    MailUtil,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSelectForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninResponseForm,
    current_user,
    hash_password,
)
from flask_security.utils import get_message, validate_redirect_url
from werkzeug.exceptions import TooManyRequests
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, ValidationError

from ...accounts import nonces, throttle
from ...accounts.models import normal_email
from ...core import clock
from ...core.database import db
from .. import mail

HALFWAY = 15 * 60  # seconds between the password and the second factor


class Addresses(MailUtil):
    """E-mail addresses in the one form in which accounts have them."""

    def normalize(self, email: str) -> str:
        """Return an address in that form; raises EmailValidateException where it is none."""
        try:
            return normal_email(email)
        except ValueError:
            raise EmailValidateException(get_message("INVALID_EMAIL_ADDRESS")[0]) from None

    validate = normalize


class SignInForm(LoginForm):
    """Address and password; what takes time is done for unknown accounts as well."""

    user: Any  # a Person

    def validate_next(self, field: Any) -> None:
        """Forget a way back that leads elsewhere."""
        if not validate_redirect_url(field.data):
            field.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether they belong together; raises TooManyRequests."""
        attempt = throttle.attempt("password", str(self.email.data or ""))
        right = bool(super().validate(**kwargs))
        if right:
            attempt.right()
            session["halfway"] = clock.now().timestamp()
        else:
            attempt.wrong(self.user)
        return right


class ForgottenForm(ForgotPasswordForm):
    """The address of somebody who forgot their password; too many questions get the same answer and no mail."""

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether a link is to be sent."""
        try:
            throttle.attempt("forgotten", str(self.email.data or ""), wide=True)
        except TooManyRequests:
            self.email.errors = [get_message("PASSWORD_RESET_REQUEST")[0]]  # the view hides it
            return False
        known = bool(super().validate(**kwargs))
        if known:
            hash_password("as long as for an unknown address")
        else:
            mail.send(None, "link")  # as much is written as for a known one
            db.session.commit()
        return known


class ConfirmForm(VerifyForm):
    """The password, once more."""

    user: Any  # a Person

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether it is the person's; raises TooManyRequests."""
        attempt = throttle.attempt("confirm", self.user.email)
        right = bool(super().validate(**kwargs))
        attempt.right() if right else attempt.wrong(self.user._get_current_object())
        return right


class NewPasswordForm(ChangePasswordForm):
    """The present password and a new one."""

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether the new one may be kept; raises TooManyRequests."""
        attempt = throttle.attempt("confirm", current_user.email)
        right = bool(super().validate(**kwargs))
        if self.password.errors:
            attempt.wrong(current_user._get_current_object())
        else:
            attempt.right()
        return right


class Chosen(StringField):  # type: ignore[misc]  # WTForms has no types
    """One of some choices, which the view sets as (value, label); our templates have the buttons."""

    choices: Any = ()

    def pre_validate(self, form: Any) -> None:
        """Refuse what is none of them."""
        if self.data not in dict(self.choices):
            raise ValidationError(get_message("TWO_FACTOR_METHOD_NOT_AVAILABLE")[0])


class ChoiceForm(TwoFactorSelectForm):
    """Which second factor somebody uses who has several."""

    which = Chosen()


class RescueForm(TwoFactorRescueForm):
    """Nothing: what helps without a telephone is told on a page of its own."""

    help_setup = RadioField(choices=[])


class PasskeyNameForm(WebAuthnRegisterForm):
    """What a new passkey is called; each is good for everything."""

    usage = HiddenField(default="secondary")


class AfterPassword:
    """What is typed after the password, of which few guesses are free wherever they come from."""

    user: Any  # a Person

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether it is right; raises TooManyRequests."""
        attempt = throttle.attempt("code", self.user.email, wide=True)
        right = bool(super().validate(**kwargs))  # type: ignore[misc]  # the form's, which comes after
        attempt.right() if right else attempt.wrong(self.user, "second_factor.failed")
        return right


class CodeForm(AfterPassword, TwoFactorVerifyCodeForm):
    """The code of an application."""

    code = StringField(
        validators=[DataRequired(_l("Please type the code."))],
        filters=[lambda typed: "".join(typed.split()) if isinstance(typed, str) else typed],
    )


class RecoveryForm(AfterPassword, MfRecoveryForm):
    """A recovery code."""

    code = StringField(validators=[DataRequired(_l("Please type the code."))])


class PasskeyForm(WebAuthnSigninResponseForm):
    """What a passkey answered: alone, after the password, or to confirm who somebody is."""

    user: Any  # a Person

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether it is a passkey of an active person: after a password, of the one whose password it was."""
        if not (self.is_secondary or self.is_verify):
            self.user_verification = True  # alone it is both factors, whatever it was asked for
        self.is_verify = True  # Flask-Security ties a passkey to one use; ours are for all of them
        if not (super().validate(**kwargs) and _first_answer(self)):
            return False
        halfway = session["tf_user_id"] if self.is_secondary else None
        if self.user.active and halfway in (None, self.user.fs_uniquifier):
            return True
        self.credential.errors = [get_message("WEBAUTHN_NO_VERIFY")[0]]
        return False


class NewPasskeyForm(WebAuthnRegisterResponseForm):
    """What a new passkey answered."""

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether it may be kept."""
        return bool(super().validate(**kwargs)) and _first_answer(self)


def _first_answer(form: Any) -> bool:
    """Tell whether this is the first good answer to a passkey's challenge: whoever sends it again has copied it."""
    if nonces.use(form.challenge):
        return True
    form.credential.errors = [get_message("WEBAUTHN_NO_VERIFY")[0]]
    return False


def forms() -> dict[str, type[Any]]:
    """Return the forms as Flask-Security names them."""
    return {
        "login_form": SignInForm,
        "forgot_password_form": ForgottenForm,
        "verify_form": ConfirmForm,
        "change_password_form": NewPasswordForm,
        "two_factor_select_form": ChoiceForm,
        "two_factor_rescue_form": RescueForm,
        "two_factor_verify_code_form": CodeForm,
        "wan_register_form": PasskeyNameForm,
        "wan_register_response_form": NewPasskeyForm,
        "mf_recovery_form": RecoveryForm,
        "wan_signin_response_form": PasskeyForm,
    }

"""Who is at the desk, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.exceptions import Forbidden

from ..accounts.models import Person
from ..web.feature import ANYONE


class SignedOutError(Forbidden):
    """Somebody sent a form who is not signed in any more."""


def person() -> Person:
    """Return who is signed in; only called where somebody is."""
    return cast(Person, current_user._get_current_object())


def signed_in() -> bool:
    """Tell whether somebody is signed in."""
    return bool(current_user.is_authenticated)


def same_origin() -> bool:
    """Tell whether the browser says that a page of this site sent the request; without a word of it, it did not."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def insecure() -> bool:
    """Tell whether browsers will not keep the desk's cookie: by plain http they do on their own machine alone."""
    local = request.host.rpartition(":")[0] or request.host
    at_home = local in ("localhost", "127.0.0.1", "[::1]") or local.endswith(".localhost")
    return not (request.is_secure or at_home or current_app.config["BASE_URL"].startswith("https:"))


def lacks_second_factor() -> bool:
    """Tell whether the person may change what readers see and has a password alone to show for it."""
    return person().may("editor") and not person().has_second_factor


def guarded(view: Callable[..., Any], role: str) -> Callable[..., Any]:
    """Return a view that asks for a person with a role; others are led to the sign-in page or refused."""

    @wraps(view)
    def answer(**values: Any) -> Any:
        known = signed_in()  # asked first: it may note, in a transaction of its own, that the browser was seen
        if role == ANYONE:
            return view(**values)
        if not known:
            if request.method != "GET":
                raise SignedOutError
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        if not person().may(role):
            abort(403)
        if _must_set_up():
            flash(_("This site asks for a second factor: please set one up first."))
            return redirect(url_for("desk.account"))
        return view(**values)

    return answer


def admitted(role: str) -> bool:
    """Tell whether somebody is signed in whom a view with this role would be shown."""
    return signed_in() and person().may(role) and not _must_set_up()


def _must_set_up() -> bool:
    """Tell whether all but the account must wait for a second factor."""
    own = request.blueprint == "security" or request.endpoint in ("desk.account", "desk.end_browsers", "desk.my_data")
    return current_app.config["SECOND_FACTOR"] == "required" and not own and lacks_second_factor()

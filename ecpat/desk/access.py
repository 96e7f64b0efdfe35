"""Who is at the desk, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import abort, redirect, request, url_for
from flask_security import current_user

from ..people.models import Person
from .routes import ANYONE


def person() -> Person:
    """Return who is signed in; only called where somebody is."""
    return cast(Person, current_user._get_current_object())


def signed_in() -> bool:
    """Tell whether somebody is signed in."""
    return bool(current_user.is_authenticated)


def guarded(view: Callable[..., Any], role: str) -> Callable[..., Any]:
    """Return a view that asks for a person with a role; others are led to the sign-in page or refused."""
    if role == ANYONE:
        return view

    @wraps(view)
    def answer(**values: Any) -> Any:
        if not signed_in():
            back = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("security.login", next=back))
        if not person().may(role):
            abort(403)
        return view(**values)

    return answer

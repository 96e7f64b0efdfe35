"""What somebody may only do shortly after they showed who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app
from flask_security.utils import check_and_update_authn_fresh

from .security import SECURITY


def fresh(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return a view that asks for the password or a passkey again where that was long ago."""

    @wraps(view)
    def answer(**values: Any) -> Any:
        within, grace = (current_app.config[f"SECURITY_{name}"] for name in ("FRESHNESS", "FRESHNESS_GRACE_PERIOD"))
        if check_and_update_authn_fresh(within, grace, "session"):
            return view(**values)
        return SECURITY.current()._reauthn_handler(within, grace)

    return answer

"""What a worker reads and makes when it starts, so that no reader waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Flask

from .. import locales
from ..core.database import db
from . import urls
from .feature import hooks

log = structlog.get_logger()


@dataclass(frozen=True)
class WarmUp:
    """A hook: what the first reader of a feature's pages would wait for."""

    run: Callable[[], None]


def run(app: Flask) -> None:
    """Do all of it; what fails now, as with a database that is away, is done when it is first needed."""
    with app.app_context(), urls.own_request(locales.LOCALES[0]):
        for hook in hooks(WarmUp, app):
            try:
                hook.run()
            except Exception as error:
                log.warning("not_warmed_up", error=type(error).__name__)
        db.session.remove()

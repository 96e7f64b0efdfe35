"""Where an application keeps its uploaded files."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app

from ..core import secrets
from ..core.services import Service
from ..web.middleware.health import OK, Probe
from .storage import Storage
from .storage_backends import place_of


def _made(app: Flask) -> Storage:
    """Return the storage that MEDIA_URL names."""
    folder, config = Path(app.instance_path) / "media", app.config
    place = place_of(config["MEDIA_URL"], config["MEDIA_OPTIONS"], folder)
    return Storage(folder, place, secrets.derived(config["SECRET_KEY"], "renditions"))


STORAGE = Service(_made)


def look() -> str | None:
    """Tell whether the storage answers, where it is not this machine's disk."""
    if not current_app.config["MEDIA_URL"]:
        return None
    try:
        STORAGE.current().check()
    except OSError:
        return "does not answer"
    return OK


PROBE = Probe("files", look)

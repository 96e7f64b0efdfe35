"""Where an application keeps its uploaded files."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from ..core import secrets
from .storage import Storage
from .storage_backends import place_of


def storage_of(app: Flask) -> Storage:
    """Return the storage that MEDIA_URL names, made once."""
    if "storage" not in app.extensions:
        folder, config = Path(app.instance_path) / "media", app.config
        place = place_of(config["MEDIA_URL"], config["MEDIA_OPTIONS"], folder)
        made = Storage(folder, place, secrets.derived(config["SECRET_KEY"], "renditions"))
        app.extensions.setdefault("storage", made)  # another thread may have been first
    kept: Storage = app.extensions["storage"]
    return kept

"""A series of backups in one place: the worker adds one each night, and those that are not kept go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from flask import current_app
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from ..core import clock, jobs
from ..core.i18n import local
from ..files import storage_backends
from ..web.middleware.metrics import Gauges
from . import backup, backup_places
from .archive import BackupError, Manifest
from .backup_places import Place
from .retention import kept

log = structlog.get_logger()
HOUR = 3  # of the night, in Brussels
LOOK = timedelta(minutes=15)
LAST = (
    "last-backup"  # a file of the instance folder, with the moment of the newest: the site itself reaches no network
)


def located(address: str) -> tuple[Place, str]:
    """Return the place and the name of an address; an empty one is what BACKUP_URL says, always a folder."""
    config = current_app.config
    return backup_places.located(address or f"{config['BACKUP_URL'].rstrip('/')}/", config["BACKUP_OPTIONS"])


def source(address: str) -> backup.Opened:
    """Return how a backup is opened, of a folder the newest; raise BackupError where there is none."""
    place, name = located(address)
    if not name:
        found = backup_places.moments(place)
        if not found:
            raise BackupError("there is no backup")
        name = found[max(found)]
    return partial(place.reading, name)


def newest(place: Place) -> datetime | None:
    """Return when the newest backup of a place was made; None where there is none."""
    return max(backup_places.moments(place), default=None)


def write(address: str, keys: Sequence[str], keep: Mapping[str, int]) -> tuple[str, Manifest, list[str]]:
    """Write a backup; in a folder it has a name of its own, and those not kept go, unless this one is not whole.

    Returns where it is, its manifest, and what it lacks.
    """
    place, given = located(address)
    name = given or backup_places.named(clock.now(), bool(keys))
    manifest, facts = backup.write(partial(place.writing, name), keys)
    lacks = backup.gaps(facts, manifest.files)
    if not given and not lacks:
        found = backup_places.moments(place)
        for moment in found.keys() - kept(found, keep):
            place.remove(found[moment])
    return address if given else name, manifest, lacks


@jobs.handler("backup", every=timedelta(hours=1), lease=timedelta(hours=6))
def each_night(_payload: jobs.Payload) -> None:
    """Write a backup where BACKUP_URL says, if the newest is of before tonight."""
    config = current_app.config
    if not config["BACKUP_URL"]:
        return
    try:
        last = newest(located("")[0])
        if last is None or last < _tonight():
            name, _, lacks = write("", config["BACKUP_KEY"], config["BACKUP_KEEP"])
            if lacks:
                log.error("backup_not_whole", name=name)
    except (BackupError, OSError) as error:
        log.error("backup_not_made", reason=error)
        raise jobs.LaterError("it could not be written") from None


def _tonight() -> datetime:
    """Return the last moment at which a backup was due."""
    now = local(clock.now())
    due = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return due if due <= now else due - timedelta(days=1)


@jobs.handler("backup.look", every=LOOK, each_machine=True)
def look(_payload: jobs.Payload) -> None:
    """Write down when the newest backup was made, for the site on this machine to tell."""
    path = Path(current_app.instance_path) / LAST
    if not current_app.config["BACKUP_URL"]:
        path.unlink(missing_ok=True)
        return
    try:
        last = newest(located("")[0])
        storage_backends.write(path, (last.isoformat() if last else "").encode())
    except (BackupError, OSError) as error:
        raise jobs.LaterError(type(error).__name__) from None


def gauges(_generation: int) -> Iterator[Metric]:
    """Yield when the newest backup was made; 0 where there is none."""
    if current_app.config["BACKUP_URL"]:
        try:
            written = (Path(current_app.instance_path) / LAST).read_text()
        except OSError:
            written = ""
        moment = datetime.fromisoformat(written).timestamp() if written else 0
        yield GaugeMetricFamily("site_last_backup_timestamp_seconds", "When the newest backup was made", moment)


HOOKS = (Gauges(gauges),)

"""The uploaded files against the rows that name them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from ..core.database import db
from ..files import usage
from ..files.errors import DamagedFile
from ..files.models import Asset, AssetVersion
from ..files.pictures import storage
from ..files.renditions import COPIES, NAMED
from ..files.storage import Storage
from . import renditions
from .checks import ERROR, OK, WARNING, Finding, some

RECENT = 3600  # seconds: a file this young may belong to a row that is being written


def uploads(remove: bool) -> Iterator[Finding]:
    """Look for files that are missing, damaged, or known to no row; remove the last where that is asked for."""
    part, kept = "files", storage()
    try:
        kept.check()
    except OSError as error:
        yield Finding(ERROR, part, f"{error}: look at MEDIA_URL, MEDIA_OPTIONS and the network")
        return
    rows = {digest: name for digest, name in db.session.execute(select(AssetVersion.digest, AssetVersion.name))}  # noqa: C416
    rows |= {digest: name for digest, name in db.session.execute(select(Asset.digest, Asset.name))}  # noqa: C416
    missing, damaged = [], []
    for digest, name in rows.items():
        try:
            kept.verify(digest)
        except FileNotFoundError:
            missing.append(name)
        except (DamagedFile, OSError):
            damaged.append(name)
    if missing:
        yield Finding(ERROR, part, f"missing: {some(missing)}: upload them again, or restore a backup")
    if damaged:
        yield Finding(ERROR, part, f"damaged: {some(damaged)}: upload them again, or restore a backup")
    if not (missing or damaged):
        yield Finding(OK, part, f"{len(rows)} uploaded files are there and whole")
    originals, leavings = _orphans(kept, set(rows))
    names = [*originals, *(path.name for path in leavings)]
    if names and remove:
        for digest in originals:
            kept.remove(digest)
        for path in leavings:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        yield Finding(OK, part, f"removed {len(names)} that no row knows")
    elif names:
        shown = some([name[:16] for name in names])
        yield Finding(WARNING, part, f"no row knows {shown}: `flask ecpat doctor --remove-orphans` removes them")


def drawn() -> Iterator[Finding]:
    """Count what is missing of what is drawn of files and pages, and what cannot be drawn."""
    part = "renditions"
    try:
        found = renditions.survey()
    except OSError:  # it was told of above
        return
    if found.missing:
        yield Finding(WARNING, part, f"missing: {found.missing}: `flask ecpat renditions` draws them")
    if found.failed:
        why = "readers see stand-ins; save the files anew in a simpler form, or `flask ecpat renditions --again`"
        yield Finding(WARNING, part, f"cannot be drawn: {some(found.failed)}: {why}")
    if not (found.missing or found.failed):
        later = f"; each of {len(found.share_images)} share images is drawn by the site when its page is first shared"
        yield Finding(OK, part, f"every picture and cover is drawn{later if found.share_images else ''}")


def described() -> Iterator[Finding]:
    """Look for pictures that are used without alternative text, and for those whose consent has ended."""
    part = "files"
    lacking = [asset.name for asset in db.session.scalars(usage.kept(usage.undescribed(), usage.used()))]
    if lacking:
        yield Finding(WARNING, part, f"used without alternative text: {some(lacking)}: describe them at the desk")
    ended = [asset.name for asset in db.session.scalars(usage.kept(usage.consent_ended()))]
    if ended:
        yield Finding(
            WARNING, part, f"consent has ended, so that no page shows them: {some(ended)}: renew it or delete them"
        )


def _orphans(kept: Storage, digests: set[str]) -> tuple[list[str], list[Path]]:
    """Return originals without a row; and what was drawn of such as are gone, with parts of files never finished."""
    there = set(kept.originals())
    originals = sorted(digest for digest in there - digests if kept.age(digest) > RECENT)
    derived = [path for path in (kept.root / COPIES).glob("*") if path.name not in {*digests, *there, NAMED}]
    parts = [path for path in kept.root.rglob(".*") if path.is_file()]
    old = time.time() - RECENT
    return originals, [path for path in (*derived, *parts) if path.stat().st_mtime < old]

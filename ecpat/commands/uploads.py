"""The uploaded files against the rows that name them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from ..content.assets import Asset
from ..extensions import db
from ..media.damage import DamagedFile
from ..public.pictures import storage
from .archive import originals
from .checks import ERROR, OK, WARNING, Finding, some

RECENT = 3600  # seconds: a file this young may belong to a row that is being written


def uploads(remove: bool) -> Iterator[Finding]:
    """Look for files that are missing, damaged, or known to no row; remove the last where that is asked for."""
    part, kept = "files", storage()
    rows = {digest: name for digest, name in db.session.execute(select(Asset.digest, Asset.name))}  # noqa: C416
    missing, damaged = [], []
    for digest, name in rows.items():
        try:
            kept.read(digest)
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
    orphans = list(_orphans(kept.root, set(rows)))
    if orphans and remove:
        for path in orphans:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        yield Finding(OK, part, f"removed {len(orphans)} that no row knows")
    elif orphans:
        names = some([path.name[:16] for path in orphans])
        yield Finding(WARNING, part, f"no row knows {names}: `flask ecpat doctor --remove-orphans` removes them")


def _orphans(root: Path, digests: set[str]) -> Iterator[Path]:
    """Yield originals and what was made from them without a row, and parts of files never finished."""
    old = time.time() - RECENT
    unknown = [path for path in originals(root) if path.name not in digests]
    derived = [path for path in (root / "derived").glob("*") if path.name not in {*digests, "named"}]
    parts = [path for path in root.rglob(".*") if path.is_file()]
    yield from (path for path in (*unknown, *derived, *parts) if path.stat().st_mtime < old)

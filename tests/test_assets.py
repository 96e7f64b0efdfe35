"""Static files: what a page asks for is there, also while an older version’s pages are still open."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ecpat.web import assets
from ecpat.web.middleware import content_coding

DAY = 86_400


def files(folder: Path) -> set[str]:
    """Return the names of all files."""
    return {path.name for path in folder.iterdir()}


def age(path: Path, days: float) -> None:
    """Let a file be so old."""
    os.utime(path, (time.time() - days * DAY,) * 2)


def test_every_file_is_made_once_and_compressed_where_that_helps(tmp_path: Path) -> None:
    names = assets.build(tmp_path)
    made = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    assert {names["site.css"], f"{names['site.css']}.br", f"{names['site.css']}.gz", names["js/site.js"]} <= set(made)
    assert assets.build(tmp_path) == names
    assert {path.name: path.stat().st_ino for path in tmp_path.iterdir()} == made


def test_files_of_an_older_version_stay_for_a_year_after_it_was_last_started(tmp_path: Path) -> None:
    names = assets.build(tmp_path)
    for name, days in (
        ("site.0123456789ab.css", 2),
        ("site.0123456789ab.css.br", 364),
        ("site.ba9876543210.css", 368),
    ):
        (tmp_path / name).write_text("")
        age(tmp_path / name, days)
    age(tmp_path / names["site.css"], 500)  # of this version, whose workers began long ago
    assets.build(tmp_path)
    assert {"site.0123456789ab.css", "site.0123456789ab.css.br"} <= files(tmp_path)
    assert "site.ba9876543210.css" not in files(tmp_path)
    assert (tmp_path / names["site.css"]).stat().st_mtime > time.time() - DAY


def test_a_long_header_is_not_remembered_whole() -> None:
    before = content_coding._accepted.cache_info().misses
    for number in range(20):
        assert content_coding.accepted(f"br{' ' * 1000}, identity;q=0.{number}") == "br"
    assert content_coding._accepted.cache_info().misses <= before + 1

"""Static files: what a page asks for is there, also while an older version’s pages are still open."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ecpat.web import assets
from ecpat.web.middleware import content_coding

DAY = 86_400
FONTS = Path(assets.__file__).parents[1] / "static" / "fonts"


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


@pytest.mark.parametrize("name", ["atkinson-next.woff2", "atkinson-next-italic.woff2"])
def test_a_zero_has_no_stroke_that_makes_years_loud(name: str) -> None:
    font = ImageFont.truetype(str(FONTS / name), 200)
    left, top, right, bottom = font.getbbox("0")
    drawn = Image.new("L", (int(right) + 20, int(bottom) + 20))
    ImageDraw.Draw(drawn).text((0, 0), "0", fill=255, font=font)
    assert drawn.getpixel((int(left + right) // 2, int(top + bottom) // 2)) == 0

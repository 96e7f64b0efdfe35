"""Dutch ships with the site: every page of readers and of the desk opens in it and keeps the page contract."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .conftest import build
from .contract import ROOT


def test_a_site_of_three_languages_is_read_searched_and_edited_in_dutch(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.in_dutch", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "LANGUAGES": "fr,en,nl"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    client = build(tmp_path).test_client()  # without Dutch again: what is written in it stays, and is not shown
    assert client.get("/nl/").status_code == 404
    for path in ("/fr/", "/fr/actualites/", "/fr/recherche/?q=kinderhandel", "/sitemap.xml"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "/nl/" not in answer.get_data(as_text=True), path

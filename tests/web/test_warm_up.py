"""What a worker reads before anybody asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from ecpat.web import warm_up
from ecpat.web.feature import INSTALLED

from ..conftest import build


def test_the_first_search_opens_no_index(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = build(seeded, {"ALLOWED_HOSTS": "www.example.org"})
    with capture_logs() as logs:
        warm_up.run(site)
    assert logs == []

    def fail(_folder: str) -> None:
        raise OSError("a reader waits")

    monkeypatch.setattr("whoosh.index.open_dir", fail)
    for path, text in (("/fr/recherche/", "traite"), ("/en/search/", "trafficking")):
        answer = site.test_client().get(path, "http://www.example.org", query_string={"q": text})
        assert 'class="results"' in answer.get_data(as_text=True)


def test_what_fails_at_the_start_keeps_nothing_else_from_being_done(reading: Flask) -> None:
    done = []

    def fail() -> None:
        raise OSError("away")

    features = INSTALLED.of(reading)
    hooks = warm_up.WarmUp(fail), warm_up.WarmUp(lambda: done.append("the rest"))
    INSTALLED.put(reading, (replace(features[0], hooks=hooks),))
    try:
        warm_up.run(reading)
    finally:
        INSTALLED.put(reading, features)
    assert done == ["the rest"]

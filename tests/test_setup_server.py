"""What puts the site on a server says what it would do, and writes the documented files for this server."""

from __future__ import annotations

import re

import pytest

from tools import setup_server
from tools.setup_server import UNITS, Server

from .contract import ROOT


def test_a_dry_run_says_each_step_and_does_none(capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted((ROOT / "instance").iterdir())
    assert setup_server.main(["www.ecpat.test", "--dry-run"]) == 0
    told = capsys.readouterr().out
    order = ["- make install", "ecpat.service", "ecpat-work.service", "ecpat-doctor.timer", "- start the site"]
    places = [told.index(words) for words in order]
    assert places == sorted(places)
    assert all(line.startswith("- ") for line in told.splitlines())  # commands that run are indented
    assert sorted((ROOT / "instance").iterdir()) == before


@pytest.mark.parametrize("name", [*UNITS, "nginx.conf"])
def test_files_say_this_server(name: str) -> None:
    documented = (ROOT / "docs" / "deployment" / name).read_text()
    text = Server("www.ecpat.test", "").text(name)
    assert "www.example.org" not in text
    assert text.count(f"{ROOT}/") >= documented.count("/srv/ecpat/")
    assert text.count("\n") == documented.count("\n")


def test_each_unit_that_is_documented_is_put_there() -> None:
    page = (ROOT / "docs" / "deployment" / "README.md").read_text()
    assert set(re.findall(r"\(([a-z-]+\.(?:service|timer))\)", page)) == set(UNITS)


@pytest.mark.parametrize("name", ["localhost", "www.example.org/", "WWW.example.org", "a b.org", "$(id).org", ""])
def test_what_is_no_name_of_a_site_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        setup_server.main([name, "--dry-run"])
    assert ended.value.code == 2
    assert "is no name of a site" in capsys.readouterr().err

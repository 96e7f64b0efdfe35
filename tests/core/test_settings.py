"""A wrong setting, file or database stops the start with one clear line, whatever starts the site."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import request

from ecpat import config
from ecpat.app import create_app
from ecpat.config import ConfigError
from ecpat.core import i18n

from ..conftest import build
from ..contract import ROOT

WRONG = [
    ("LANGUAGES", "", "codes of languages"),
    ("LANGUAGES", "fr,tlh", "that have a catalogue (en, fr"),
    ("LANGUAGES", "fr,en,fr", "each once"),
    ("LANGUAGES", "fr en", "with commas"),
    ("LANGUAGES", "en,fr", "expected fr,en, which this process speaks"),
    ("DATABASE_URL", "", "sqlite:///"),
    ("DATABASE_URL", "site.db", "sqlite:///"),
    ("DATABASE_URL", "sqlite://", "sqlite:///"),
    ("DATABASE_URL", "mysql://localhost/site", "postgresql+psycopg://"),
    ("DATABASE_URL", "postgresql+psycopg://localhost:port/site", "postgresql+psycopg://user:password@host"),
    ("REPLICA_URL", "sqlite:///copy.db", "postgresql+psycopg://"),
    ("MEDIA_URL", "/shared/media", "s3://bucket/folder"),
    ("MEDIA_URL", "file://shared/media", "file:///shared/folder"),
    ("MEDIA_URL", "nowhere://bucket", "fsspec"),
    ("MEDIA_URL", "gs://bucket", "its driver"),
    ("MEDIA_OPTIONS", "key=x", "JSON"),
    ("MEDIA_OPTIONS", "[1]", "JSON"),
    ("BACKUP_URL", "/var/backups", "s3://bucket/"),
    ("BACKUP_OPTIONS", "key=x", "JSON"),
    ("BACKUP_KEEP", "7", "7d,4w,12m"),
    ("RECORDING_SIZE", "1000", "from 1 to 999"),
    ("BACKUP_KEY", "age1nobody", "public keys of age"),
    ("BASE_URL", "www.example.org", "https://www.example.org"),
    ("BASE_URL", "https://www.example.org/site", "without a path"),
    ("BASE_URL", "https://", "https://www.example.org"),
    ("ALLOWED_HOSTS", "", "host names"),
    ("ALLOWED_HOSTS", " , ,", "host names"),
    ("ALLOWED_HOSTS", "*", "host names"),
    ("ALLOWED_HOSTS", "example.org:8000", "without port"),
    ("ALLOWED_HOSTS", "https://example.org", "host names"),
    ("ALLOWED_HOSTS", "example..org", "host names"),
    ("ALLOWED_HOSTS", "one.example two.example", "separated by commas"),
    ("HSTS", "off", "a number of seconds"),
    ("HSTS", "63072000 everything", "subdomains, preload or nothing"),
    ("HSTS", "300 preload", "31536000 seconds or more"),
    ("HSTS", "max-age=300", "a number of seconds"),
    ("PROXIES", "-1", "from 0 to 5"),
    ("PROXIES", "6", "from 0 to 5"),
    ("PROXIES", "yes", "a whole number"),
    ("PAGE_SIZE", "0", "from 1 to 100"),
    ("PAGE_SIZE", "1.5", "a whole number"),
    ("PAGE_SIZE", "٣", "a whole number"),
    ("PAGE_SIZE", "9" * 50, "from 1 to 100"),
    ("PAGE_SIZE", "12\n13", "a whole number"),
    ("SEARCH_SIZE", "51", "from 1 to 50"),
    ("SEARCH_RATE", "-1", "from 0 to 999"),
    ("SEARCH_RATE", "fast", "a whole number"),
    ("INDEXING", "", "on or off"),
    ("INDEXING", "true", "on or off"),
    ("INSIGHT", "1", "on or off"),
    ("CHECK_LINKS", "yes", "on or off"),
    ("SECURITY_CONTACT", "someone", "security@example.org"),
    ("SECURITY_CONTACT", "http://example.org", "https://"),
    ("SECOND_FACTOR", "on", "asked or required"),
    ("SECRET_KEY", "short", "32 random letters"),
    ("SECRET_KEY", "a" * 64, "32 random letters"),
    ("MAIL_URL", "mail.example.org", "smtp://"),
    ("MAIL_URL", "smtp://mail.example.org", "BASE_URL"),
    ("MAIL_FROM", "nobody", "desk@example.org"),
    ("METRICS_TOKEN", "short", "20 to 200"),
    ("METRICS_TOKEN", "with a space and long enough", "20 to 200"),
]
FILES = [
    ("PAGE_SIZ = 20", "there is no setting called PAGE_SIZ"),
    ("PAGE_SIZE = = 20", "SyntaxError"),
    ("PAGE_SIZE = SIZE", "name 'SIZE' is not defined"),
    ("raise ValueError('one\\ntwo')", "one two"),
    ("PAGE_SIZE = 0", "PAGE_SIZE is '0'"),
    ("ALLOWED_HOSTS = ['example.org']", "ALLOWED_HOSTS"),
    ("PAGE_SIZE = '\0'", "instance/config.py cannot be read"),
]


def refused(environment: dict[str, str], folder: Path) -> str:
    """Return the line with which the site refuses to start."""
    with pytest.raises(ConfigError) as caught:
        create_app(environment, folder)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    return line


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_wrong_value_is_named_with_what_was_expected(tmp_path: Path, name: str, value: str, told: str) -> None:
    line = refused({name: value}, tmp_path)
    assert line.startswith(name)
    assert told in line


def test_every_setting_that_can_be_wrong_is_tried_and_every_default_is_right(tmp_path: Path) -> None:
    assert {name for name, _, _ in WRONG} == {setting.name for setting in config.SETTINGS}
    assert set(config.load({}, tmp_path)) == {setting.name for setting in config.SETTINGS}


@pytest.mark.parametrize(("text", "told"), FILES)
def test_a_wrong_file_is_explained(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "config.py").write_text(text)
    assert told in refused({}, tmp_path)


def test_mail_needs_the_address_that_its_links_lead_to(tmp_path: Path) -> None:
    secret = {"MAIL_URL": "smtps://desk:hunter2@mail.example.org", "MAIL_FROM": "desk@example.org"}
    assert "hunter2" not in refused(secret, tmp_path)
    (tmp_path / "config.py").write_text("MAIL_URL = 'smtp://mail.example.org'")
    assert "BASE_URL" in refused({}, tmp_path)
    assert build(tmp_path, {**secret, "BASE_URL": "https://www.example.org"})


@pytest.mark.parametrize("base", ["https://www.example.org", "https://WWW.Example.org:8443", "http://site.test:80"])
def test_the_site_answers_to_its_own_name_whatever_else_is_allowed(tmp_path: Path, base: str) -> None:
    site = build(tmp_path, {"BASE_URL": base, "ALLOWED_HOSTS": "other.example"})
    site.add_url_rule("/seen", "seen", lambda: [request.host])
    client = site.test_client()
    name = urlsplit(base).hostname
    for address in (base.lower(), f"https://{name}", f"http://{name}:9000", "http://other.example"):
        assert client.get("/seen", base_url=address).status_code == 200, address
    for address in ("http://localhost", "http://example.org", "http://a.www.example.org", "http://evil.example"):
        assert client.get("/seen", base_url=address).status_code == 400, address
    assert site.config["BASE_URL"] == base.lower()


def test_a_secret_is_not_repeated(tmp_path: Path) -> None:
    for url in (
        "postgres://site:hunter2@localhost/site",
        "postgresql+psycopg://site:hun@ter2@localhost:x/site",
        "postgresql+psycopg://site:hun@ter2@localhost/site",
        "postgres://site:…@localhost/site?sslmode=require&password=hunter2",
    ):
        line = refused({"DATABASE_URL": url}, tmp_path)
        assert "//site:…@localhost" in line
        assert "ter2" not in line
    assert "hunter2" not in refused({"METRICS_TOKEN": "hunter2"}, tmp_path)


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(
        "import os\nPAGE_SIZE = 20\nSEARCH_SIZE = 5\nINDEXING = 'Off'\nhere = os.curdir"
    )
    values = config.load({"PAGE_SIZE": " 30 ", "HOME": "/"}, tmp_path)
    assert values | {"PAGE_SIZE": 30, "SEARCH_SIZE": 5, "INDEXING": False, "PROXIES": 0} == values
    assert config.load({"ALLOWED_HOSTS": "WWW.Example.org, .example.be"}, tmp_path)["ALLOWED_HOSTS"] == [
        "www.example.org",
        ".example.be",
    ]


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [
        ("0", ["127.0.0.1", "http", "localhost"]),
        ("1", ["9.9.9.9", "https", "example.org"]),
        ("2", ["6.6.6.6", "http", "localhost"]),
    ],
)
def test_forwarded_headers_are_believed_as_often_as_there_are_proxies(
    tmp_path: Path, proxies: str, seen: list[str]
) -> None:
    site = build(tmp_path, {"PROXIES": proxies, "ALLOWED_HOSTS": "localhost,example.org"})
    site.add_url_rule("/seen", "seen", lambda: [request.remote_addr, request.scheme, request.host])
    forwarded = {"For": "6.6.6.6, 9.9.9.9", "Proto": "https", "Host": "example.org"}
    headers = {f"X-Forwarded-{name}": value for name, value in forwarded.items()}
    assert site.test_client().get("/seen", headers=headers).get_json() == seen


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        (["wsgi.py"], {"PAGE_SIZE": "0"}, "PAGE_SIZE is '0'"),
        (["-m", "flask", "db", "upgrade"], {"DATABASE_URL": "sqlite:///{folder}/no/folder.db"}, "does not answer"),
        (["-m", "flask", "routes"], {"INDEXING": "perhaps"}, "INDEXING is 'perhaps'"),
        (["wsgi.py"], {"LANGUAGES": "fr,tlh"}, "LANGUAGES is 'fr,tlh'"),
    ],
)
def test_every_way_to_start_ends_with_one_line(
    tmp_path: Path, words: list[str], environment: dict[str, str], told: str
) -> None:
    given = {name: value.format(folder=tmp_path) for name, value in environment.items()}
    done = started(words, given)
    assert done.returncode == 3
    assert done.stdout == ""
    assert re.fullmatch(rf"The site cannot start: .*{re.escape(told)}.*\n", done.stderr)


@pytest.mark.parametrize(
    ("name", "told"),
    [("none.db", "run `.venv/bin/flask db upgrade`"), ("no/folder.db", "the database does not answer")],
)
def test_a_server_is_not_started_without_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/{name}")
    monkeypatch.setattr(config, "INSTANCE", tmp_path)
    line = stopped(monkeypatch, capsys)
    assert re.fullmatch(rf"The site cannot start: .*{re.escape(told)}.*\n", line)


def test_granian_gives_up_with_the_line_of_its_worker() -> None:
    done = started(["-m", "granian", "--interface", "wsgi", "--port", "0", "wsgi:application"], {"PROXIES": "many"})
    assert done.returncode not in (0, None)
    assert "The site cannot start: PROXIES is 'many'; expected a whole number from 0 to 5\n" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_language_without_catalogue_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    i18n.catalogue.cache_clear()
    line = stopped(monkeypatch, capsys)
    assert re.fullmatch(r"The site cannot start: no compiled catalogue for .*\n", line)


def stopped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Run what is run before a server starts, which must not have it; return what it says."""
    monkeypatch.setattr(sys, "argv", ["wsgi.py"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "wsgi.py"), run_name="__main__")
    assert ended.value.code == 3
    return capsys.readouterr().err


def started(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start the site as a server or a command does, with settings that cannot work; raises where it goes on."""
    own = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=own, capture_output=True, text=True, timeout=60, check=False
    )

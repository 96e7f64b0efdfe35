"""What the documented front servers write down and serve, as their files say; what nginx does, `cluster` asks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from ecpat import locales
from ecpat.web import feature

from .contract import ROOT
from .core.test_language import WORLD_DAY

NGINX, APACHE = ((ROOT / "docs" / "deployment" / name).read_text() for name in ("nginx.conf", "apache.conf"))
TOKENS = ("WyIxMjM0.secret-token_x", "a-token-in-lower-case")


def nginx(path: str) -> str:
    """Return what nginx writes of a path: the first pattern of its map that fits."""
    block = re.search(r"map \$uri \$ecpat_address \{\n(.*?)\n\}", NGINX, re.DOTALL)
    assert block is not None
    for pattern, value in re.findall(r'"~(.*)" (\S+);', block[1]):
        if re.search(pattern, path):
            return path if value == "$uri" else value.strip('"')
    return "-"


def apache(path: str) -> str:
    """Return what Apache writes of a path: what is left of its variable when all lines have been read."""
    value = "-"
    for pattern, given in re.findall(r'SetEnvIf Request_URI "(.*)" (\S+)', APACHE):
        if found := re.search(pattern, path):
            kept = given.removeprefix("ECPAT_ADDRESS=").replace("$", "\\")
            value = "-" if given == "!ECPAT_ADDRESS" else found.expand(kept)
    return value


def secret_paths(app: Flask) -> Iterator[str]:
    """Yield every address that has a token in it, however it may be written, and what somebody may have typed."""
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments:
            for token in TOKENS:
                yield rule.rule.replace("<token>", token)
    for locale in locales.LOCALES:
        yield from (f"{feature.root(locale)}{token}" for token in TOKENS)
        yield feature.root(locale).rstrip("/")
    yield from (f"/nl/desk/{TOKENS[1]}", f"/fr/{TOKENS[0]}", "/fr/hidden@example.org", "/fr/Jeanne", "/fr/où aller")


@pytest.mark.parametrize("logged", [nginx, apache])
def test_addresses_that_open_something_are_not_logged_and_public_ones_are(
    reading: Flask, logged: Callable[[str], str]
) -> None:
    for path in secret_paths(reading):
        assert logged(path) == "-", path
    for path in ("/", "/fr/", "/en/search/", "/fr/aide/", *WORLD_DAY.values(), "/robots.txt", "/media/0a/w480.webp"):
        assert logged(path) == path


def test_nginx_logs_nothing_of_who_asks_and_no_line_of_its_own() -> None:
    (format_,) = re.findall(r"log_format ecpat '(.*)';", NGINX)
    assert set(re.findall(r"\$(\w+)", format_)) == {
        "time_iso8601", "request_method", "ecpat_address", "status", "body_bytes_sent", "request_time",
    }  # fmt: skip
    servers = re.findall(r"^server \{\n.*?^\}\n", NGINX, re.MULTILINE | re.DOTALL)
    assert len(servers) == 2
    for server in servers:
        assert re.findall(r"error_log \S+ (\w+);", server) == ["emerg"]
        assert len(re.findall(r"access_log (?:off|\S+ ecpat);", server)) == server.count("access_log ") == 1
        listens = re.findall(r"listen (.*);", server)
        assert listens
        assert all(listen.endswith("default_server") for listen in listens)


def test_apache_logs_nothing_of_who_asks_and_no_line_of_its_own() -> None:
    (format_,) = re.findall(r'LogFormat "(.*)" ecpat', APACHE)
    assert re.findall(r"%>?(?:\{[^}]*\})?\w", format_) == [
        "%{%Y-%m-%dT%H:%M:%S%z}t", "%m", "%{ECPAT_ADDRESS}e", "%>s", "%B", "%D",
    ]  # fmt: skip
    hosts = re.findall(r"<VirtualHost .*?</VirtualHost>", APACHE, re.DOTALL)
    assert len(hosts) == 2
    for host in hosts:
        assert len(re.findall(r"CustomLog \S+ ecpat\n", host)) == host.count("CustomLog ") == 1
        assert re.findall(r"LogLevel emerg(.*)", host) in ([""], [" wsgi:error"])
        assert len(re.findall(r"ErrorLog \S+\n", host)) == 1
    assert 'ErrorLogFormat "[%{u}t] [%l] %M"' in hosts[1]


def test_apache_serves_the_proofs_that_certificates_need_and_leads_all_else_to_https() -> None:
    plain = APACHE[APACHE.index("<VirtualHost *:80>") : APACHE.index("</VirtualHost>")]
    alias = re.search(r"Alias (\S+) (/var/www/acme\S+)", plain)
    redirect = re.search(r"RedirectMatch 301 (\S+) https://www.example.org\$1", plain)
    assert alias is not None
    assert redirect is not None
    assert alias[2] == f"/var/www/acme{alias[1]}"
    assert f"<Directory {alias[2].rstrip('/')}>" in plain
    assert not re.search(redirect[1], f"{alias[1]}a-token")
    assert not re.search(redirect[1], "/metrics")  # its token would go out in the clear each time
    assert "TraceEnable off" in APACHE
    for path in ("/", "/fr/", "/.well-known/security.txt", "/fr/.well-known/acme-challenge/a-token"):
        found = re.search(redirect[1], path)
        assert found is not None
        assert found[1] == path

"""Searching is limited for a flood, not for an office, and nobody's address is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ecpat.web.middleware import rate_limit
from ecpat.web.middleware.rate_limit import Buckets, network

from .. import contract
from ..conftest import build

SEARCH = "/fr/recherche/?q=mineurs"
CHEAP = "/en/search/suggestions.json?q=c"  # one letter: counted, and nothing is looked for
OFFICE, OTHER = "193.190.0.1", "193.190.0.2"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Return the time it shows."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of the limits, which stands still."""
    made = Clock()
    monkeypatch.setattr(rate_limit, "time", made)
    return made


def ask(client: FlaskClient, path: str, address: str, **headers: str) -> int:
    """Ask for a page from an address and return the status."""
    return client.get(path, environ_overrides={"REMOTE_ADDR": address}, headers=headers).status_code


def test_a_hundred_at_once_then_ten_a_second(clock: Clock) -> None:
    buckets = Buckets(10)
    assert [buckets.wait(OFFICE) for _ in range(100)] == [0] * 100
    assert 0 < buckets.wait(OFFICE) <= 0.1
    assert buckets.wait(OTHER) == 0
    for _ in range(50):
        clock.now += 1
        assert [buckets.wait(OFFICE) for _ in range(10)] == [0] * 10
        assert buckets.wait(OFFICE) > 0


def test_fifty_readers_behind_one_address_are_not_locked_out(clock: Clock) -> None:
    buckets = Buckets(10)
    for _ in range(600):  # ten minutes: each of fifty searches every ten seconds, and types
        clock.now += 1
        assert all(buckets.wait(OFFICE) == 0 for _ in range(10))


def test_memory_is_bounded_and_whoever_is_forgotten_starts_afresh(clock: Clock) -> None:
    buckets = Buckets(1, most=100)
    for number in range(5000):
        buckets.wait(f"10.{number >> 8}.{number & 255}.1")
    assert len(buckets._left) == 100


def test_an_address_is_kept_as_a_hash_of_this_process_only(clock: Clock) -> None:
    one, two = Buckets(10), Buckets(10)
    one.wait(OFFICE)
    two.wait(OFFICE)
    assert one._left.keys() != two._left.keys()
    assert OFFICE.encode() not in b"".join(one._left)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:193.190.0.1", "193.190.0.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("127.0.0.1", "::1", True),
        ("", "unix:", True),
        ("", "193.190.0.1", False),
    ],
)
def test_a_connection_is_one_whatever_its_addresses(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


def test_too_many_searches_are_answered_with_a_page_and_when_to_come_back(
    app: Flask, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    client = build(Path(app.instance_path), {"SEARCH_RATE": "1"}).test_client()
    paths = [SEARCH, CHEAP] * 5
    assert {ask(client, path, OFFICE) for path in paths} == {200}
    for locale, path in (("fr", SEARCH), ("en", CHEAP)):
        answer = client.get(path, environ_overrides={"REMOTE_ADDR": OFFICE})
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1"
        page = contract.parse(answer.get_data(as_text=True))
        assert page.get("lang") == locale
    assert "Un instant" in client.get(SEARCH, environ_overrides={"REMOTE_ADDR": OFFICE}).get_data(as_text=True)
    assert ask(client, "/fr/", OFFICE) == 200
    assert ask(client, SEARCH, OTHER) == 200
    clock.now += 1
    assert ask(client, SEARCH, OFFICE) == 200
    assert OFFICE not in capsys.readouterr().out


def test_forwarded_addresses_count_only_from_declared_proxies(app: Flask, clock: Clock) -> None:
    folder = Path(app.instance_path)
    direct = build(folder, {"SEARCH_RATE": "1"}).test_client()
    for number in range(10):
        assert ask(direct, CHEAP, OFFICE, X_Forwarded_For=f"10.0.0.{number}") == 200
    assert ask(direct, CHEAP, OFFICE, X_Forwarded_For="10.0.0.99") == 429
    behind = build(folder, {"SEARCH_RATE": "1", "PROXIES": "1"}).test_client()
    for number in range(20):
        assert ask(behind, CHEAP, "127.0.0.1", X_Forwarded_For=f"10.0.0.{number}") == 200
    for _ in range(10):
        ask(behind, CHEAP, "127.0.0.1", X_Forwarded_For=OFFICE)
    assert ask(behind, CHEAP, "127.0.0.1", X_Forwarded_For=f"10.9.9.9, {OFFICE}") == 429


def test_readers_behind_a_proxy_nobody_declared_share_no_limit_and_it_is_told_once(
    app: Flask, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    client = build(Path(app.instance_path), {"SEARCH_RATE": "1"}).test_client()
    assert {ask(client, CHEAP, "127.0.0.1", X_Forwarded_For=OFFICE) for _ in range(30)} == {200}
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "proxy_not_declared" in line]
    assert [line["setting"] for line in told] == ["PROXIES"]
    assert OFFICE not in json.dumps(told)


def test_the_limit_can_be_switched_off(app: Flask, clock: Clock) -> None:
    client = build(Path(app.instance_path), {"SEARCH_RATE": "0"}).test_client()
    assert {ask(client, CHEAP, OFFICE) for _ in range(120)} == {200}

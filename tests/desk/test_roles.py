"""Every address of the desk × everybody who might ask: nobody reaches what is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from ecpat.accounts.models import ROLES
from ecpat.web.feature import ANYONE, INSTALLED

from ..conftest import DeskClient

CHECKS_ITSELF = ("desk.autosave", "desk.autosave_new")  # who asks, of what, and then the token: a script is told
ASKED = (ANYONE, *ROLES)


def rules(app: Flask) -> list[Rule]:
    """Return the rules of the desk, in French: the English ones have the same views."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("desk.", "security.")) and (rule.defaults or {}).get("locale") == "fr"
    ]


def address(app: Flask, rule: Rule) -> str:
    """Return an address of a rule, of things that are not there."""
    values = {name: 999_999 if name != "token" else "no-such-token" for name in rule.arguments - {"locale"}}
    with app.test_request_context():
        return url_for(rule.endpoint, locale="fr", **values)


def least_roles(app: Flask) -> dict[str, str]:
    """Return the least role of every page of the desk, as features declare it; `urls.txt` shows changes in review."""
    return {
        f"{feature.blueprint}.{route.endpoint}": route.role for feature in INSTALLED.of(app) for route in feature.desk
    }


def test_every_page_of_the_desk_is_declared(reading: Flask) -> None:
    assert {rule.endpoint for rule in rules(reading)} == set(least_roles(reading))


@pytest.mark.parametrize("role", ASKED, ids=lambda role: role or "anonymous")
def test_nobody_reaches_what_is_not_theirs(app: Flask, enter: Callable[..., DeskClient], role: str) -> None:
    browser = enter(role) if role else DeskClient(app, app.response_class)
    rank, roles = ASKED.index(role), least_roles(app)
    for rule in rules(app):
        path, least = address(app, rule), roles[rule.endpoint]
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            if rule.endpoint == "security.logout":
                continue  # it ends the session; tested on its own
            form = "/fr/redaction/mon-compte" if role else "/fr/redaction/connexion"
            data = {"csrf_token": browser.token(form)} if method != "GET" else None
            answer = browser.open(path, method=method, data=data)
            name = f"{role or 'anonymous'} {method} {rule.endpoint}: {answer.status}"
            to_entrance = "/connexion?" in answer.headers.get("Location", "") or answer.headers.get(
                "Location", ""
            ).endswith("/connexion")
            if ASKED.index(least) <= rank:
                assert answer.status_code != 403, name
                assert not to_entrance or least == ANYONE, name
            elif role:
                assert answer.status_code == 403, name
            else:
                assert answer.status_code == (302 if method == "GET" else 400), name
                assert to_entrance or method != "GET", name
            if method != "GET":
                bare = browser.open(path, method=method, data={})
                assert bare.status_code in ((400, 401, 404, 409) if rule.endpoint in CHECKS_ITSELF else (400,)), name
    if role:  # and nothing of all this has signed them out
        assert browser.get("/fr/redaction/").status_code == 200


@pytest.mark.parametrize("number", ["0", "2147483648", f"{2**63}", "9" * 5000], ids=["0", "2**31", "2**63", "long"])
@pytest.mark.unchanged
def test_a_number_that_no_row_has_is_no_address(app: Flask, enter: Callable[..., DeskClient], number: str) -> None:
    browser, asked = enter("administrator"), 0
    for rule in rules(app):
        if not any(name.endswith("_id") or name == "number" for name in rule.arguments):
            continue
        path = re.sub("<[^>]*>", lambda found: number if found[0].startswith("<id:") else "x", rule.rule)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        assert browser.open(path, method=method).status_code == 404, path
        asked += 1
    assert asked > 20
    ended = browser.send("/fr/redaction/mon-compte/navigateurs", "/fr/redaction/mon-compte", browser=number)
    assert ended.status_code == 404

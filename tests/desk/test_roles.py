"""Every address of the desk × everybody who might ask: nobody reaches what is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from ecpat.accounts.models import ROLES

from ..conftest import DeskClient

ANYONE = ""
# The least role of every address; an address that is not here fails the test.
LEAST = {
    "desk.account": "writer",
    "desk.advice": "writer",
    "desk.audit": "administrator",
    "desk.audit_table": "administrator",
    "desk.autosave": ANYONE,
    "desk.autosave_new": ANYONE,
    "desk.begin_concepts": "editor",
    "desk.begin_phrases": "editor",
    "desk.bin": "writer",
    "desk.binned": "writer",
    "desk.broken_links": "writer",
    "desk.change_person": "administrator",
    "desk.concept": "editor",
    "desk.concepts": "editor",
    "desk.consents": "writer",
    "desk.delete_concept": "editor",
    "desk.delete_helpline": "editor",
    "desk.delete_phrase": "editor",
    "desk.delete_redirect": "editor",
    "desk.delete_topic": "editor",
    "desk.destroy": "editor",
    "desk.discard": "writer",
    "desk.drafts": "writer",
    "desk.drop": "writer",
    "desk.drop_new": "writer",
    "desk.end_browsers": "writer",
    "desk.entries": "writer",
    "desk.entries_json": "writer",
    "desk.entry": "writer",
    "desk.erase": "administrator",
    "desk.file": "writer",
    "desk.file_destroy": "editor",
    "desk.file_discard": "editor",
    "desk.file_original": "writer",
    "desk.file_replace": "editor",
    "desk.file_restore": "editor",
    "desk.file_version": "writer",
    "desk.files": "writer",
    "desk.files_image": "writer",
    "desk.files_json": "writer",
    "desk.going_live": "writer",
    "desk.helpline": "editor",
    "desk.helpline_checked": "editor",
    "desk.helplines": "editor",
    "desk.invite": "administrator",
    "desk.menu": "administrator",
    "desk.my_data": "writer",
    "desk.new": "writer",
    "desk.new_concept": "editor",
    "desk.new_helpline": "editor",
    "desk.new_phrase": "editor",
    "desk.new_redirect": "editor",
    "desk.new_topic": "editor",
    "desk.outdated": "writer",
    "desk.overview": "writer",
    "desk.people": "administrator",
    "desk.person": "administrator",
    "desk.phrase": "editor",
    "desk.phrases": "editor",
    "desk.promote": "editor",
    "desk.readers_word": "editor",
    "desk.searches": "editor",
    "desk.preview": "writer",
    "desk.preview_pdf": "writer",
    "desk.redirects": "editor",
    "desk.restore": "writer",
    "desk.restore_revision": "writer",
    "desk.revision": "writer",
    "desk.revisions": "writer",
    "desk.settings": "editor",
    "desk.share": "writer",
    "desk.shared": ANYONE,
    "desk.shared_pdf": ANYONE,
    "desk.texts": "administrator",
    "desk.topic": "editor",
    "desk.topics": "editor",
    "desk.undescribed": "writer",
    "desk.unfinished": "writer",
    "desk.untranslated": "writer",
    "desk.usual_menu": "administrator",
    "desk.withdraw": "editor",
    "security.change_password": "writer",
    "security.forgot_password": ANYONE,
    "security.login": ANYONE,
    "security.logout": ANYONE,
    "security.mf_recovery": ANYONE,
    "security.mf_recovery_codes": "writer",
    "security.reset_password": ANYONE,
    "security.tf_select": ANYONE,
    "security.two_factor_remove": "writer",
    "security.two_factor_rescue": ANYONE,
    "security.two_factor_setup": "writer",
    "security.two_factor_token_validation": ANYONE,
    "security.verify": "writer",
    "security.wan_delete": "writer",
    "security.wan_register": "writer",
    "security.wan_register_response": "writer",
    "security.wan_signin": ANYONE,
    "security.wan_signin_response": ANYONE,
    "security.wan_verify": "writer",
    "security.wan_verify_response": "writer",
}
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


def test_every_address_is_in_the_table(reading: Flask) -> None:
    assert {rule.endpoint for rule in rules(reading)} == set(LEAST)


@pytest.mark.parametrize("role", ASKED, ids=lambda role: role or "anonymous")
def test_nobody_reaches_what_is_not_theirs(app: Flask, enter: Callable[..., DeskClient], role: str) -> None:
    browser = enter(role) if role else DeskClient(app, app.response_class)
    rank = ASKED.index(role)
    for rule in rules(app):
        path, least = address(app, rule), LEAST[rule.endpoint]
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            if rule.endpoint == "security.logout":
                continue  # it ends the session; tested on its own
            token = browser.token("/fr/redaction/mon-compte" if role else "/fr/redaction/connexion")
            data = {"csrf_token": token} if method != "GET" else None
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

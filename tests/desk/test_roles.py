"""Every route of the desk × every role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from ..conftest import DeskClient

ROLES = {  # the least role of each endpoint
    "desk.overview": "writer",
    "desk.untranslated": "writer",
    "desk.outdated": "writer",
    "desk.drafts": "writer",
    "desk.unfinished": "writer",
    "desk.broken_links": "writer",
    "desk.undescribed": "writer",
    "desk.consents": "writer",
    "desk.going_live": "writer",
    "desk.binned": "writer",
    "desk.topics": "editor",
    "desk.new_topic": "editor",
    "desk.topic": "editor",
    "desk.delete_topic": "editor",
    "desk.helplines": "editor",
    "desk.new_helpline": "editor",
    "desk.helpline": "editor",
    "desk.helpline_checked": "editor",
    "desk.delete_helpline": "editor",
    "desk.settings": "editor",
    "desk.texts": "administrator",
    "desk.menu": "administrator",
    "desk.usual_menu": "administrator",
    "desk.concepts": "editor",
    "desk.begin_concepts": "editor",
    "desk.new_concept": "editor",
    "desk.concept": "editor",
    "desk.delete_concept": "editor",
    "desk.phrases": "editor",
    "desk.begin_phrases": "editor",
    "desk.new_phrase": "editor",
    "desk.phrase": "editor",
    "desk.delete_phrase": "editor",
    "desk.redirects": "editor",
    "desk.new_redirect": "editor",
    "desk.delete_redirect": "editor",
}
ORDER = ("writer", "editor", "administrator")
VALUES = {"line_id": 1, "topic_id": 1, "key": "csam", "language": "fr"}


def test_every_route_of_the_desk_is_in_the_table(reading: Flask) -> None:
    found = {rule.endpoint for rule in reading.url_map.iter_rules() if rule.endpoint.startswith("desk.")}
    assert found == set(ROLES)


@pytest.mark.parametrize("role", ORDER)
def test_a_person_reaches_what_their_role_may_and_nothing_else(
    enter: Callable[..., DeskClient], app: Flask, role: str
) -> None:
    browser = enter(role)
    token = browser.token("/fr/redaction/")
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in ROLES or not rule.rule.startswith("/fr/"):
            continue
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(
                rule.endpoint, {"locale": "fr", **{name: VALUES[name] for name in rule.arguments if name in VALUES}}
            )
        allowed = ORDER.index(role) >= ORDER.index(ROLES[rule.endpoint])
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        if method == "POST" and allowed:
            continue  # what it does is shown where it is tested
        answer = browser.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert (answer.status_code == 403) is not allowed, (rule.endpoint, role, answer.status_code)

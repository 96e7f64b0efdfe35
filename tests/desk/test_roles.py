"""Every address of the desk × everybody who might ask: nobody reaches what is not theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, url_for

from ..conftest import DeskClient

# The least role of every address.
LEAST = {
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
}


@pytest.mark.parametrize("endpoint", LEAST)
def test_nobody_reaches_what_is_not_theirs(app: Flask, enter: Callable[..., DeskClient], endpoint: str) -> None:
    (rule,) = [rule for rule in app.url_map.iter_rules(endpoint) if (rule.defaults or {}).get("locale") == "fr"]
    with app.test_request_context():
        path = url_for(endpoint, locale="fr", **dict.fromkeys(rule.arguments - {"locale"}, 999_999))
    methods = (rule.methods or set()) & {"GET", "POST"}
    nobody, writer = DeskClient(app, app.response_class), enter("writer")
    for method in methods:
        for browser, role, page in ((nobody, "", "/fr/redaction/connexion"), (writer, "writer", "/fr/redaction/")):
            token = browser.token(page)
            answer = browser.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            if role and LEAST[endpoint] == "writer":
                assert answer.status_code != 403
            elif role:
                assert answer.status_code == 403
            else:
                assert answer.status_code in (302, 400)
                assert "connexion" in answer.headers.get("Location", "connexion")
            if method == "POST":
                assert browser.open(path, method=method, data={}).status_code == 400, "without token"

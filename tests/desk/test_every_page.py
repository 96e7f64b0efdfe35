"""What holds for the desk's pages alike: scripts that are what they were made as, the way into the other language."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from ..conftest import DeskClient

Enter = Callable[..., DeskClient]
SCRIPTED = ("entries/1", "entries/new/training", "files/", "files/1", "account/passkeys", "confirm/passkey")


@pytest.mark.parametrize("path", SCRIPTED)
@pytest.mark.unchanged
def test_a_script_is_run_as_it_was_made_or_not_at_all(enter: Enter, path: str) -> None:
    browser = enter("administrator", "en")
    answer = (
        browser.post("/en/desk/confirm/passkey", data={"csrf_token": browser.token("/en/desk/account")})
        if (path == "confirm/passkey")
        else browser.get(f"/en/desk/{path}")
    )
    scripts = re.findall(r'<script src="([^"]+)"([^>]*)>', answer.get_data(as_text=True))
    assert scripts
    for source, more in scripts:
        served = browser.get(source, headers={"Accept-Encoding": "identity"}).get_data()
        assert f'integrity="sha384-{b64encode(hashlib.sha384(served).digest()).decode()}"' in more, source


def other_language(page: str) -> list[str]:
    """Return where a page's ways into the other language lead."""
    return re.findall(r'<a class="tap" href="([^"]+)" hreflang', page)


def test_a_page_that_is_not_there_leads_into_the_other_language(enter: Enter) -> None:
    browser = enter("administrator", "fr")
    answer = browser.get("/fr/redaction/fiches/999999?typed=1")
    assert answer.status_code == 404
    (path,) = other_language(answer.get_data(as_text=True))
    assert path == "/en/desk/entries/999999?typed=1"
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.get_data(as_text=True)


def test_what_can_only_be_sent_to_leads_to_the_desk_in_the_other_language(enter: Enter) -> None:
    browser = enter("administrator", "fr")
    answer = browser.send("/fr/redaction/fichiers/999999/retablir", "/fr/redaction/mon-compte")
    assert answer.status_code == 404
    assert other_language(answer.get_data(as_text=True)) == ["/en/desk/"]


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_anchor=y", "_method=POST", "_scheme=ftp", "_external=1", "locale=zz"]
)
@pytest.mark.unchanged
def test_no_word_of_an_address_means_anything_to_the_way_into_the_other_language(
    enter: Enter, reader: FlaskClient, query: str
) -> None:
    answer = enter("writer").get(f"/fr/redaction/fiches/?{query}&q=traite&q=rap%C3%A9")
    assert answer.status_code == 200
    (path,) = other_language(answer.get_data(as_text=True))
    assert path == f"/en/desk/entries/?{query}&amp;q=traite&amp;q=rap%C3%A9"
    signing_in = DeskClient(reader.application, reader.application.response_class).get(f"/en/desk/sign-in?{query}")
    assert signing_in.status_code == 200

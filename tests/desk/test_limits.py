"""What a body may hold: the form's script and its editor say so before it is sent, the server beside the field."""

from __future__ import annotations

import json
import re
from html import escape, unescape

import pytest

from ecpat.core.database import db
from ecpat.core.errors import ContentError
from ecpat.desk import blueprints
from ecpat.entries import richtext, words

from ..contract import ROOT
from .forms import Enter, path_of, sent, shown, unchecked, write

LINK, ALT = "https://x.be/", "Un cerf-volant "
SENTENCES = {
    "fr": {
        "size": "Ce texte dépasse 8\u00a0Mo. Raccourcissez-le, ou faites-en deux.",
        "alt": "Un de ses textes alternatifs dépasse 400 caractères.",
        "title": "La signification d’une de ses abréviations dépasse 400 caractères.",
        "href": "L’adresse d’un de ses liens dépasse 2000 caractères.",
        "pictures": "Ce texte compte 1000 images ou plus, ou autant de liens vers nos pages.",
    },
    "en": {
        "size": "This text is longer than 8 MB. Shorten it, or make two of it.",
        "alt": "An alternative text in it is longer than 400 characters.",
        "title": "The meaning of an abbreviation in it is longer than 400 characters.",
        "href": "The address of a link in it is longer than 2000 characters.",
        "pictures": "This text has 1000 pictures or more, or as many links to our pages.",
    },
}
TOO_MUCH = {
    "alt": f'<p>a</p><p><img src="asset:1" alt="{"é" * 401}"></p>',
    "title": f'<p><abbr title="{"é" * 401}">ONG</abbr></p>',
    "href": f'<p><a href="{LINK}{"x" * 2000}">x</a></p>',
    "pictures": "<p>" + "".join(f'<a href="entry:{n}">x</a>' for n in range(1, 1001)) + "</p>",
}
ENOUGH = {
    "alt": f'<p>a</p><p><img src="asset:1" alt="{"&amp;" * 400}"></p>',
    "title": f'<p><abbr title="{"é" * 400}">ONG</abbr></p>',
    "href": f'<p><a href="{LINK}{"x" * (2000 - len(LINK))}">x</a></p>',
    "pictures": "<p>" + "".join(f'<a href="entry:{n}">x</a>' for n in range(1, 1000)) + "</p>",
}


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_a_body_may_not_hold_is_said_beside_it_and_stays_in_the_form(
    enter: Enter, name: str, locale: str
) -> None:
    browser, edition = enter(locale=locale), write("Un titre", body="<p>Avant.</p>")
    path = path_of(edition.entry_id, locale)
    answer = sent(browser, path, fr__body=TOO_MUCH[name], fr__title="Un autre titre")
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert f'id="fr-body-fault">{SENTENCES[locale][name]}</p>' in page
    assert TOO_MUCH[name] in page
    assert "Un autre titre</textarea>" in page
    db.session.refresh(edition)
    assert (edition.title, edition.body) == ("Un titre", "<p>Avant.</p>")
    assert sent(browser, path, fr__body=ENOUGH[name]).status_code == 303


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_text_that_is_too_long_is_said_to_be_and_comes_back(enter: Enter, locale: str) -> None:
    browser, edition = enter(locale=locale), write("Un titre", body="<p>Avant.</p>")
    path = path_of(edition.entry_id, locale)
    longest = int(re.findall(r'data-longest="(\d+)" data-long=', shown(browser, path))[0])
    data = {"csrf_token": browser.token(path), "closed": "facts", "fr-saves": "1", "fr-title": "Un autre titre"}
    for body in ("x" * (longest + 1), "é" * (longest // 2 + 1), "&" * (longest // 4)):  # the last grows
        status, page = unchecked(browser, path, **data, **{"fr-body": body})
        said = page.count(f'id="fr-body-fault">{SENTENCES[locale]["size"]}</p>')  # counted: pytest would print it all
        assert (status, said) == (422, 1)
        assert page.count(escape(body[:1000])) >= 1
    db.session.refresh(edition)
    assert edition.body == "<p>Avant.</p>"


def test_what_is_kept_can_be_kept_again() -> None:
    room = words.BODY_SIZE - len("<p></p>")
    kept = words.written("fr", title="x", body="x" * room)["body"]
    assert len(kept) == words.BODY_SIZE
    assert words.written("fr", title="x", body=kept)["body"] == kept
    with pytest.raises(ContentError):
        words.written("fr", title="x", body="x" * (room + 1))


def test_the_editor_has_its_limits_from_the_server(enter: Enter) -> None:
    browser, edition = enter(), write("Un titre")
    page = shown(browser, path_of(edition.entry_id))
    limits = json.loads(unescape(re.findall(r'data-limits="([^"]+)"', page)[0]))
    assert limits == words.LENGTHS
    used = (ROOT / "tools" / "editor" / "src" / "dialogs.js").read_text()
    assert set(re.findall(r"maxlength: ([^,]+),", used)) == {"limits.alt", "limits.href"}
    assert set(limits) == {name for name, _value in richtext.values(
        '<p><a href="help:">x</a><abbr title="x">y</abbr><img src="asset:1" alt="z"></p>'
    )}  # fmt: skip
    assert f'data-longest="{words.BODY_SIZE}"' in page
    assert words.BODY_SIZE < blueprints.LARGEST_FORM  # what is too long reaches the form that says so


def test_internal_addresses_are_as_long_as_the_editor_lets_them_be() -> None:
    schema = (ROOT / "tools" / "editor" / "src" / "schema.js").read_text()
    digits = set(re.findall(r"(?:entry|asset):\\d\{1,(\d+)\}", schema))
    assert digits == {"18"}
    assert richtext.references(f'<a href="entry:{"9" * 18}">x</a>') == {int("9" * 18)}
    assert richtext.references(f'<a href="entry:{"9" * 19}">x</a>') == set()
    assert richtext.pictures(f'<img src="asset:{"9" * 19}">') == set()

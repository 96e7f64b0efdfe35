"""A body in passages and back: nothing is lost, nothing but words is a translator's."""

from __future__ import annotations

import pytest
from hypothesis import given

from ecpat.entries import richtext
from ecpat.entries.translation import checks, passages
from ecpat.entries.translation.origin import Origin
from ecpat.entries.translation.passages import END, PLACE, START, TEXT, Passage, Token
from ecpat.entries.translation.reading import Translation
from ecpat.entries.translation.units import Text
from ecpat.news.kind import NEWS

from ...desk.bodies import EVERY_TAG
from ...desk.test_richtext import soup


def again(html: str) -> str:
    """Return HTML that was split and put together with its own words."""
    parts = passages.split(html)
    return passages.join(parts, [one.html(one.tokens, {}) for one in parts if isinstance(one, Passage)])


def only(html: str) -> Passage:
    (passage,) = (one for one in passages.split(html) if isinstance(one, Passage))
    return passage


@given(soup)
def test_what_is_split_is_the_same_when_it_is_put_together(typed: str) -> None:
    body = richtext.sanitise(typed)
    assert richtext.sanitise(again(body)) == body


def test_a_body_with_every_tag_is_split_at_its_blocks() -> None:
    body = richtext.sanitise(EVERY_TAG)
    assert again(body) == body
    texts = [part.text for part in passages.split(body) if isinstance(part, Passage)]
    assert {"Un titre et un heading", "deux un", "Traite", "2025", "Une légende", "Signer"} <= set(texts)


def test_a_passage_has_a_code_for_each_tag_and_the_words_in_it() -> None:
    passage = only('<p>Un <strong>mot <a href="entry:3">lié</a></strong> <img src="asset:1" alt="Vu"></p>')
    assert passage.tokens == (
        Token(TEXT, "Un "), Token(START, "1"), Token(TEXT, "mot "), Token(START, "2"), Token(TEXT, "lié"),
        Token(END, "2"), Token(END, "1"), Token(TEXT, " "), Token(PLACE, "3"),
    )  # fmt: skip
    assert passage.html(passage.tokens, {"3": 'Seen "there"'}).endswith('alt="Seen &quot;there&quot;">')


def test_words_that_look_like_markup_stay_words() -> None:
    passage = only("<p>Mot</p>")
    assert passage.html([Token(TEXT, "<script>&amp;")], {}) == "&lt;script&gt;&amp;amp;"


def test_codes_of_the_other_language_are_known_in_any_order() -> None:
    source, target = (
        only(f"<p>{html}</p>")
        for html in (
            'Un <strong>mot</strong> et <a href="entry:3">lien</a>',
            '<a href="entry:3">Link</a> and <strong>word</strong>',
        )
    )
    alike = target.like(source)
    assert alike is not None
    assert [token.value for token in alike.tokens if token.sort == START] == ["2", "1"]
    assert only("<p>Un <em>mot</em></p>").like(source) is None


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (None, "no translation yet"),
        ([], "no translation yet"),
        ([Token(TEXT, " ")], "no translation yet"),
        ([Token(TEXT, "Mot")], "Missing: the link “lien”."),
        ([Token(START, "1"), Token(TEXT, "a"), Token(END, "1")] * 2, "More than once: the link “lien”."),
        ([Token(START, "1"), Token(TEXT, "a"), Token(END, "1"), Token(PLACE, "9")], "A code too many"),
        ([Token(PLACE, "1"), Token(TEXT, "a")], "Missing: the link “lien”."),
        ([Token(END, "1"), Token(TEXT, "a"), Token(START, "1")], "cross each other"),
    ],
)
def test_what_is_wrong_with_a_passage_is_said(tokens: list[Token] | None, said: str) -> None:
    text = Text(NEWS, {"body": '<p>Un <a href="https://example.org/">lien</a></p>'})
    sent = {unit.id: None if tokens is None else tuple(tokens) for unit in text.units()}
    found = checks.faults(text, Translation(Origin(1, "fr", 1, "0" * 32, "en", 0), sent))
    assert [fault.text for fault in found] == ["Passage of the text 1, “Un lien”"] * len(found)
    assert said in str(found[0].message)


def test_links_in_links_are_refused() -> None:
    text = Text(NEWS, {"body": '<p><a href="entry:1">un</a> <a href="entry:2">deux</a></p>'})
    ids = "1", "2"
    tokens = [Token(START, key) for key in ids] + [Token(TEXT, "x")] + [Token(END, key) for key in reversed(ids)]
    found = checks.faults(text, Translation(Origin(1, "fr", 1, "0" * 32, "en", 0), {"body-1": tuple(tokens)}))
    assert "cross each other" in str(found[0].message)

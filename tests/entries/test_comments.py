"""Where the words stand that comments were written for."""

from __future__ import annotations

import pytest

from ecpat.entries.comments.models import Comment
from ecpat.entries.comments.passages import Passage, place


def said(quotation: str, before: str = "", after: str = "") -> Comment:
    return Comment(quotation=quotation, before=before, after=after)


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        ("Qui appeler\u00a0? L’école.", "Qui appeler ?"),
        ("Qui appeler\u00a0? L’école.", "L'école"),
        ("Qui appeler\u00a0? L’école.", "appeler? L’é"),
    ],
)
def test_spaces_and_apostrophes_do_not_count(text: str, quotation: str) -> None:
    passage, comment = Passage("text", text), said(quotation)
    assert place([passage], [comment]) == []
    assert passage.comments == [comment]


def test_of_the_same_words_those_are_meant_that_stood_so() -> None:
    passages = [Passage("text", "L’enfant dit oui."), Passage("text", "Sa mère dit non, et l’enfant dit oui aussi.")]
    assert place(passages, [said("dit", "Sa mère ", " non")]) == []
    assert list(passages[1].pieces()) == [
        ("Sa mère ", False), ("dit", True), (" non, et l’enfant dit oui aussi.", False),
    ]  # fmt: skip
    assert passages[0].marked == []


def test_words_may_go_over_several_passages() -> None:
    passages = [Passage("title", "Un titre"), Passage("text", "Un texte")]
    comment = said("titre\nUn")
    assert place(passages, [comment]) == []
    assert [list(one.pieces()) for one in passages] == [
        [("Un ", False), ("titre", True)], [("Un", True), (" texte", False)],
    ]  # fmt: skip
    assert (passages[0].comments, passages[1].comments) == ([comment], [])


def test_marks_may_overlap() -> None:
    passage = Passage("text", "un deux trois")
    assert place([passage], [said("un deux"), said("deux trois")]) == []
    assert [words for words, marked in passage.pieces() if marked] == ["un ", "deux", " trois"]


@pytest.mark.parametrize("quotation", ["", "   ", "quatre", "trois deux"])
def test_what_is_not_there_is_lost(quotation: str) -> None:
    comment = said(quotation)
    assert place([Passage("text", "un deux trois")], [comment]) == [comment]
    assert place([], [comment]) == [comment]

"""One thing written two ways is one thing: any way of writing it finds the same works, and is marked there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecpat.search.index.engine import SearchIndex
from ecpat.search.text import forms, snippets
from ecpat.search.text.analysis import analyser
from ecpat.search.text.crisis import HelpPhrases
from ecpat.search.text.rewrite import read
from ecpat.search.text.suggestions import Titles, plain
from ecpat.search.text.thesaurus import Thesaurus
from ecpat.search.types import Request, State, Words, Work
from ecpat.terms.service import Term

WAYS = {
    "helpline": ("116000", "116 000", "116.000", "116/000", "116\u00a0000", "116\u202f000"),
    "telephone": ("02 522 63 23", "02/522.63.23", "+32 2 522 63 23", "+32 (0)2 522.63.23", "0032 2 522 63 23"),
    "abbreviation": ("ONU", "O.N.U.", "onu", "l’O.N.U.", "l'ONU", "o.n.u"),
    "compound": ("cyber-harcèlement", "cyberharcèlement", "cyber harcèlement", "CYBERHARCELEMENT"),
    "both": ("mineur·e·s", "mineur(e)s", "mineur.e.s", "mineur-e-s", "mineurs", "mineur", "MINEUR·E·S"),
    "mail": ("e-mail", "email", "E-mail", "e mail", "emails"),
    "accents": ("prélevée", "pr´elev´ee", "prelevee", unicodedata.normalize("NFD", "prélevée"), "pré\u00adlevée"),
    "stroke": ("Đakovo", "đakovo", "Dakovo"),
    "ring": ("Tromsø", "TROMSØ", "tromso", unicodedata.normalize("NFD", "Tromsø")),
    "ligature": ("œuvre", "Œuvres", "oeuvre"),
    "polish": ("Łódź", "Lodz", "łódź", unicodedata.normalize("NFD", "Łódź")),
}  # fmt: skip
KINDS = list(WAYS)
WAY = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(*[st.sampled_from(WAYS[kind])] * 2))
DIGITS = st.text("0123456789", min_size=3, max_size=3)
BY = st.sampled_from((" ", ".", "\u00a0", "\u202f", ",", "’"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Yield an index with a work for each way of writing, and others."""
    texts = [f"La page dit {way} en un mot." for ways in WAYS.values() for way in ways]
    texts += ["Rien de cela ici.", "Le 12/05/2014 à 12.30", "pages 116 à 200"]
    works = [
        Work(number, "page", (), None, 0, False, 0, [Words(number, "fr", f"Titre {number}", text)])
        for number, text in enumerate(texts)
    ]
    index = SearchIndex(tmp_path_factory.mktemp("index"))
    index.rebuild(iter(works), len(works), State(1, "1"), lambda done, total: None)
    yield index
    index.reopen()


def found(index: SearchIndex, typed: str) -> set[int]:
    parsed = read(index, Thesaurus(()), typed, "fr").parsed
    return {match.entry_id for match in index.search(parsed, Request(typed, "fr", size=100)).matches}


@pytest.mark.parametrize("kind", KINDS)
def test_any_way_of_writing_finds_the_same_works(index, kind):
    start = sum(len(WAYS[other]) for other in KINDS[: KINDS.index(kind)])
    ours = set(range(start, start + len(WAYS[kind])))
    for way in WAYS[kind]:
        assert found(index, way) == ours, way


@given(WAY)
def test_what_is_written_one_way_is_marked_when_typed_another(index, ways):
    written, typed = ways
    parsed_query = read(index, Thesaurus(()), typed, "fr").parsed["fr"]
    text = f"La page dit {written} en un mot."
    marked = "".join(text[place.start : place.end] for place in snippets.places(text, parsed_query.stems, "fr"))
    whole = written.removeprefix("l’").removeprefix("l'").removesuffix(".")
    assert marked.replace("-", "").replace(" ", "") == whole.replace("-", "").replace(" ", "")


@pytest.mark.parametrize(("locale", "ways"), [
    ("fr", "délit délits"), ("fr", "photo photos"), ("fr", "commission commissions"), ("fr", "loi lois"),
    ("fr", "étranger étrangers étrangère étrangères"), ("fr", "tuteur tuteurs tutrice tutrices"),
    ("fr", "travail travaux"), ("en", "child children child’s"), ("en", "woman women"),
    ("nl", "organisatie organisaties"),
])  # fmt: skip
def test_forms_of_a_word_have_one_stem_and_are_marked(locale, ways):
    (stem,) = {token.stem for token in analyser(locale).tokens(ways)}
    assert len(snippets.places(ways, frozenset([stem]), locale)) == len(ways.split())


@pytest.mark.parametrize(("locale", "words"), [
    ("fr", "délit délai"), ("fr", "loi loyer"), ("fr", "usage usager"), ("fr", "profit profs"),
])  # fmt: skip
def test_other_words_have_other_stems(locale, words):
    assert len({token.stem for token in analyser(locale).tokens(words)}) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_phrases_of_distress_and_terms_are_known_however_they_are_written(kind):
    for written in WAYS[kind]:
        phrases = HelpPhrases([("fr", f"= {written}")])
        terms = Thesaurus([Term("one", "fr", "preferred", written), Term("one", "fr", "also", "autrement dit")])
        for typed in WAYS[kind]:
            assert phrases.stand_in(typed), (written, typed)
            assert terms.expand(typed, "fr", ("fr",)).synonyms, (written, typed)


@pytest.mark.parametrize("kind", ["helpline", "telephone", "accents", "stroke", "ring", "polish"])
def test_titles_are_suggested_however_they_are_written(kind):
    for written in WAYS[kind]:
        titles = Titles([(1, f"Un titre : {written}")])
        assert all([*titles.containing(plain(typed), 1)] for typed in WAYS[kind]), written


@given(st.integers(1, 999), DIGITS, BY, BY)
def test_digits_by_three_are_one_number_whatever_stands_between(first, rest, one, other):
    assert (
        stems(f"les {first}{one}{rest} appels")
        == stems(f"les {first}{other}{rest} appels")
        == stems(f"{first}{rest} appels")
    )


@given(st.integers(0, 999), st.sampled_from(("+32", "0032", "+32 (0)")), st.sampled_from(("", " ", ".")))
def test_a_help_line_of_europe_has_no_zero_from_abroad(rest, abroad, by):
    assert stems(f"{abroad} 116{by}{rest:03}") == [f"116{rest:03}"]


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1900, 2100), st.sampled_from("./-"))
def test_dates_are_no_numbers(day, month, year, by):
    for text in (f"{day}{by}{month}{by}{year}", f"{day:02}{by}{month:02}{by}{year}", f"{year}-{month:02}-{day:02}"):
        assert str(year) in stems(text)
    assert stems(f"{year}-{year + 1}") == [str(year), str(year + 1)]


@given(st.text(st.characters(categories=["L", "N", "M", "P", "Z"]), max_size=40))
def test_any_text_has_one_form_composed_or_not(text):
    assert stems(unicodedata.normalize("NFD", text)) == stems(unicodedata.normalize("NFC", text))
    assert all(0 <= start < end <= len(text) for start, end in forms.odd(text))


def stems(text: str) -> list[str]:
    return [token.stem for token in analyser("fr").tokens(text)]

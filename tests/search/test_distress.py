"""Help comes first for who needs it, and only then: kinds of what is typed, and the judged list where it is there."""

from __future__ import annotations

from pathlib import Path
from unicodedata import combining, normalize

import pytest

from ecpat.search.text.crisis import DATA, HelpPhrases, needs_help, read
from ecpat.terms.models import HelpPhrase

OURS = Path(__file__).parent / "distress.tsv"
JUDGED = Path(__file__).resolve().parents[3] / "shared" / "readers" / "distress.tsv"
MISSED, ALARMS = 0.1, 0.2  # shares that may be


@pytest.fixture(scope="module")
def phrases() -> HelpPhrases:
    return HelpPhrases(read(DATA))


@pytest.mark.parametrize("text", [
    "mon cousin m'a touchée", "mon entraineur me caresse", "papa frappe maman", "my coach keeps touching me",  # who
    "il veut que je lui montre mes seins", "they put my photo in a group chat",  # pictures
    "jsuis mal", "jen peux plu", "jve me tuer", "i wana kill my self", "im gettin bullied",  # as in a chat
    "harselement", "inseste", "atouchements", "sucidal", "hlep me",  # as it sounds, or mistyped
    "on ma violer", "g peur", "bsoin daide", "j ai peur", "J’AI PEUR",  # apostrophes and none
    "ma fille est harcelée", "my kid says his uncle hurts him",  # of a child
    "mijn nonkel komt s nachts in mijn bed", "ik durf het tegen niemand te zeggen",  # Dutch
    "verkrachting waar terecht", "hij chanteert me met mijn naaktfoto", "mn lief slaagt mij",
    "mijn dochter wordt gepest op school", "ik wil dood",
    "mon prof me touche pendant la formation",  # in the first person whatever stands beside
])  # fmt: skip
def test_distress_is_heard_however_it_is_put(phrases, text):
    assert phrases.stand_in(text)


@pytest.mark.parametrize("text", [
    "peine pour viol", "statistiques viol belgique", "livre sur l'inceste", "bullying campaign",  # about a matter
    "ce livre me touche", "parler de sexualité avec les enfants", "aide à la jeunesse", "report a bug", "legal aid",
    "straf voor verkrachting", "tienerpooiers herkennen", "wie zijn wij", "rechten van het kind",
    "kinderhandel in België",
    "exploitation sexuelle des enfants", "follow us", "abus de confiance", "enfants disparus statistiques",
])  # fmt: skip
def test_who_looks_something_up_is_left_alone(phrases, text):
    assert not phrases.stand_in(text)


def test_a_title_of_ours_is_no_alarm(app, publish):
    assert needs_help("Un enfant en danger près de vous")
    publish(fr=("Un enfant en danger près de vous", "Que faire ?"))
    assert not needs_help("un enfant en danger pres de vous")
    assert needs_help("Harcèlement")
    publish(fr=("Harcèlement", "Ce que dit la loi."))
    assert not needs_help("harcelement")


def test_editors_write_patterns():
    phrases = HelpPhrases([("fr", line) for line in (
        "{bête} me {mord}", "bête: chien, {félin}", "félin: chat", "mord: mord, griffe", "= coup de bec",
        "piqûre", "? encyclopédie", "{inconnue} me voit",
    )])  # fmt: skip
    for text in ("le chien me mordait", "mon chat, il m’a griffée", "coup de bec", "une piqure"):
        assert phrases.stand_in(text), text
    for text in ("le chien mord", "un coup de bec mortel", "piqûre encyclopédie", "il me voit"):
        assert not phrases.stand_in(text), text
    assert phrases.stand_in("encyclopédie le chien me mord")


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")]


def shares(phrases: HelpPhrases, asked: list[tuple[str, str]]) -> tuple[float, float]:
    """Return which share of help is missed, and which of the others alarms."""
    help_, other = ([text for wanted, text in asked if (wanted == "help") is wants] for wants in (True, False))
    missed, alarms = [text for text in help_ if not phrases.stand_in(text)], list(filter(phrases.stand_in, other))
    return len(missed) / len(help_), len(alarms) / len(other)


@pytest.mark.parametrize(("half", "most_missed"), [("tuned", 0.05), ("apart", MISSED)])
def test_our_own_list(phrases, half, most_missed):
    asked = [(wanted, text) for _, wanted, told, text in rows(OURS) if told == half]
    missed, alarms = shares(phrases, asked)
    assert (missed <= most_missed, alarms <= 0.05) == (True, True)


@pytest.mark.skipif(not JUDGED.exists(), reason="the judged list is not beside this checkout")
def test_the_judged_list(phrases):
    missed, alarms = shares(phrases, [(wanted, text) for _, wanted, text in rows(JUDGED)])
    assert (missed <= MISSED, alarms <= ALARMS) == (True, True)


def test_a_bare_word_for_help_is_no_alarm(phrases):
    """The judged list has « aide » as distress; it is the name of the page of help lines, which it leads to."""
    assert not phrases.stand_in("aide")
    assert all(map(phrases.stand_in, ("à l’aide", "aide moi", "aidez-moi", "besoin d'aide", "a l aide")))


@pytest.mark.parametrize("spelled", [
    lambda text: text.upper(),
    lambda text: text.replace("'", "’"),
    lambda text: text.replace("'", " "),
    lambda text: "".join(one for one in normalize("NFKD", text) if not combining(one)),
    lambda text: normalize("NFD", text),
])  # fmt: skip
def test_spelling_neither_hides_distress_nor_makes_it(phrases, spelled):
    asked = [(wanted, text) for _, wanted, _half, text in rows(OURS)]
    before, after = shares(phrases, asked), shares(phrases, [(wanted, spelled(text)) for wanted, text in asked])
    assert all(new <= old + 0.01 for old, new in zip(before, after, strict=True))


def test_every_phrase_fits_its_column():
    longest = HelpPhrase.__table__.c.phrase.type.length  # SQLite keeps longer ones, PostgreSQL refuses them
    assert all(0 < len(phrase.strip()) <= longest for _locale, phrase in read(DATA))

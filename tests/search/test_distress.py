"""Help comes first for who needs it, and only then: kinds of what is typed, and the judged list where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecpat.search.text.crisis import DATA, HelpPhrases, needs_help, read

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
    "mon prof me touche pendant la formation",  # in the first person whatever stands beside
])  # fmt: skip
def test_distress_is_heard_however_it_is_put(phrases, text):
    assert phrases.stand_in(text)


@pytest.mark.parametrize("text", [
    "peine pour viol", "statistiques viol belgique", "livre sur l'inceste", "bullying campaign",  # about a matter
    "ce livre me touche", "parler de sexualité avec les enfants", "aide à la jeunesse", "report a bug", "legal aid",
    "exploitation sexuelle des enfants", "follow us", "abus de confiance", "enfants disparus statistiques",
])  # fmt: skip
def test_who_looks_something_up_is_left_alone(phrases, text):
    assert not phrases.stand_in(text)


def test_a_title_of_ours_is_no_alarm(app, publish):
    assert needs_help("Un enfant en danger près de vous", "fr")
    publish(fr=("Un enfant en danger près de vous", "Que faire ?"))
    assert not needs_help("un enfant en danger pres de vous", "fr")


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


@pytest.mark.skipif(not JUDGED.exists(), reason="the judged list is not beside this checkout")
def test_the_judged_list(phrases):
    rows = [line.split("\t") for line in JUDGED.read_text().splitlines() if line and not line.startswith("#")]
    missed = [text for _, wanted, text in rows if wanted == "help" and not phrases.stand_in(text)]
    alarms = [text for _, wanted, text in rows if wanted == "-" and phrases.stand_in(text)]
    assert len(missed) <= MISSED * sum(wanted == "help" for _, wanted, _ in rows), missed
    assert len(alarms) <= ALARMS * sum(wanted == "-" for _, wanted, _ in rows), alarms

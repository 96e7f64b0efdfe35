"""“A child is worrying me”: links only, every branch ends at a line, and nothing is kept."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from .. import contract
from ..contract import HTML

START = {"fr": "/fr/aide/un-enfant-m-inquiete/", "en": "/en/help/a-child-worries-me/"}


def main_of(client: FlaskClient, path: str) -> Element:
    """Return what a page says, without what stands around it; it asks for nothing to be typed."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    tree = contract.parse(answer.get_data(as_text=True))
    (main,) = tree.iter(f"{HTML}main")
    assert not list(main.iter(f"{HTML}form"))
    assert not list(main.iter(f"{HTML}input"))
    return main


def choices(main: Element) -> list[str]:
    """Return where the answers of a question lead; none at an end."""
    found = (one for one in main.iter(f"{HTML}ul") if one.get("class") == "choices")
    return [link.get("href", "") for one in found for link in one.iter(f"{HTML}a")]


def numbers(main: Element) -> list[str]:
    """Return what an end says to call or open."""
    panels = (one for one in main.iter(f"{HTML}section") if "first-call" in one.get("class", ""))
    return [link.get("href", "") for one in panels for link in one.iter(f"{HTML}a")]


@pytest.mark.parametrize("locale", START)
def test_every_branch_ends_at_a_line_within_three_questions(client: FlaskClient, locale: str) -> None:
    waiting, ends = [(START[locale], 0)], {}
    while waiting:
        path, asked = waiting.pop()
        main = main_of(client, path)
        if further := choices(main):
            assert asked < 3
            waiting += [(one, asked + 1) for one in further]
            assert 'href="tel:101"' in client.get(path).get_data(as_text=True).partition("<main")[2]
        else:
            ends[path] = numbers(main)
    assert len(ends) == 1 + 4 * 4
    assert all(ends.values())
    danger = {"fr": f"{START['fr']}en-danger", "en": f"{START['en']}in-danger"}[locale]
    assert ends.pop(danger) == ["tel:101", "tel:112"]
    assert all("tel:116000" in found for found in ends.values())


def test_an_answer_leads_to_the_line_that_can_act(client: FlaskClient) -> None:
    online = numbers(main_of(client, f"{START['fr']}sans-danger/en-ligne/entourage"))
    said = numbers(main_of(client, f"{START['fr']}sans-danger/dit/travail"))
    assert "https://stopchildporno.be/" in online
    assert said == ["tel:116000"]


def test_an_end_says_the_answers_what_to_say_and_what_to_leave(client: FlaskClient) -> None:
    told = contract.text_of(main_of(client, f"{START['fr']}sans-danger/dit/travail")).replace("\u00a0", " ")
    for words in (
        "Quelque chose que l’enfant a dit",
        "Un enfant que je rencontre au travail",
        "Ouvert maintenant",
        "Je m’inquiète pour un enfant que je rencontre dans mon travail",
        "Ne pas promettre le secret",
    ):
        assert words in told


def test_an_answer_can_be_changed(client: FlaskClient) -> None:
    page = client.get(f"{START['fr']}sans-danger/vu/").get_data(as_text=True)
    (path,) = (one for one in contract.parse(page).iter(f"{HTML}ol") if one.get("class") == "path")
    assert [link.get("href") for link in path.iter(f"{HTML}a")] == [START["fr"], f"{START['fr']}sans-danger/"]


def test_search_engines_see_its_beginning_alone(client: FlaskClient) -> None:
    noindex = '<meta name="robots" content="noindex">'
    assert noindex not in client.get(START["fr"]).get_data(as_text=True)
    assert noindex in client.get(f"{START['fr']}sans-danger/").get_data(as_text=True)
    assert START["fr"] in client.get("/sitemap.xml").get_data(as_text=True)
    assert START["fr"] in client.get("/fr/aide/").get_data(as_text=True)


def test_each_step_has_one_address(client: FlaskClient) -> None:
    assert client.get(f"{START['fr']}sans-danger").headers["Location"].endswith(f"{START['fr']}sans-danger/")
    assert client.get(f"{START['fr']}en-danger/").headers["Location"].endswith(f"{START['fr']}en-danger")
    for wrong in ("rien", "en-danger/dit", "sans-danger/dit/travail/encore", "sans-danger//dit"):
        assert client.get(f"{START['fr']}{wrong}").status_code == 404, wrong


def test_the_switch_leads_to_the_same_answers(client: FlaskClient) -> None:
    page = client.get(f"{START['fr']}sans-danger/en-ligne/travail").get_data(as_text=True)
    assert f'href="{START["en"]}not-in-danger/online/work"' in page


def test_nothing_is_kept_of_who_walks_it(client: FlaskClient) -> None:
    answer = client.get(f"{START['fr']}sans-danger/vu/inconnu?name=x")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"

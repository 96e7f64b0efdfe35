"""Advice on writing: what is remarked on and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from ecpat.core.database import db
from ecpat.entries import kind as registry
from ecpat.entries import service
from ecpat.entries.advice import Advice, advise, ease, sources
from ecpat.entries.advice.reading import read
from ecpat.entries.gate.rule import Proposal
from ecpat.files.models import Asset, AssetWords

from ..conftest import DeskClient
from .bodies import TERMS, sample


def on(body: str, locale: str = "fr", title: str = "", summary: str = "", **files: Any) -> Advice:
    return advise(locale, title, summary, body, TERMS, files.get("files", {}))


def kinds(body: str, locale: str = "fr", **more: Any) -> list[str]:
    return [remark.kind for remark in on(body, locale, **more).remarks]


def test_a_discouraged_term_is_quoted_explained_and_replaced(reading: Flask) -> None:
    with reading.test_request_context("/fr/redaction/"):
        (remark,) = on("<p>Ils luttent contre le Tourisme sexuel depuis longtemps.</p>").remarks
        assert remark.kind == "term"
        assert "Tourisme sexuel" in remark.place
        assert str(remark.suggestion) == "Dites plutôt\u00a0:"
        assert remark.term == "exploitation sexuelle en voyage"
        assert "commerce" in str(remark.explanation)
        (unknown,) = on("<p>Un mot maison.</p>").remarks
        assert "Guide de Luxembourg" in str(unknown.explanation)


@pytest.mark.parametrize(
    ("body", "locale", "count"),
    [
        ("<p>du tourisme\u00a0sexuel</p>", "fr", 1),
        ("<p>le trafic d'enfants, le trafic d’enfants</p>", "fr", 1),
        ("<p>des <em>prostitutions</em> enfantines</p>", "fr", 1),
        ("<ul><li>tourisme sexuel</li></ul><table><tr><td>pédopornographie</td></tr></table>", "fr", 2),
        ("<p>sex tourists</p>", "en", 1),
        ("<p>sex-tourism</p>", "en", 1),
        ("<p>la loi sur la « pédopornographie »</p>", "fr", 0),
        ('<p>dit “sex tourism” et "tourisme sexuel"</p>', "fr", 0),
        ("<p><cite>Loi contre la pédopornographie</cite></p>", "fr", 0),
        ("<blockquote><p>Le tourisme sexuel</p></blockquote>", "fr", 0),
        ('<p><span lang="en">sex tourism</span></p>', "fr", 0),
        ('<p>en français : <span lang="fr">tourisme sexuel</span></p>', "en", 0),
        ("<p>la traite des enfants</p>", "fr", 0),
        ("<p>touristes sexuellement</p>", "fr", 0),
    ],
)
def test_a_term_counts_where_the_text_itself_says_it(body: str, locale: str, count: int) -> None:
    assert [kind for kind in kinds(body, locale) if kind == "term"] == ["term"] * count


def test_titles_and_summaries_are_read_too() -> None:
    assert kinds("", title="Le tourisme sexuel", summary="La pédopornographie") == ["term", "term"]
    assert kinds("", title="x" * 70, summary="x" * 200) == []
    assert kinds("", title="x" * 71, summary="x" * 201) == ["length", "length"]


def test_headings_follow_one_another() -> None:
    assert kinds("<h2>a</h2><h3>b</h3><p>c</p>") == []
    assert kinds("<p>x</p><h3>b</h3><h3>c</h3>") == ["heading"]
    assert kinds("<p><strong>Un faux titre</strong></p>") == ["heading"]
    assert kinds("<p><strong>Une phrase grasse.</strong></p><ul><li><strong>un</strong></li></ul>") == []


@pytest.mark.parametrize(
    "words", ["cliquez ici", "Ici", "ici.", "En savoir plus…", "«\u00a0ce lien\u00a0»", "<em>ici</em>"]
)
def test_links_say_where_they_lead(words: str) -> None:
    assert kinds(f'<p>Lire <a href="help:">{words}</a></p>') == ["link"]
    assert kinds(f'<p>Lire <a href="help:">la page d’aide</a></p><p>{words}</p>') == []


def test_links_in_english_and_addresses_shown() -> None:
    assert kinds('<p><a href="help:">Click here</a> <a href="help:">ici</a></p>', "en") == ["link"]
    assert kinds('<p><a href="https://x.be/">https://x.be/</a></p>', "en") == ["link"]


def test_pictures_have_words_or_need_none() -> None:
    body = '<figure><img src="asset:1"></figure><figure><img src="asset:2" alt="dit ici"></figure>'
    assert kinds(body, files={1: "un cerf-volant", 2: ""}) == []
    assert kinds(body, files={1: None, 2: ""}) == []
    assert kinds(body, files={1: "", 2: ""}) == ["picture"]
    assert kinds(body, files={1: "x"}) == ["picture"]


def test_french_spaces_are_said_once_and_only_in_french() -> None:
    (remark,) = on("<p>Vraiment ? Oui ! Et « lui » ?</p>").remarks
    assert remark.kind == "spacing"
    assert "Vraiment ?" in remark.place
    assert kinds("<p>Vraiment\u202f? Oui\u202f! Et «\u00a0lui\u00a0»\u202f?</p>") == []
    assert kinds("<p>Really ? Yes !</p>", "en") == []
    assert kinds('<p>Foto\'s van "kinderen"</p>', "nl") == ["spacing"]
    assert kinds("<p>Foto’s van “kinderen”, om 9\u00a0uur!</p>", "nl") == []
    assert kinds('<p><span lang="en">Really ? Yes !</span></p>') == []


@pytest.mark.parametrize(
    ("word", "locale", "count"),
    [("chat", "fr", 1), ("école", "fr", 2), ("exploitation", "fr", 5), ("enfance", "fr", 2), ("vie", "fr", 1),
     ("cat", "en", 1), ("table", "en", 2), ("trafficking", "en", 3), ("asked", "en", 1), ("wanted", "en", 2),
     ("kind", "nl", 1), ("uitbuiting", "nl", 3), ("België", "nl", 3), ("slachtoffers", "nl", 3)],
)  # fmt: skip
def test_syllables_are_counted_as_one_says_them(word: str, locale: str, count: int) -> None:
    assert abs(ease.syllables(word, locale) - count) <= (word == "exploitation")


def test_an_easy_text_scores_above_a_hard_one() -> None:
    easy = {
        "fr": "Le chat dort. Il est gris. Le soir, il sort. On le voit peu. Il aime le lait chaud. " * 6,
        "nl": "De kat slaapt. Ze is grijs. In de nacht gaat ze uit. We zien haar nu en dan. Ze lust melk. " * 6,
        "en": "The cat sleeps. It is grey. At night it goes out. We see it now and then. It likes milk. " * 6,
    }
    hard = {
        "fr": "La reconnaissance institutionnelle des vulnérabilités multidimensionnelles nécessite une articulation "
        "interdisciplinaire des responsabilités administratives, particulièrement lorsque l’identification préalable "
        "des bénéficiaires potentiels demeure insuffisamment documentée par les organisations gouvernementales "
        "compétentes en matière de protection internationale et de coordination transfrontalière. ",
        "nl": "De institutionele erkenning van multidimensionale kwetsbaarheden noodzaakt tot interdisciplinaire "
        "articulatie van administratieve verantwoordelijkheden, in het bijzonder waar de voorafgaande identificatie "
        "van potentiële begunstigden onvoldoende gedocumenteerd blijft door de gouvernementele organisaties die "
        "verantwoordelijk zijn voor internationale bescherming en grensoverschrijdende interventiecoördinatie. ",
        "en": "The institutional recognition of multidimensional vulnerabilities necessitates an interdisciplinary "
        "articulation of administrative responsibilities, particularly whenever the preliminary identification of "
        "potential beneficiaries remains insufficiently documented by the governmental organisations responsible for "
        "international protection and the coordination of transnational interventions. ",
    }  # fmt: skip
    for locale in easy:
        measured = [ease.measure(read(f"<p>{text * 2}</p>", locale), locale) for text in (easy[locale], hard[locale])]
        assert measured[0] is not None
        assert measured[1] is not None
        assert measured[0].score >= 80
        assert measured[1].score <= 10
        assert kinds(f"<p>{hard[locale] * 2}</p>", locale)[-1] == "ease"
    assert ease.measure(read("<p>Trop court.</p>", "fr"), "fr") is None


@pytest.mark.parametrize("words", ["mot ", "exploitation ", "vulnérabilités multidimensionnelles, "])
@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("times", [30, 60, 1000, 20_000])
def test_a_text_without_a_stop_is_hard_to_read_and_no_more_than_that(
    reading: Flask, locale: str, words: str, times: int
) -> None:
    found = on(f"<p>{words * times}</p>", locale)
    assert times < 60 or found.remarks[-1].kind == "ease"
    if times >= 1000:
        assert found.ease is not None
        with reading.test_request_context("/fr/"):
            assert str(found.ease.level) == "Difficile à lire"
        assert found.ease.score == 0


def test_of_a_very_long_text_the_beginning_is_looked_at() -> None:
    short = on("<p>tourisme sexuel</p>")
    assert not short.partial
    long = on(f"<p>tourisme sexuel</p>{'<p>Du texte.</p>' * 10_000}<p>pédopornographie</p>")
    assert long.partial
    assert [remark.term for remark in long.remarks] == ["exploitation sexuelle en voyage"]
    cut = on(f"<p>{'Un mot. ' * 12_000}<a href='{'x' * 200_000}'>ici</a></p>")  # cut before the tag, not within it
    assert [remark.kind for remark in cut.remarks] == []


def test_pictures_are_read_however_their_tags_are() -> None:
    for image in ("<img>", "<img alt=' src=x'>", "<img src='asset:'>", f"<img src='asset:{'9' * 30}'>"):
        assert read(f"<p>{image}</p>", "fr").pictures == []


def test_our_own_texts_read_easily_and_get_few_remarks(app: Flask) -> None:
    remarks = [
        (name, remark.kind, remark.place)
        for name, body in sample().items()
        for remark in advise(name[-2:], "", "", body, sources.terms(), {}).remarks
        if remark.kind not in ("spacing", "ease")
    ]
    assert len(remarks) <= 12, remarks


@given(st.text(max_size=200), st.sampled_from(["fr", "en"]))
def test_no_text_is_too_odd_to_be_read(text: str, locale: str) -> None:
    advise(locale, text, text, text, TERMS, {})
    advise(locale, text, text, f"<p>{text}</p><a href='help:'>{text}</a>", TERMS, {})


def ask(browser: DeskClient, path: str, page: str, sent: Any, token: str = "") -> Any:
    headers = {"X-CSRFToken": token or browser.token(page)}
    return browser.post(path, json=sent, headers=headers)


def test_the_desk_answers_in_the_language_of_its_page(enter: Callable[..., DeskClient]) -> None:
    browser = enter("writer")
    sent = {"locale": "en", "title": "On sex tourism", "summary": "", "body": "<p>Read <a href='help:'>here</a></p>"}
    answer = ask(browser, "/fr/redaction/conseils.json", "/fr/redaction/", sent).get_json()
    assert answer["count"] == 2
    assert [remark["kind"] for remark in answer["remarks"]] == ["term", "link"]
    assert "Dites plutôt" in answer["remarks"][0]["suggestion"]
    assert '<q lang="en">On sex tourism</q>' in answer["html"]
    answer = ask(browser, "/en/desk/advice.json", "/en/desk/", sent).get_json()
    assert answer["remarks"][0]["suggestion"].startswith("Rather say: sexual exploitation of children in travel")


def test_what_is_typed_is_shown_as_text(enter: Callable[..., DeskClient]) -> None:
    sent = {"locale": "fr", "title": "<script>alert(1)</script> tourisme sexuel", "summary": "", "body": ""}
    answer = ask(enter("writer"), "/fr/redaction/conseils.json", "/fr/redaction/", sent).get_json()
    assert "<script" not in answer["html"]
    assert "&lt;script&gt;" in answer["html"]


@pytest.mark.parametrize(
    "sent",
    [None, [], "x", {}, {"locale": "xx"}, {"locale": "fr", "title": 3}, {"locale": "fr", "body": ["x"]}],
)
@pytest.mark.unchanged
def test_odd_questions_are_refused(enter: Callable[..., DeskClient], sent: Any) -> None:
    assert ask(enter("writer"), "/fr/redaction/conseils.json", "/fr/redaction/", sent).status_code == 400


def test_advice_is_for_those_who_write_and_needs_the_token(
    enter: Callable[..., DeskClient], reader: FlaskClient
) -> None:
    sent = {"locale": "fr"}
    browser = enter("writer")
    assert browser.post("/fr/redaction/conseils.json", json=sent).status_code == 400
    huge = {"locale": "fr", "body": "x" * (1 << 20)}
    assert ask(browser, "/fr/redaction/conseils.json", "/fr/redaction/", huge | {"title": "y"}).status_code == 413
    assert (
        DeskClient(reader.application, reader.application.response_class).get("/fr/redaction/fiches.json").status_code
        == 302
    )


def test_advice_on_what_was_saved_needs_no_script(app: Flask, enter: Callable[..., DeskClient]) -> None:
    asset = Asset(digest="0" * 64, name="x.png", media_type="image/png", size=1)
    asset.words = {"fr": AssetWords(locale="fr", alt="")}
    db.session.add(asset)
    db.session.flush()
    entry = service.create(registry.get_kind("news"))
    body = f'<figure><img src="asset:{asset.id}"></figure>'
    edition = service.save(entry, "fr", title="Le tourisme sexuel", body=body)
    assert [remark.kind for remark in Proposal(edition).advice.remarks] == ["term", "picture"]
    asset.decorative = True
    db.session.flush()
    assert [remark.kind for remark in Proposal(edition).advice.remarks] == ["term"]


def test_a_body_typed_plainly_is_saved_as_html(app: Flask) -> None:
    entry = service.create(registry.get_kind("news"))
    edition = service.save(entry, "fr", title="Un titre", body="Du texte : oui\n\n## Titre\n\n- un")
    assert edition.body == "<p>Du texte\u00a0: oui</p>\n<h2>Titre</h2>\n<ul><li>un</li></ul>"


def found_by(browser: DeskClient, query: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = browser.get(f"/fr/redaction/fiches.json?{query}").get_json()["entries"]
    return entries


def test_entries_are_found_by_title_address_and_number(enter: Callable[..., DeskClient]) -> None:
    browser = enter("writer")
    (one,) = found_by(browser, "q=l%27etude+BELGE+react+victimes")
    assert one["titles"]["fr"] == "ReACT\u00a0: l’étude belge sur les enfants victimes de traite"
    assert one["kind"] == "Ressource"
    assert one["states"]["fr"] == "En ligne"
    assert not one["gone"]
    by_path = found_by(browser, "q=/fr/ressources/etude-belge-du-projet-react")
    by_address = found_by(browser, "q=https://example.org/fr/ressources/etude-belge-du-projet-react%3Fx")
    assert by_path == by_address == [one] == found_by(browser, f"id={one['id']},999999,x,{'9' * 30}")
    assert len(found_by(browser, "")) == 12
    assert found_by(browser, "q=%25") == []
    assert found_by(browser, "q=%00%5C_'") == []


def test_a_draft_can_be_linked_to_and_what_is_in_the_bin_cannot(app: Flask, enter: Callable[..., DeskClient]) -> None:
    browser = enter("editor")
    (one,) = found_by(browser, "q=etude+belge+react+victimes")
    entry = db.session.get(service.Entry, one["id"])
    assert entry is not None
    service.unpublish(entry.editions["fr"])
    db.session.commit()
    assert found_by(browser, "q=etude+belge+react+victimes")[0]["states"]["fr"] == "Pas encore en ligne"
    service.discard(entry)
    db.session.commit()
    assert found_by(browser, "q=etude+belge+react+victimes") == []
    assert found_by(browser, f"id={one['id']}")[0]["gone"]

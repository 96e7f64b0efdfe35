"""The list of entries: what it finds, how it is ordered, what is done to many at once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.core.database import db
from ecpat.entries import copies, service, updates
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry
from ecpat.topics.models import Topic

from .forms import LIST, NEW, Enter, path_of, sent, shown, write

ROW = re.compile(r'<th scope="row".*?</th>', re.DOTALL)


def listed(page: str) -> list[str]:
    """Return the titles of a list's rows."""
    return [re.sub(r"<[^>]+>", "", row).strip() for row in ROW.findall(page)]


@pytest.mark.parametrize(
    "asked", ["l'éléphant", "L’ÉLÉPHANT", "elephant", "oeuvre", "ŒUVRE", "saint-œuvre", "apprivoise elephant"]
)
def test_a_search_forgives_accents_capitals_ligatures_and_apostrophes(enter: Enter, asked: str) -> None:
    write("Pour l’éléphant", body="<p>Une saint-œuvre apprivoisée</p>")
    assert listed(shown(enter("editor"), f"{LIST['fr']}?q={asked}")) == ["Pour l’éléphant"]


def test_a_search_follows_what_is_saved(enter: Enter) -> None:
    edition = write("Avant", body="<p>pangolin</p>")
    service.save(edition.entry, "fr", title="Après", body="<p>tatou</p>")
    db.session.commit()
    editor = enter("editor")
    assert listed(shown(editor, LIST["fr"] + "?q=tatou")) == ["Après"]
    assert listed(shown(editor, LIST["fr"] + "?q=pangolin")) == []


def test_a_working_copy_is_found_by_who_may_open_it(enter: Enter) -> None:
    editor, writer = enter("editor"), enter("writer")
    edition = write("Avant", body="<p>pangolin</p>")
    service.publish(edition)
    db.session.commit()
    sent(editor, path_of(edition.entry_id), fr__title="Après", fr__body="<p>tatou</p>")
    for word, who, found in (("pangolin", writer, True), ("tatou", writer, False), ("tatou", editor, True)):
        assert listed(shown(who, f"{LIST['fr']}?q={word}")) == ["Avant"] * found, word
    sent(editor, path_of(edition.entry_id), do="publish:fr")
    assert listed(shown(writer, LIST["fr"] + "?q=tatou")) == ["Après"]
    assert listed(shown(editor, LIST["fr"] + "?q=pangolin")) == []


def test_a_working_copy_that_is_given_up_is_not_found(enter: Enter) -> None:
    editor, edition = enter("editor"), write("Avant", body="<p>pangolin</p>")
    service.publish(edition)
    db.session.commit()
    updates.keep_words(edition, {**copies.words_of(edition), "body": "<p>tatou</p>"})
    db.session.commit()
    assert listed(shown(editor, LIST["fr"] + "?q=tatou+avant")) == ["Avant"]
    updates.drop(edition.entry)
    db.session.commit()
    assert listed(shown(editor, LIST["fr"] + "?q=tatou")) == []


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_an_address_leads_to_its_entry(enter: Enter, locale: str) -> None:
    edition = write("Une page à retrouver")
    service.save(edition.entry, "fr", title="Une page à retrouver", slug="retrouvee")
    service.publish(edition)
    db.session.commit()
    editor, path = enter("editor", locale), path_of(edition.entry_id, locale)
    for address in (
        "https://example.org/fr/actualites/retrouvee", "/fr/actualites/retrouvee", "/en/news/retrouvee",
        "/fr/actualites/une-page-a-retrouver", "/fr/actualites/retrouvee.png",
    ):  # fmt: skip
        answer = editor.get(LIST[locale], query_string={"q": address})
        assert (answer.status_code, answer.headers.get("Location")) == (302, path), address
    topic = editor.get(LIST[locale], query_string={"q": "/fr/themes/traite-des-enfants/"})
    assert "/topics/" in topic.headers["Location"] or "/themes/" in topic.headers["Location"]
    for address in ("https://example.org/", "/fr/actualites/jamais", "https://example.org/%00", "/fr/redaction/"):
        answer = editor.get(LIST[locale], query_string={"q": address})
        assert answer.status_code == 200, address
        assert listed(answer.get_data(as_text=True)) == []


def test_an_address_of_others_draft_leads_a_writer_nowhere(enter: Enter) -> None:
    edition = write("À une autre")
    answer = enter("writer").get(LIST["fr"], query_string={"q": f"/fr/actualites/{edition.slug}"})
    assert answer.status_code == 200
    assert "À une autre" not in answer.get_data(as_text=True)


def test_columns_order_the_list_both_ways(enter: Enter) -> None:
    for title in ("zèbre zzyzx", "Éléphant zzyzx", "abeille zzyzx"):
        write(title)
    editor = enter("editor")
    page = shown(editor, LIST["fr"] + "?q=zzyzx&sort=title")
    assert listed(page) == ["abeille zzyzx", "Éléphant zzyzx", "zèbre zzyzx"]
    assert 'aria-sort="ascending"' in page
    assert listed(shown(editor, LIST["fr"] + "?q=zzyzx&sort=-title")) == listed(page)[::-1]
    assert listed(shown(editor, LIST["fr"] + "?q=zzyzx"))[0] == "abeille zzyzx"
    for order in ("kind", "-by", "fr", "-en", "changed", "nonsense", "-"):
        assert len(listed(shown(editor, f"{LIST['fr']}?q=zzyzx&sort={order}"))) == 3, order


def test_the_list_is_narrowed_by_topic_and_by_who_saved_last(enter: Enter, app: Flask) -> None:
    topic = db.session.scalars(select(Topic)).first()
    assert topic
    entry = service.create(get_kind("news"), topics=[topic])
    service.save(entry, "fr", title="Avec un thème")
    db.session.commit()
    write("Sans thème")
    writer, editor = enter("writer"), enter("editor")
    assert sent(writer, NEW["fr"], fr__title="Du rédacteur").status_code == 303
    found = listed(shown(editor, f"{LIST['fr']}?topic={topic.id}"))
    assert "Avec un thème" in found
    assert "Sans thème" not in found
    (number,) = re.findall(r'<option value="(\d+)">Writer</option>', shown(editor, LIST["fr"]))
    assert listed(shown(editor, f"{LIST['fr']}?by={number}")) == ["Du rédacteur"]


def test_the_list_comes_back_as_it_was(enter: Enter) -> None:
    edition = write("À jeter bientôt")
    editor = enter("editor")
    shown(editor, LIST["fr"] + "?q=bientot&sort=title")
    assert 'href="/fr/redaction/fiches/?q=bientot&amp;sort=title"' in shown(editor, path_of(edition.entry_id))


def many(browser: object, do: str, *entries: Entry, **more: str) -> object:
    token = browser.token(LIST["fr"])  # type: ignore[attr-defined]
    data = {"do": do, "entry": [str(entry.id) for entry in entries], "csrf_token": token, **more}
    return browser.post(LIST["fr"] + "ensemble", data=data)  # type: ignore[attr-defined]


def actions_on(entry: Entry) -> list[str]:
    return list(
        db.session.scalars(select(Audit.action).where(Audit.subject == f"entry:{entry.id}").order_by(Audit.id))
    )


def test_many_are_asked_about_then_published_withdrawn_and_binned(enter: Enter) -> None:
    first, second = write("Premier").entry, write("Second").entry
    service.save(first, "en", title="First")
    db.session.commit()
    editor = enter("editor")
    asked = many(editor, "publish", first, second)
    assert asked.status_code == 200  # type: ignore[attr-defined]
    text = asked.get_data(as_text=True)  # type: ignore[attr-defined]
    assert "Premier" in text
    assert "Publier" in text
    assert not any(
        edition.published_at for edition in db.session.scalars(select(Edition).where(Edition.entry_id == first.id))
    )
    for do, last in (
        ("publish", "edition.published"),
        ("unpublish", "edition.unpublished"),
        ("bin", "entry.discarded"),
    ):
        assert many(editor, do, first, second, sure="1").status_code == 303  # type: ignore[attr-defined]
        db.session.expire_all()
        assert actions_on(first)[-1] == actions_on(second)[-1] == last
        assert all(
            edition.live == (do == "publish") for edition in (*first.editions.values(), *second.editions.values())
        )
    assert first.deleted_at
    assert second.deleted_at


def test_a_topic_is_given_to_many_and_what_has_it_is_left(enter: Enter) -> None:
    topic = db.session.scalars(select(Topic)).first()
    assert topic
    first = write("Premier").entry
    second = service.create(get_kind("news"), topics=[topic])
    service.save(second, "fr", title="Second")
    db.session.commit()
    editor = enter("editor")
    text = many(editor, f"topic:{topic.id}", first, second).get_data(as_text=True)  # type: ignore[attr-defined]
    assert "Elle a déjà ce thème." in text
    many(editor, f"topic:{topic.id}", first, second, sure="1")
    db.session.expire_all()
    assert (list(first.topic_ids), list(second.topic_ids)) == ([topic.id], [topic.id])
    assert actions_on(first)[-1] == "entry.saved"
    assert actions_on(second)[-1] != "entry.saved"


def test_a_writer_does_to_many_only_what_is_theirs(enter: Enter) -> None:
    theirs = write("À une autre").entry
    writer = enter("writer")
    own_path = sent(writer, NEW["fr"], fr__title="À moi").headers["Location"]
    own = db.session.get_one(Entry, int(own_path.rpartition("/")[2]))
    many(writer, "bin", own, theirs, sure="1")
    many(writer, "publish", own, theirs, sure="1")
    assert "À une autre" not in many(writer, "bin", theirs).get_data(as_text=True)  # type: ignore[attr-defined]
    db.session.expire_all()
    assert own.deleted_at
    assert not theirs.deleted_at
    assert not any(edition.published_at for edition in own.editions.values())
    assert many(writer, "nonsense", own).status_code == 400  # type: ignore[attr-defined]
    assert many(writer, "bin").status_code == 303  # type: ignore[attr-defined]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_writing_begins_with_a_title(enter: Enter, locale: str) -> None:
    editor = enter("editor", locale)
    assert 'name="title"' in shown(editor, LIST[locale].rpartition("/")[0].rpartition("/")[0] + "/")
    answer = editor.get(NEW[locale].rpartition("/")[0], query_string={"kind": "training", "title": "Un & l’autre"})
    assert answer.status_code == 302
    assert "Un &amp; l’autre</textarea>" in shown(editor, answer.headers["Location"])
    assert editor.get(NEW[locale].rpartition("/")[0] + "?kind=nothing").status_code == 404

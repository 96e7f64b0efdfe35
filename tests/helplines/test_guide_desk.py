"""The path at the desk: what is saved always leads somewhere, in every language, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from ecpat.accounts.audit import Audit
from ecpat.core.database import db
from ecpat.helplines.guide import service
from ecpat.importing.markdown import facts

from ..conftest import DeskClient
from ..desk.forms import Enter, fields_in, form_of
from ..desk.test_helplines import line_of
from .test_guide import START, choices, main_of, numbers

PATH = "/fr/redaction/lignes-d-aide/un-enfant-m-inquiete"
DANGER, WORRY, TIE, NOW, CALL = (f"steps-{number}" for number in range(5))


@pytest.fixture
def editor(enter: Enter) -> DeskClient:
    return enter("editor")


def say(fields: MultiDict[str, str], field: str, fr: str, en: str) -> None:
    part, _dash, name = field.rpartition("-")
    fields[f"{part}-fr-{name}"], fields[f"{part}-en-{name}"] = fr, en


def saved(browser: DeskClient, fields: MultiDict[str, str], **changed: str) -> str:
    """Send the form, and return what it says of faults; nothing where it is saved."""
    for name, value in changed.items():
        fields[name] = value
    answer = browser.post(PATH, data=fields)
    assert answer.status_code in (303, 422)
    return "" if answer.status_code == 303 else answer.get_data(as_text=True).replace("\u00a0", " ")


def asked(browser: DeskClient, fields: MultiDict[str, str], what: str) -> MultiDict[str, str]:
    """Press a button that moves, adds or takes out; return the form as it is then."""
    answer = browser.post(PATH, data={**fields.to_dict(flat=False), "do": what})
    assert answer.status_code == 200
    return fields_in(answer.get_data(as_text=True))


def test_it_is_saved_as_it_stands(editor: DeskClient) -> None:
    before = [(step.key, step.words, step.lines, step.answers) for step in service.rows()]
    assert saved(editor, form_of(editor, PATH)) == ""
    db.session.expire_all()
    assert [(step.key, step.words, step.lines, step.answers) for step in service.rows()] == before
    assert {"fr", "en", "nl"} == set(before[0][1])  # of a language that this site does not speak too


def test_a_change_is_on_the_site_at_once_and_its_address_stays(editor: DeskClient, reader: FlaskClient) -> None:
    end = f"{START['fr']}sans-danger/dit/travail"
    assert numbers(main_of(reader, end)) == ["tel:116000"]
    fields = form_of(editor, PATH)
    say(fields, f"{WORRY}-answers-0-label", "Une parole de l’enfant", "What a child told")
    fields.add(f"{WORRY}-answers-0-lines", line_of("ecoute-enfants").key)
    assert saved(editor, fields) == ""
    assert "Une parole de l’enfant" in reader.get(f"{START['fr']}sans-danger/").get_data(as_text=True)
    assert numbers(main_of(reader, end)) == ["tel:116000", "tel:103"]
    row = db.session.scalars(select(Audit).where(Audit.action == "guide.saved")).one()
    assert row.details == {"changed": ["Qu’est-ce qui vous inquiète\u202f?"], "gone": []}


def test_a_question_is_put_in_between_by_buttons(editor: DeskClient, reader: FlaskClient) -> None:
    fields = asked(editor, form_of(editor, PATH), "question")
    new = fields["steps-5-key"]
    say(fields, "steps-5-title", "Depuis quand ?", "Since when?")
    say(fields, "steps-5-short", "Depuis quand", "Since when")
    for number, (fr, en) in enumerate((("Aujourd’hui", "Today"), ("Longtemps", "For long"))):
        say(fields, f"steps-5-answers-{number}-label", fr, en)
        fields[f"steps-5-answers-{number}-to"] = "call"
    for number in range(4):
        fields[f"{TIE}-answers-{number}-to"] = new
    fields = asked(editor, fields, "up 5 1")
    assert fields["steps-5-answers-0-fr-label"] == "Longtemps"
    assert [step.key for step in service.rows()][-1] == "call"  # the buttons keep nothing
    assert saved(editor, fields) == ""
    question = f"{START['fr']}sans-danger/dit/travail/"
    assert choices(main_of(reader, question)) == [f"{question}longtemps", f"{question}aujourd-hui"]
    assert numbers(main_of(reader, f"{question}longtemps")) == ["tel:116000"]
    assert "question 1 sur 4" in reader.get(START["fr"]).get_data(as_text=True)


def test_what_is_said_and_left_at_an_end_is_changed(editor: DeskClient, reader: FlaskClient) -> None:
    end = f"{START['fr']}sans-danger/dit/travail"
    fields = form_of(editor, PATH)
    assert fields[f"{CALL}-fr-leave"].startswith("Ne pas interroger l’enfant")
    fields[f"{CALL}-fr-leave"] += "\nNe rien publier : même sans nom, un enfant se reconnaît."
    fields[f"{CALL}-en-leave"] += "\nDo not publish anything: a child can be known without a name."
    say(fields, f"{CALL}-say", "", "")
    assert saved(editor, fields) == ""
    page = reader.get(end).get_data(as_text=True)
    assert "<b>Ne rien publier</b>" in page
    assert "<b>Ne pas interroger l’enfant</b>" in page
    assert "À l’enfant" not in page
    assert "Je m’inquiète pour un enfant que je rencontre dans mon travail" in page, "as the answer adds it"
    assert set(service.rows()[-1].words["nl"]) == {"title", "text"}, "in Dutch ours is said as before"
    fields = form_of(editor, PATH)
    assert "Ne rien publier" in fields[f"{CALL}-fr-leave"]
    assert saved(editor, fields, **{f"{CALL}-fr-leave": "Ne rien faire seul"}) == ""
    page = reader.get(end).get_data(as_text=True)
    assert "<li>Ne rien faire seul</li>" in page
    assert "Ne rien publier" not in page


WRONG = (
    ({f"{TIE}-answers-0-to": "worry"}, "tourner en rond"),
    ({f"{TIE}-answers-0-to": ""}, "Choisissez où mène cette réponse"),
    ({f"{TIE}-answers-0-to": "nowhere"}, "Choisissez où mène cette réponse"),
    ({f"{DANGER}-answers-0-to": "call"}, "Aucune réponse ne mène ici"),
    ({f"{WORRY}-en-title": ""}, "Il manque en anglais"),
    ({f"{WORRY}-answers-1-en-label": " "}, "Il manque en anglais"),
    ({f"{TIE}-answers-0-en-meaning": "Only here"}, "Il manque en français"),
    ({f"{WORRY}-fr-title": "x" * 161}, "160 caractères"),
    ({f"{CALL}-lines": "no-such-line"}, "Choisissez une ligne d’aide décrite en français"),
    ({f"{CALL}-kind": "nothing"}, "Rien n’est encore enregistré"),
    ({f"{CALL}-key": "danger"}, "commence par une question"),
)


def test_what_leads_nowhere_is_told_beside_its_field_and_nothing_is_lost(
    editor: DeskClient, reader: FlaskClient
) -> None:
    typed = "Un titre que l’on ne veut pas perdre"
    for wrong, said in WRONG:
        fields = form_of(editor, PATH)
        fields[f"{DANGER}-fr-title"] = typed
        page = saved(editor, fields, **wrong)
        assert said in page, wrong
        assert typed in page, wrong
    assert typed not in reader.get(START["fr"]).get_data(as_text=True)


def test_buttons_may_leave_what_cannot_be_saved(editor: DeskClient) -> None:
    for button in ("remove 2", "remove 3", "answer 1", "ending", "up 1"):
        assert saved(editor, asked(editor, form_of(editor, PATH), button)), button
    for button in ("up 3", "up 4 1"):
        assert saved(editor, asked(editor, form_of(editor, PATH), button)) == "", button
    for nonsense in ("nothing", "up", "up 9", "up x", "remove 0 99", "answer 99", "up 0 0"):
        fields = form_of(editor, PATH)
        after = asked(editor, fields, nonsense)
        fields["csrf_token"] = after["csrf_token"]
        assert after.to_dict(flat=False) == fields.to_dict(flat=False), nonsense


def test_two_editors_do_not_overwrite_one_another(editor: DeskClient, enter: Enter) -> None:
    other = enter("administrator")
    opened = form_of(other, PATH)
    assert saved(editor, form_of(editor, PATH), **{f"{DANGER}-fr-short": "Danger"}) == ""
    page = saved(other, opened, **{f"{WORRY}-fr-short": "Mon inquiétude"})
    assert "Quelqu’un a modifié le parcours entre-temps" in page
    assert "Mon inquiétude" in page


def test_the_last_line_of_an_end_is_not_deleted(editor: DeskClient) -> None:
    path = f"/fr/redaction/lignes-d-aide/{line_of('child-focus').id}/suppression"
    assert "n’a que cette ligne" in editor.get(path).get_data(as_text=True)
    assert editor.send(path, "/fr/redaction/lignes-d-aide").status_code == 422
    fields = form_of(editor, PATH)
    fields.add(f"{CALL}-lines", "ecoute-enfants")
    assert saved(editor, fields) == ""
    assert editor.send(path).status_code == 303
    assert numbers(main_of(editor, f"{START['fr']}sans-danger/dit/travail")) == ["tel:103"]
    assert saved(editor, form_of(editor, PATH)) == ""


def test_another_sites_path_comes_in_where_nobody_changed_this_one(editor: DeskClient) -> None:
    steps = facts.site(str)["guide_step"]
    steps[0]["words"]["fr"]["title"] = "D’ailleurs"
    circle = [{**step, "answers": [{**one, "to": step["key"]} for one in step["answers"]]} for step in steps]
    for found, title in ((circle, "Un enfant est-il en danger en ce moment\u202f?"), (steps, "D’ailleurs")):
        facts.add_site({"guide_step": found})
        db.session.commit()
        assert service.rows()[0].words["fr"]["title"] == title
    assert saved(editor, form_of(editor, PATH), **{f"{DANGER}-fr-title": "D’ici"}) == ""
    facts.add_site({"guide_step": steps})
    db.session.commit()
    assert service.rows()[0].words["fr"]["title"] == "D’ici"


def test_a_writer_does_not_change_it(enter: Enter) -> None:
    assert enter("writer").get(PATH).status_code == 403


def test_a_language_without_its_words_has_no_path(editor: DeskClient, reader: FlaskClient) -> None:
    for step in service.rows():
        step.words = {locale: said for locale, said in step.words.items() if locale != "en"}
    db.session.commit()
    assert reader.get(START["en"]).status_code == 404
    assert START["en"] not in reader.get("/en/help/").get_data(as_text=True)
    assert numbers(main_of(reader, f"{START['fr']}sans-danger/dit/travail")) == ["tel:116000"]

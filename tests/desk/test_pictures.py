"""The picture window without a script: pictures are found, sent, described and chosen, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from ecpat.accounts.audit import Audit
from ecpat.core.database import db
from ecpat.entries.models import Entry
from ecpat.files.models import Asset

from .. import arrange
from ..conftest import DeskClient
from ..files.test_media import make_image
from .forms import path_of, write

Enter = Callable[..., DeskClient]
FORM = "/en/desk/entries/1"
WINDOW = f"{FORM}/pictures"
NEW = "/en/desk/entries/new/news"


def shown(browser: DeskClient, query: str = "") -> set[str]:
    """Return the names of the pictures that the window offers."""
    page = browser.get(f"{WINDOW}?{query}").get_data(as_text=True)
    return set(re.findall(r'class="name" lang="">([^<]+)<', page))


def words(**changed: str) -> dict[str, str]:
    """Return what is sent of the fields that describe a picture."""
    said = {f"{name}_{locale}": "" for name in ("alt", "caption", "credit") for locale in ("fr", "en")}
    return {
        "name": "Quay", **said, "focal_x": "50", "focal_y": "50", "consent": "", "consent_until": "",
        "alt_fr": "Un quai", "alt_en": "A quay", **changed,
    }  # fmt: skip


def added(name: str = "quay", number: int = 7) -> Asset:
    asset = arrange.picture(number, name)
    db.session.commit()
    return asset


def test_what_was_typed_comes_back_with_the_picture_that_was_chosen(enter: Enter) -> None:
    browser, asset = enter("editor", "en"), added()
    page = browser.get(NEW).get_data(as_text=True)
    assert f'formaction="{NEW}/pictures"' in page
    typed = {"en-title": "A day in Liège", "fr-body": "<p>Bonjour</p>"}
    answer = browser.send(f"{NEW}/pictures", NEW, do="open", **typed)
    assert (answer.status_code, answer.location) == (303, f"{NEW}/pictures")
    chosen = f"{NEW}/pictures?picture={asset.id}"
    answer = browser.send(chosen, do="lead", **words())
    assert (answer.status_code, answer.location) == (303, f"{NEW}?typed=1#image")
    page = browser.get(answer.location).get_data(as_text=True)
    assert "A day in Liège</textarea>" in page
    assert f'name="image" type="hidden" value="{asset.id}"' in page
    assert db.session.get_one(Asset, asset.id).words["en"].alt == "A quay"
    answer = browser.send(chosen, do="fr", **words())
    page = browser.get(answer.location).get_data(as_text=True)
    assert f"&lt;p&gt;Bonjour&lt;/p&gt;&lt;figure&gt;&lt;img src=&#34;asset:{asset.id}&#34;&gt;" in page
    answer = browser.send(f"{NEW}/pictures", do="without")
    assert 'name="image" type="hidden" value=""' in browser.get(answer.location).get_data(as_text=True)


def test_a_form_that_nobody_touched_has_all_it_had_and_the_picture(enter: Enter) -> None:
    browser, asset = enter("editor", "en"), added()
    page = browser.get(f"{FORM}?typed=1").get_data(as_text=True)
    answer = browser.send(f"{WINDOW}?picture={asset.id}", do="lead", **words())
    changed = browser.get(answer.location).get_data(as_text=True)
    fields = re.compile(r'<(?:textarea|input)[^>]* name="(?:fact|fr|en|topic)-[^"]*"[^>]*>[^<]*')
    assert fields.findall(changed) == fields.findall(page) != []
    assert f'name="image" type="hidden" value="{asset.id}"' in changed


def test_a_script_is_told_what_was_chosen_and_keeps_the_form_itself(enter: Enter) -> None:
    browser, asset = enter("editor", "en"), added()
    sent = {"csrf_token": browser.token(WINDOW), "do": "lead", **words()}
    told = browser.post(f"{WINDOW}?picture={asset.id}", data=sent, headers={"Accept": "application/json"}).get_json()
    assert (told["do"], told["id"], told["alt"]["en"]) == ("lead", asset.id, "A quay")
    assert "did not save" not in browser.get(FORM).get_data(as_text=True)


def test_pictures_are_found_by_their_words_and_where_they_are_used(enter: Enter) -> None:
    browser = enter("editor", "en")
    added("Été à Liège")
    own = db.session.scalars(select(Asset.name).join(Entry, Entry.image_id == Asset.id).where(Entry.id == 1)).all()
    assert {"Été à Liège", *own} <= shown(browser)
    assert shown(browser, "q=ETE+liege") == {"Été à Liège"}
    assert shown(browser, "show=entry") == set(own)
    assert "Été à Liège" in shown(browser, "show=words")
    assert "No picture has these words." in browser.get(f"{WINDOW}?q=xyzzy").get_data(as_text=True)
    page = browser.get(WINDOW).get_data(as_text=True)
    assert "report" not in shown(browser), "no PDF is offered"
    assert re.search(r'To describe <span class="n">1</span>', page)


def test_many_are_sent_one_is_refused_and_one_was_there(enter: Enter) -> None:
    browser = enter("editor", "en")
    data = make_image(64, 48, "PNG")
    for _time in range(2):
        files = [(BytesIO(data), "a.png"), (BytesIO(b"x"), "b.png")]
        answer = browser.send(WINDOW, do="upload", file=files)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "b.png</b>: This is neither a picture" in page
    assert "This file was here already: it is “a”." in page
    assert re.search(r'value="\d+" checked><img[^>]+><span class="name" lang="">a<', page), "the first is chosen"
    assert "Choose a file first." in browser.send(WINDOW, do="upload").get_data(as_text=True)


def test_the_focal_point_is_clicked_or_typed(enter: Enter) -> None:
    browser, asset = enter("editor", "en"), added(number=124)  # 144 × 12 pixels, shown 288 wide
    path = f"{WINDOW}?picture={asset.id}"
    for sent, found in (
        ({"focal.x": "72", "focal.y": "18"}, (25, 75)),
        ({"focal.x": "0", "focal.y": "0", "focal_x": "10", "focal_y": "90"}, (10, 90)),
        ({"focal.x": "9999", "focal.y": "1"}, (100, 4)),
        ({"do": "save", "focal_x": "33", "focal_y": "66"}, (33, 66)),
    ):
        assert "Saved." in browser.send(path, **words(**sent)).get_data(as_text=True)
        db.session.expire_all()
        assert (asset.focal_x, asset.focal_y) == found
    answer = browser.send(path, do="lead", **words(focal_x="101"))
    assert answer.status_code == 422
    assert "A whole number from 0 to 100 is needed." in answer.get_data(as_text=True)


def test_words_may_come_later_and_nothing_is_noted_where_nothing_was_said(enter: Enter) -> None:
    browser, asset = enter("editor", "en"), added()
    blank = words(name="quay", alt_fr="", alt_en="")
    assert browser.send(f"{WINDOW}?picture={asset.id}", do="lead", **blank).status_code == 303
    noted = select(Audit).where(Audit.action == "file.described")
    assert db.session.scalars(noted).all() == []
    page = browser.get(f"{WINDOW}?picture={asset.id}").get_data(as_text=True)
    assert "It is missing: whoever does not see the picture learns nothing of it on the pages in French." in page
    other = added("harbour", 8)
    answer = browser.send(f"{WINDOW}?picture={other.id}&show=words", do="next", **words())
    assert "Saved. This is the next." in answer.get_data(as_text=True)
    assert f"picture={asset.id}" in answer.get_data(as_text=True)
    assert len(db.session.scalars(noted).all()) == 1


@pytest.mark.parametrize("query", ["picture=99999", "picture=99999&do=x"])
def test_what_is_not_there_is_not_chosen(enter: Enter, query: str) -> None:
    browser = enter("editor", "en")
    assert browser.get(f"{WINDOW}?{query}").status_code == 404
    assert browser.send(f"{WINDOW}?{query}", do="lead").status_code == 404


def test_a_writer_chooses_and_describes_nothing_that_readers_see(enter: Enter) -> None:
    browser, asset = enter("writer", "en"), added()
    draft = f"{path_of(write().entry_id, 'en')}/pictures"
    assert browser.get(draft).status_code == 403, "it is somebody else's draft"
    assert browser.get(WINDOW).status_code == 200, "what is live anybody may propose to change"
    new = f"{NEW}/pictures"
    live = db.session.scalars(select(Entry.image_id).where(Entry.image_id.is_not(None))).first()
    page = browser.get(f"{new}?picture={live}").get_data(as_text=True)
    assert "can be changed by an editor" in page
    assert 'type="image"' not in page
    browser.send(f"{new}?picture={live}", do="lead", **words(name="Mine"))
    assert db.session.get_one(Asset, live).name != "Mine"
    assert browser.send(f"{new}?picture={asset.id}", do="save", **words(name="Mine")).status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Asset, asset.id).name == "Mine"
    assert browser.send(f"{new}?picture={asset.id}", do="nl", **words()).status_code == 404

"""Help inside the desk, and a welcome for those who have written nothing yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from flask_babel import force_locale
from sqlalchemy import select

from ecpat import locales
from ecpat.accounts.models import ROLES
from ecpat.core.database import db
from ecpat.desk.guide import HelpPage
from ecpat.entries.models import Entry
from ecpat.web.assets import SOURCE
from ecpat.web.feature import ANYONE, hooks

from ..conftest import DeskClient
from ..test_catalogues import catalogue
from .forms import NEW, Enter, sent, shown
from .test_roles import address, least_roles, rules

PAGES = {"fr": ("/fr/redaction/aide", "/fr/redaction/"), "en": ("/en/desk/help", "/en/desk/")}
HELP_LINK = re.compile(r'<a class="help-link" href="([^"]+)">')
QUOTED = {"en": re.compile("“([^”]+)”"), "nl": re.compile("“([^”]+)”"), "fr": re.compile("« ([^»]+) »")}
WITHOUT = {"desk.guide", "desk.settings"}  # lists of what has help of its own


def told(page: HelpPage) -> Iterator[object]:
    """Yield all that a help page says, in its order."""
    yield from (page.title, page.what, *page.steps)
    for case, answer in page.what_if:
        yield from (case, answer)


@pytest.mark.parametrize("role", ROLES)
def test_every_task_opens_in_each_language_for_those_who_may_do_it(app: Flask, enter: Enter, role: str) -> None:
    browser = enter(role)
    for page in hooks(HelpPage):
        for locale in locales.LOCALES:
            with app.test_request_context():
                path = url_for(page.endpoint, locale=locale)
            if page.role == ANYONE or ROLES.index(page.role) <= ROLES.index(role):
                with force_locale(locale):
                    assert f"<h1>{page.title}</h1>" in shown(browser, path).replace("&#39;", "'")
            else:
                assert browser.get(path).status_code == 403


@pytest.mark.parametrize("locale", PAGES)
def test_the_list_has_the_tasks_of_a_role_and_is_searched(enter: Enter, locale: str) -> None:
    guide = PAGES[locale][0]
    browser = enter("writer", locale)
    page = shown(browser, guide)
    listed = re.findall(rf'<a class="tap" href="({guide}/[^"]+)"', page)
    assert len(listed) == len(set(listed)) == sum(one.role in (ANYONE, "writer") for one in hooks(HelpPage))
    found = shown(browser, f"{guide}?q=Ctrl S")
    assert 0 < found.count(f'href="{guide}/') < len(listed)
    assert f'href="{guide}"' in shown(browser, f"{guide}?q=xyzzy")


def test_how_one_signs_in_is_told_before_that(app: Flask) -> None:
    nobody = DeskClient(app, app.response_class)
    (path,) = HELP_LINK.findall(shown(nobody, "/fr/redaction/connexion"))
    assert "mot de passe" in shown(nobody, path)
    assert nobody.get("/fr/redaction/aide").status_code == 302


def test_each_page_leads_to_its_help(app: Flask, enter: Enter) -> None:
    browser = enter("administrator")
    assert {endpoint for page in hooks(HelpPage) for endpoint in page.pages} <= {*least_roles(app)}, (
        "what is not there"
    )
    entry = db.session.scalars(select(Entry).limit(1)).one()
    values: dict[str, object] = {"entry_id": entry.id, "kind": "news", "part": "fr"}
    found: dict[str, str] = {}
    for rule in rules(app):
        if rule.endpoint.startswith("desk.help_") or "GET" not in (rule.methods or ()):
            continue
        known = {name: values[name] for name in rule.arguments & values.keys()}
        with app.test_request_context():
            whole = len(known) == len(rule.arguments - {"locale"})
            path = url_for(rule.endpoint, locale="fr", **known) if whole else address(app, rule)
        answer = browser.get(path)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            (found[rule.endpoint],) = HELP_LINK.findall(answer.get_data(as_text=True)) or ("",)
    assert {endpoint for endpoint, link in found.items() if link == PAGES["fr"][0]} == WITHOUT
    assert len(found) > 40
    assert all(browser.get(link).status_code == 200 for link in {*found.values()} - {""})


@pytest.mark.parametrize("locale", ["en", "fr", "nl"])
def test_help_names_buttons_as_they_are_called(reading: Flask, locale: str) -> None:
    known = {entry.msgstr.replace("\u00a0", " ") for entry in catalogue(locale)}
    with reading.test_request_context(f"/{locale}/"), force_locale(locale):
        for page in hooks(HelpPage):
            for text in map(str, told(page)):
                assert known.issuperset(QUOTED[locale].findall(text.replace("\u00a0", " "))), page.name


def test_help_has_small_pictures_in_every_language(reading: Flask) -> None:
    shipped = hooks(HelpPage, reading)
    files = list((SOURCE / "help").iterdir())
    pictures = {f"{page.name}-{locale}.webp" for page in shipped for locale in ("fr", "en", "nl") if page.picture}
    assert {file.name for file in files} == pictures
    assert max(file.stat().st_size for file in files) <= 40_000
    assert sum(file.stat().st_size for file in files) <= 1_500_000


@pytest.mark.parametrize("locale", PAGES)
def test_who_has_written_nothing_is_welcome_and_led_to_the_guide(enter: Enter, locale: str) -> None:
    browser, (guide, overview) = enter("writer", locale), PAGES[locale]
    page = shown(browser, overview)
    assert 'id="welcome"' in page
    assert page.count(f'href="{guide}"') == 2, "in the welcome and in the menu"
    assert sent(browser, NEW[locale], **{f"{locale}__title": "Un titre"}).status_code == 303
    assert 'id="welcome"' not in shown(browser, overview)

"""No violation of WCAG that axe-core can find on the desk's pages, at two sizes, in both themes and languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ..conftest import build, copy_site
from .conftest import open_context
from .desk import served, sign_in, somebody
from .pages import LOCALES
from .test_axe import AXE, look

pytestmark = pytest.mark.browser

PAGES = {  # of each: the French path, the English one, below the desk's
    "to do": ("a-faire/a-traduire", "to-do/untranslated"),
    "live soon": ("a-faire/bientot-en-ligne", "to-do/going-live"),
    "to look at again": ("a-faire/a-revoir", "to-do/to-look-at-again"),
    "links": ("a-faire/liens-morts", "to-do/dead-links"),
    "what is read": ("ce-qui-est-lu", "what-is-read"),
    "looking again": ("reglages/textes-a-revoir", "settings/looking-again"),
    "help": ("aide", "help"),
    "help with a task": ("aide/ecrire", "help/writing"),
    "for translators": ("fiches/1/traduction/", "entries/1/translation/"),
    "care": ("fiches/1/suivi", "entries/1/care"),
    "help lines": ("lignes-d-aide", "help-lines"),
    "help line": ("lignes-d-aide/3", "help-lines/3"),
    "help line, deleting": ("lignes-d-aide/3/suppression", "help-lines/3/delete"),
    "path": ("lignes-d-aide/un-enfant-m-inquiete", "help-lines/a-child-worries-me"),
    "audit": ("journal", "audit"),
    "months": ("fiches/1/ce-qui-est-lu", "entries/1/what-is-read"),
    "lead of home": ("reglages/a-la-une", "settings/home-lead"),
    "topics": ("themes", "topics"),
    "topic": ("themes/1", "topics/1"),
    "topic, deleting": ("themes/1/suppression", "topics/1/delete"),
    "settings": ("reglages", "settings"),
    "to review": ("a-faire/a-relire", "to-do/to-review"),
    "before publishing": ("reglages/avant-de-publier/training", "settings/before-publishing/training"),
    "texts": ("reglages/textes", "settings/texts"),
    "menu": ("reglages/menu", "settings/menu"),
    "vocabulary": ("reglages/vocabulaire", "settings/vocabulary"),
    "words": ("reglages/vocabulaire/csam/", "settings/vocabulary/csam/"),
    "phrases": ("reglages/expressions", "settings/phrases"),
    "phrase": ("reglages/expressions/ajout", "settings/phrases/add"),
    "redirects": ("reglages/redirections", "settings/redirects"),
    "redirect": ("reglages/redirections/ajout", "settings/redirects/add"),
}


@pytest.fixture(scope="module")
def desk(browser: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return a page of an administrator who has signed in, with axe-core put into it."""
    app = build(copy_site(seeded, tmp_path_factory.mktemp("desk") / "instance"))
    with app.app_context():
        somebody()
    with served(app) as address, open_context(browser, address, bypass_csp=True) as context:
        context.add_init_script(AXE)
        yield sign_in(context.new_page(), "administrator")


@pytest.mark.parametrize("name", PAGES)
def test_there_is_no_violation_at_the_desk(desk: Page, name: str) -> None:
    found = []
    for locale, path in zip(LOCALES, (f"/fr/redaction/{PAGES[name][0]}", f"/en/desk/{PAGES[name][1]}"), strict=True):
        answer = desk.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        found += look(desk, path, locale)
    assert not found, "\n".join(found)

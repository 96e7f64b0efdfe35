"""Help inside the desk, and a welcome for those who have written nothing yet."""

from __future__ import annotations

import re

import pytest

from .forms import NEW, Enter, sent, shown

PAGES = {"fr": ("/fr/redaction/aide", "/fr/redaction/"), "en": ("/en/desk/help", "/en/desk/")}


@pytest.mark.parametrize("locale", PAGES)
def test_every_task_of_the_guide_is_reached_from_its_list(enter: Enter, locale: str) -> None:
    page = shown(enter("writer", locale), PAGES[locale][0])
    named = set(re.findall(r'<a class="tap" href="#([a-z]+)"', page))
    assert named == set(re.findall(r'<section class="flow" id="([a-z]+)"', page)) >= {"write", "pictures", "keys"}
    assert "<kbd>Alt+F10</kbd>" in page


@pytest.mark.parametrize("locale", PAGES)
def test_who_has_written_nothing_is_welcome_and_led_to_the_guide(enter: Enter, locale: str) -> None:
    browser, (guide, overview) = enter("writer", locale), PAGES[locale]
    page = shown(browser, overview)
    assert 'id="welcome"' in page
    assert page.count(f'href="{guide}"') == 2, "in the welcome and in the menu"
    assert sent(browser, NEW[locale], **{f"{locale}__title": "Un titre"}).status_code == 303
    assert 'id="welcome"' not in shown(browser, overview)

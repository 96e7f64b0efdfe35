"""One address of every type of page, in both languages."""

from __future__ import annotations

from playwright.sync_api import Page

from ..core.test_language import slug_of

LOCALES = ("fr", "en")


def _both(french: str, english: str, key: str = "") -> dict[str, str]:
    """Return the addresses of a type of page; with a key, of what the sample content keeps under it."""
    return {
        "fr": f"/fr/{french}" + (slug_of(key, "fr") if key else ""),
        "en": f"/en/{english}" + (slug_of(key, "en") if key else ""),
    }


TYPES: dict[str, dict[str, str]] = {
    "home": _both("", ""),
    "news": _both("actualites/", "news/"),
    "news, narrowed to nothing": _both(
        "actualites/?topic=voyages-et-tourisme&year=2017", "news/?topic=travel-and-tourism&year=2017"
    ),
    "article with a picture": _both("actualites/", "news/", "world-day-against-trafficking"),
    "article": _both("actualites/", "news/", "anti-trafficking-day"),
    "archive": _both("actualites/archives/", "news/archive/"),
    "archive of a month": _both("actualites/2017/01/", "news/2017/01/"),
    "topics": _both("themes/", "topics/"),
    "topic": _both("themes/traite-des-enfants/", "topics/child-trafficking/"),
    "resources": _both("ressources/", "resources/"),
    "resource with a PDF": _both("ressources/", "resources/", "belgium-assessment"),
    "training": _both("formations/", "training/"),
    "event to come": _both("formations/", "training/", "recognise-a-child-victim"),
    "past event": _both("formations/", "training/", "brussels-bar"),
    "plain page": _both("", "", "accessibility"),
    "help": _both("aide/", "help/"),
    "article with contents": _both("actualites/", "news/", "react-begins"),
    "glossary": _both("glossaire/", "glossary/"),
    "guide": _both("aide/un-enfant-m-inquiete/sans-danger/", "help/a-child-worries-me/not-in-danger/"),
    "end of the guide": _both(
        "aide/un-enfant-m-inquiete/sans-danger/en-ligne/travail", "help/a-child-worries-me/not-in-danger/online/work"
    ),
    "not in this language": {
        "fr": "/fr/formations/" + slug_of("english-speaking-guardians", "en"),
        "en": "/en/training/" + slug_of("interpreter-and-child", "fr"),
    },
    "search": _both("recherche/?q=traite", "search/?q=trafficking"),
    "search without result": _both("recherche/?q=xylophone", "search/?q=xylophone"),
    "empty search": _both("recherche/", "search/"),
    "no such page": _both("actualites/rien-de-tel", "news/no-such-thing"),
}
ALL = [(name, locale, TYPES[name][locale]) for name in TYPES for locale in LOCALES]


def settle(page: Page) -> None:
    """Scroll to the end of a page and wait until all is there that is loaded when it comes near.

    It waits for no frame and for no idle moment, which may never come, with nothing to say so.
    """
    page.evaluate(
        """() => {
            scrollTo(0, document.body.scrollHeight);
            document.querySelectorAll("[loading=lazy]").forEach((picture) => { picture.loading = "eager" });
        }"""
    )
    there = "() => [...document.images].every((picture) => picture.complete) && document.fonts.status === 'loaded'"
    page.wait_for_function(there, polling=20)


def visit(page: Page, path: str) -> None:
    """Go to a page; AssertionError where it does not answer as it should."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == (404 if path in TYPES["no such page"].values() else 200), f"{path}: {answer.status}"

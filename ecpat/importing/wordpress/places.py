"""Where the feeds, archives and authors of the former site are here: pages that are no items."""

from __future__ import annotations

from collections.abc import Iterator

from ... import locales
from ...core import clock
from ...web import urls
from .addresses import plain
from .plan import Plan
from .states import local_day

_FEEDS = (
    "feed",
    "feed/rss",
    "feed/rss2",
    "feed/atom",
    "feed/rdf",
    "comments/feed",
    "rss",
    "?feed=rss2",
    "?feed=atom",
)
_EVENTS = (
    "events",
    "events/list",
    "events/month",
    "events/liste",
    "evenements",
    "evenements/liste",
    "evenements/mois",
)


def of(plan: Plan, root: str) -> dict[str, str]:
    """Return where each such address leads, by its path there; `root` is the folder of the former site."""
    usual = plan.languages.usual if plan.languages.usual in locales.LOCALES else locales.LOCALES[0]
    found: dict[str, str] = {}
    for locale in locales.LOCALES:
        before = root if locale == usual else f"{root}/{locale}"
        if before:
            found[before] = urls.url_of("home", locale)
        for name in _FEEDS:
            found[f"{before or '/'}{name}" if name[0] == "?" else f"{before}/{name}"] = urls.url_of("feed", locale)
        for login in plan.survey.channel.authors:
            found[plain(f"{before}/author/{login}")] = urls.url_of("news.list", locale)
        if plan.survey.counts["tribe_events"]:
            found.update((f"{before}/{name}", urls.url_of("training.list", locale)) for name in _EVENTS)
        found.update(_archives(plan, locale, before))
    for number in sorted(plan.survey.channel.author_numbers):
        found[f"{root or '/'}?author={number}"] = urls.url_of("news.list", usual)
    return found


def _archives(plan: Plan, locale: str, before: str) -> Iterator[tuple[str, str]]:
    """Yield where the years, months and days lead in which readers were shown something."""
    days = set()
    for group, part in plan.parts().values():
        at = part.state.published_at
        if group.kind.name == "news" and part.locale == locale and at and at <= clock.now():
            days.add(local_day(part.item) or at)
    for day in days:
        year, month = f"{day:%Y}", f"{day:%m}"
        shown = urls.url_of("news.month", locale, year=year, month=month)
        yield f"{before}/{year}", urls.url_of("news.year", locale, year=year)
        yield f"{before}/{year}/{month}", shown
        yield f"{before}/{year}/{month}/{day:%d}", shown

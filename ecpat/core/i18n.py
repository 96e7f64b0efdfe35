"""Languages, where Flask-Babel has no word for it: URLs, names of languages, days partly known, hours and sizes.

Messages, plurals, numbers and the switch of languages (`force_locale`) are Flask-Babel's own: import them from there.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from typing import TypeVar

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.support import NullTranslations, Translations
from flask import Request, has_request_context, request
from flask_babel import format_decimal, format_number, get_locale, gettext, pgettext

from .. import locales
from ..config import TIME_ZONE, ConfigError
from ..setting_values import CATALOGUES
from . import clock


@cache
def catalogue(locale: str) -> NullTranslations:
    """Return the catalogue of a language, for words that are needed before there is an application.

    Raises ConfigError where it is not compiled, so that no site starts without: Flask-Babel would show
    English in its place.
    """
    if not (CATALOGUES / locale / "LC_MESSAGES" / "messages.mo").exists():
        raise ConfigError(f"no compiled catalogue for “{locale}”: run `make install`")
    return Translations.load(CATALOGUES, [locale])


def url_word(locale: str, word: str) -> str:
    """Return the word that a path has in a language (message context "url")."""
    return str(catalogue(locale).pgettext("url", word)) if word else ""


def mark(context: str, word: str) -> str:
    """Return a word as it is: the catalogues' extraction finds it here, for use with `url_word`."""
    return word


def locale_of_path() -> str:
    """Return the language that the request's path begins with, else the default: Flask-Babel's `locale_selector`."""
    first = request.path.lstrip("/").partition("/")[0] if has_request_context() else ""
    return first if first in locales.LOCALES else locales.LOCALES[0]


def current_locale() -> str:
    """Return the code of the language that Flask-Babel speaks now; the default outside of an application."""
    locale = get_locale()
    return locale.language if locale else locales.LOCALES[0]


def negotiated(asked: Request) -> str:
    """Return the language that a request's Accept-Language prefers: for the address “/” alone.

    Of each range the primary language counts (« fr-BE » is French), and what it is worth; “*” is any other language.
    """
    worth: dict[str, float] = {}
    for tag, quality in asked.accept_languages:
        primary = tag.partition("-")[0].lower()
        worth[primary] = max(quality, worth.get(primary, 0))
    anything = worth.pop("*", 0)
    named = [locale for locale in worth if locale in locales.LOCALES and worth[locale]]
    return max((*named, *locales.LOCALES), key=lambda locale: worth.get(locale, anything))  # of equals the first


def language_name(code: str, locale: str | None = None) -> str:
    """Return a language's name in a language, lower or upper case as running text there has it."""
    return _language_name(code, locale or current_locale())


@lru_cache
def _language_name(code: str, locale: str) -> str:
    return str(Locale.parse(locale).languages.get(code, code))


def own_name(code: str) -> str:
    """Return a language's name in itself, as a label: “Français”."""
    name = language_name(code, code)
    return name[:1].upper() + name[1:]


def format_day(moment: date, precision: str = "day") -> str:
    """Return a date as far as it is known: “30 July 2014”, “January 2017”, “2017” or nothing."""
    moment = local(moment)
    if precision == "day":
        return _first(_written(moment, "d MMMM y"))
    if precision == "month":
        return str(format_skeleton("yMMMM", moment, locale=get_locale()))
    return str(moment.year) if precision == "year" else ""


def format_short(moment: date) -> str:
    """Return a day in little room: “today”, “yesterday”, “27 Nov”, “27 Nov 2024”."""
    day, present = local(moment), local(clock.now())
    ago = date(present.year, present.month, present.day) - date(day.year, day.month, day.day)
    if ago.days in (0, 1):
        return str(gettext("yesterday") if ago.days else gettext("today"))
    return _first(_written(moment, "d MMM" if day.year == present.year else "d MMM y"))


def format_within_year(moment: date, precision: str) -> str:
    """Return a date without its year: “30 July”, “January”, or nothing."""
    if precision == "day":
        return _first(_written(moment, "d MMMM"))
    return _written(moment, "LLLL") if precision == "month" else ""


def _written(moment: date, pattern: str) -> str:
    """Return a day in Brussels by a pattern of Unicode's (CLDR)."""
    day = local(moment)
    return _day_written(date(day.year, day.month, day.day), pattern, current_locale())


@lru_cache(4096)
def _day_written(day: date, pattern: str, locale: str) -> str:
    """Remember how a day is written: Babel takes 25 µs for it, a tenth of a list's CPU for the dates in it."""
    return str(format_date(day, pattern, locale=locale))


def _first(text: str) -> str:
    """Write the first of a month as a language does, where it is no plain number (« 1er »)."""
    return pgettext("first day of a month", "1") + text[1:] if text.startswith("1 ") else text


def format_weekday(moment: date, *, year: bool = True) -> str:
    """Return a day in full: “Thursday 3 December 2026”, or without its year."""
    day = format_day(moment) if year else format_within_year(moment, "day")
    return f"{_written(moment, 'EEEE')} {day}"


def format_month(moment: date, width: str = "LLLL") -> str:
    """Return the name of a moment's month, standing alone."""
    return _written(moment, width)


def format_hour(moment: datetime) -> str:
    """Return an hour as the language writes it: “9:30”, « 9 h 30 », « 16 h »."""
    moment = local(moment)
    if moment.minute == 0:
        return str(pgettext("a full hour", "%(hour)d:00", hour=moment.hour))
    return str(pgettext("an hour", "%(hour)d:%(minute)02d", hour=moment.hour, minute=moment.minute))


def format_hours(start: datetime, end: datetime) -> str:
    """Return a span of hours: “10:00–16:00”, « 10 h – 16 h »."""
    hours = {"start": format_hour(start), "end": format_hour(end)}
    return str(pgettext("from hour to hour", "%(start)s–%(end)s", **hours))


def format_size(size: int) -> str:
    """Return a file's size for people: “182 kB”, « 1,2 Mo »."""
    if size < 999_500:
        return str(gettext("%(size)s kB", size=format_number(max(1, round(size / 1000)))))
    megabytes = format_decimal(round(size / 1_000_000, 1))
    return str(gettext("%(size)s MB", size=megabytes))


def format_length(seconds: int) -> str:
    """Return how long a recording is: “45 s”, « 3 min 20 », “1 h 05 min”."""
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60:
        return str(gettext("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=f"{minutes % 60:02}"))
    if minutes and rest:
        return str(gettext("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=f"{rest:02}"))
    return str(gettext("%(minutes)s min", minutes=minutes) if minutes else gettext("%(seconds)s s", seconds=rest))


Moment = TypeVar("Moment", bound=date)


def local(moment: Moment) -> Moment:
    """Return a moment on the clock of Brussels; a plain date as it is."""
    return moment.astimezone(TIME_ZONE) if isinstance(moment, datetime) else moment

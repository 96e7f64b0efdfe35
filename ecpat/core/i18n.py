"""Languages: locale and URL, names of languages, dates, hours and sizes as each language writes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, Request, g, has_request_context, request
from flask_babel.speaklater import LazyString
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

from .. import locales
from ..config import TIME_ZONE

CATALOGUES = Path(__file__).parents[2] / "translations"


class CatalogueMissingError(RuntimeError):
    """A language of the site has no compiled catalogue."""


@cache
def _catalogue(locale: str) -> Translations:
    if not (CATALOGUES / locale / "LC_MESSAGES" / "messages.mo").exists():
        raise CatalogueMissingError(f"no compiled catalogue for “{locale}”: run `make install`")
    found = Translations.load(CATALOGUES, [locale])
    assert isinstance(found, Translations)
    return found


def gettext(message: str, **values: Any) -> str:
    """Return a message in the reader's language, as Flask-Babel's does, without a look at its context each time."""
    text = _catalogue(current_locale()).gettext(message)
    return text % values if values else text


def pgettext(context: str, message: str, **values: Any) -> str:
    """Return a message that has a context in the reader's language."""
    text = str(_catalogue(current_locale()).pgettext(context, message))
    return text % values if values else text


def lazy_gettext(message: str, **values: Any) -> Any:
    """Return a message that is put into the reader's language when it is shown."""
    return LazyString(gettext, message, **values)


def lazy_pgettext(context: str, message: str, **values: Any) -> Any:
    """Return a message that has a context, put into the reader's language when it is shown."""
    return LazyString(pgettext, context, message, **values)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say things in another language than the request’s for a while: a mail, a menu."""
    before = current_locale()
    g.locale = locale
    try:
        yield
    finally:
        g.locale = before


def install(app: Flask) -> None:
    """Let an application's templates read the same catalogues."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by Jinja's i18n extension
        lambda message: _catalogue(current_locale()).gettext(message),
        lambda one, many, number: _catalogue(current_locale()).ngettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, message: _catalogue(current_locale()).pgettext(context, message),
        npgettext=lambda context, one, many, number: _catalogue(current_locale()).npgettext(
            context, one, many, number
        ),
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _in_template


@pass_eval_context
def _in_template(eval_context: EvalContext, message: str, **values: Any) -> str:
    """Return a message as Jinja's own function does, which takes three calls for it: pages have dozens."""
    text = _catalogue(current_locale()).gettext(message)
    if eval_context.autoescape:
        text = Markup(text)  # noqa: S704 — from our catalogue; what is put into it is escaped
    return text % values if "%" in text else text


def url_word(locale: str, word: str) -> str:
    """Return the word that a path has in a language (message context "url")."""
    return str(_catalogue(locale).pgettext("url", word)) if word else ""


def mark(context: str, word: str) -> str:
    """Return a word as it is: the catalogues' extraction finds it here, for use with `url_word`."""
    return word


def current_locale() -> str:
    """Return the language of the request: the URL's, else the one its path begins with, else the default."""
    try:
        return g.locale  # type: ignore[no-any-return]  # a text: set here and where addresses are read
    except (AttributeError, RuntimeError):  # not yet known; or outside of every context
        if not has_request_context():
            return locales.LOCALES[0]
    first = request.path.lstrip("/").partition("/")[0]
    g.locale = first if first in locales.LOCALES else locales.LOCALES[0]
    return str(g.locale)


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
        return str(format_skeleton("yMMMM", moment, locale=current_locale()))
    return str(moment.year) if precision == "year" else ""


def format_within_year(moment: date, precision: str) -> str:
    """Return a date without its year: “30 July”, “January”, or nothing."""
    moment = local(moment)
    if precision == "day":
        return _first(_written(moment, "d MMMM"))
    return _written(moment, "LLLL") if precision == "month" else ""


def _written(moment: date, pattern: str) -> str:
    """Return a local day by a pattern of Unicode's (CLDR) in the reader's language."""
    return _pattern_written(moment.year, moment.month, moment.day, pattern, current_locale())


@lru_cache(4096)
def _pattern_written(year: int, month: int, day: int, pattern: str, locale: str) -> str:
    return str(format_date(date(year, month, day), pattern, locale=locale))


def _first(text: str) -> str:
    """Write the first of a month as a language does, where it is no plain number (« 1er »)."""
    one = pgettext("first day of a month", "1")
    return one + text[1:] if one != "1" and text.startswith("1 ") else text


def format_weekday(moment: date, *, year: bool = True) -> str:
    """Return a day in full: “Thursday 3 December 2026”, or without its year."""
    moment = local(moment)
    weekday = _written(moment, "EEEE")
    return f"{weekday} {format_day(moment) if year else format_within_year(moment, 'day')}"


def format_month(moment: date, width: str = "LLLL") -> str:
    """Return the name of a moment's month, standing alone."""
    return _written(local(moment), width)


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
    megabytes = format_decimal(round(size / 1_000_000, 1), locale=current_locale())
    return str(gettext("%(size)s MB", size=megabytes))


def format_number(number: int) -> str:
    """Return a whole number grouped as the language does."""
    return _number_written(number, current_locale())


@lru_cache(4096)
def _number_written(number: int, locale: str) -> str:
    return str(format_decimal(number, locale=locale))


Moment = TypeVar("Moment", bound=date)


def local(moment: Moment) -> Moment:
    """Return a moment on the clock of Brussels; a plain date as it is."""
    return moment.astimezone(TIME_ZONE) if isinstance(moment, datetime) else moment

"""A site's first day, without sample news: whose it is, the pages that the law asks for, whom to call."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import select

from .. import locales
from ..core.database import db
from ..core.i18n import language_name
from ..entries import service
from ..entries.kind import get_kind
from ..entries.models import Alias, Entry
from ..entries.words import clean_line
from ..helplines.models import HelpLine
from ..texts.models import SiteText
from ..topics.models import Topic
from . import check_content, starter
from .starter import SAMPLE, Table

TEXTS = ("mission", "meta_description", "help_intro", "exit_url")  # of the sample; the others are about ECPAT Belgium
PAGES = ("report", "contact", "legal", "privacy", "cookies", "accessibility")  # by their roles
LONGEST = 40  # letters of each half of a name, at the top of every page
_REFERENCE = re.compile(r'href="entry:pages/([a-z]+)"')
_TO_SAMPLE = re.compile(r' ?<a href="entry:(?!pages/)[^"]*">[^<]*</a>\.')  # a sentence that leads to sample content


@click.command()
@click.option("--languages", metavar="CODES", help="In which languages the site begins, “,” between them; else all.")
@click.option("--name", "given", multiple=True, metavar="[CODE=]NAME", help="The organisation's name, in a language.")
@click.option(
    "--publish", is_flag=True, help="Let readers see the pages at once; else they are drafts, to be read first."
)
@with_appcontext
def init(languages: str | None, given: tuple[str, ...], publish: bool) -> None:
    """Write what a site begins with: texts, help lines, topics, legal pages. What is there already stays as it is.

    Names and languages that no option says are asked for.
    """
    if languages is None:
        every = ",".join(locales.LOCALES)
        languages = every if given else click.prompt("Languages", default=every)
    chosen = _chosen(languages)
    names = _names(given, chosen)
    added = {
        "texts": starter.add_texts({locale: _texts(locale, names[locale]) for locale in chosen}),
        "help lines": _add_help_lines(chosen),
        "topics": _add_topics(chosen),
    }
    starter.add_vocabulary()
    added["pages"] = _add_pages(names, publish)
    db.session.commit()
    click.echo(f"Added: {', '.join(f'{count} {what}' for what, count in added.items())}.")
    for finding in check_content.missing():
        click.echo(f"{finding.level:8} {finding.part}: {finding.text}")


def _chosen(text: str) -> list[str]:
    """Return the languages that are named; refuse one that the site does not speak."""
    codes = [code.strip() for code in text.split(",") if code.strip()]
    for code in codes:
        if code not in locales.LOCALES:
            spoken = ", ".join(locales.LOCALES)
            raise click.ClickException(f"the site does not speak “{code}”, but {spoken}: LANGUAGES says which")
    return list(dict.fromkeys(codes)) or list(locales.LOCALES)


def _names(given: Sequence[str], chosen: Sequence[str]) -> dict[str, str]:
    """Return the organisation's name in each language: as it is kept, as an option says, or as is typed."""
    kept = select(SiteText.locale, SiteText.value).where(SiteText.key == "name")
    names = {row.locale: row.value for row in db.session.execute(kept)}
    said: dict[str, str] = {}
    for text in given:
        code, sign, name = text.partition("=")
        said |= {code: name} if sign and code in locales.LOCALES else dict.fromkeys(chosen, text)
    for locale in chosen:
        if not names.get(locale):
            asked = f"Name of the organisation, {language_name(locale, 'en')}"
            name = said.get(locale) or next(iter(said.values()), "") or click.prompt(asked)
            names[locale] = clean_line(name, locale)
        if not names[locale] or max(map(len, _halves(names[locale]))) > LONGEST:
            raise click.ClickException(
                f"“{names[locale]}” is no name for the top of a page: one word, and {LONGEST} letters after it"
            )
    return {locale: names[locale] for locale in chosen}


def _halves(name: str) -> tuple[str, str]:
    """Return what stands at the top of every page in bold, and what follows it."""
    strong, _space, light = name.partition(" ")
    return strong, light


def _texts(locale: str, name: str) -> dict[str, str]:
    """Return the texts that a site needs, in one language."""
    sample: Mapping[str, str] = starter.read(SAMPLE / "site.toml").get(locale, {})
    texts = {key: sample[key].replace(sample["name"], name) for key in TEXTS if key in sample}
    strong, light = _halves(name)
    return {**texts, "name": name, "name_strong": strong, "name_light": light, "copyright": name}


def _add_help_lines(chosen: Sequence[str]) -> int:
    """Add the help lines, unchecked, where there is none: an organisation's own list is whole as it is."""
    there = db.session.scalar(select(HelpLine.id).limit(1)) is not None
    return 0 if there else starter.add_help_lines(chosen, checked=False)


def _add_topics(chosen: Sequence[str]) -> int:
    """Add the topics where there is none."""
    there = db.session.scalar(select(Topic.id).limit(1)) is not None
    return 0 if there else len(starter.add_topics(chosen))


def _add_pages(names: Mapping[str, str], publish: bool) -> int:
    """Add the pages whose role nobody has, in the languages chosen; return how many editions."""
    tables: dict[str, Table] = {role: starter.read(SAMPLE / f"entries/pages/{role}.toml") for role in PAGES}
    held = {entry.role: entry for entry in db.session.scalars(select(Entry).where(Entry.role.is_not(None)))}
    new = {
        role: service.create(get_kind("pages"), role=role, date_precision="none")
        for role in PAGES
        if role not in held
    }
    numbers = {role: entry.id for role, entry in [*held.items(), *new.items()]}
    count = 0
    for role, entry in new.items():
        for locale in starter.among(tables[role], names):
            with force_locale(locale):
                _add_page(entry, locale, tables[role][locale], names[locale], numbers, publish)
            count += 1
    return count


def _add_page(
    entry: Entry, locale: str, table: Table, name: str, numbers: Mapping[str | None, int], publish: bool
) -> None:
    of_sample = starter.read(SAMPLE / "site.toml")[locale]["name"]
    body = _TO_SAMPLE.sub("", table["body"]).replace(of_sample, html.escape(name))
    alias = db.session.get(Alias, (entry.kind, table["slug"]))
    edition = service.save(
        entry,
        locale,
        title=table["title"],
        summary=table["summary"].replace(of_sample, name),
        body=_REFERENCE.sub(lambda found: f'href="entry:{numbers[found[1]]}"', body),
        slug=table["slug"] if alias is None or alias.entry_id == entry.id else "",
        readers_words=table.get("readers_words", ""),
    )
    if publish:
        service.publish(edition)

"""What readers rely on, and whether it is there: pages, help lines, links, and somebody who looks after them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from .. import locales
from ..accounts.models import ROLES as STANDINGS
from ..accounts.models import Person
from ..core import clock
from ..core.database import db
from ..core.i18n import local
from ..entries.desk.todo import queries as todo_queries
from ..entries.models import ROLES, Edition, Entry
from ..entries.queries import shown
from ..helplines.models import HelpLine
from ..helplines.service import unchecked_lines
from ..texts.desk import TEXTS
from ..texts.models import SiteText
from ..topics.models import Topic
from ..web.pagination import counted
from .checks import OK, WARNING, Finding, some


def missing() -> Iterator[Finding]:
    """Name what a site needs before it is shown to anybody, and what would add it."""
    part, begin = "content", "`flask ecpat init` writes them"
    found = select(SiteText.locale, SiteText.key).where(SiteText.value != "")
    said = {(row.locale, row.key) for row in db.session.execute(found)}
    needed = [(locale, text.key) for locale in locales.LOCALES for text in TEXTS if text.required]
    live = select(Entry.role, Edition.locale).join(Edition).where(*shown(), Entry.role.is_not(None))
    present = {(row.locale, row.role) for row in db.session.execute(live)}
    roles = [(locale, role) for locale in locales.LOCALES for role in ROLES]
    whole = True
    for what, lacking, done in (
        ("texts of the site are missing", [pair for pair in needed if pair not in said], begin),
        (
            "pages that readers look for are not live", [pair for pair in roles if pair not in present],
            "`flask ecpat init` writes drafts of most, and the desk publishes them",
        ),
    ):  # fmt: skip
        if lacking:
            whole = False
            names = some([f"{locale}: {name}" for locale, name in lacking])
            yield Finding(WARNING, part, f"{what}: {names}; {done}")
    for what, column in (("help line", HelpLine.id), ("topic", Topic.id)):
        if not db.session.scalar(select(func.count(column))):
            whole = False
            yield Finding(WARNING, part, f"there is no {what}: {begin}")
    able = select(Person.id).where(Person.role == STANDINGS[-1], Person.active)
    if db.session.scalar(able.limit(1)) is None:
        whole = False
        yield Finding(WARNING, part, "there is no administrator: `flask ecpat create-admin EMAIL` makes one")
    if whole:
        yield Finding(OK, part, "texts, pages, help lines, topics and an administrator are there")


def content() -> Iterator[Finding]:
    """Look at what readers rely on: help lines that nobody has checked, links that lead nowhere."""
    part = "content"
    lines = db.session.scalars(unchecked_lines(local(clock.now()).date())).all()
    links = db.session.scalar(counted(todo_queries.broken_links())) or 0
    if lines:
        names = some([line.key for line in lines])
        yield Finding(WARNING, part, f"help lines not checked for six months: {names}; look at them at the desk")
    if links:
        yield Finding(WARNING, part, f"texts with links that lead nowhere: {links}; the desk's overview lists them")
    if not (lines or links):
        yield Finding(OK, part, "every help line was checked within six months, and every internal link leads on")

"""Help at the desk: a page for each task, led to from the pages that it speaks of, and the list of them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, current_app, request
from flask_babel import lazy_gettext as _l

from ..core.characters import folded
from ..core.i18n import current_locale
from ..web.assets import asset_url
from ..web.feature import ANYONE, Route, hooks
from ..web.forms import line
from . import access, layout

Label = Any  # a text that is translated when it is shown
BEGIN, WRITE, PUBLISH, FILES, SITE, TEAM = "begin", "write", "publish", "files", "site", "team"
GROUPS: Mapping[str, Label] = {
    BEGIN: _l("First steps"),
    WRITE: _l("Writing"),
    PUBLISH: _l("Publishing"),
    FILES: _l("Pictures and files"),
    SITE: _l("Around the site"),
    TEAM: _l("The team and its rules"),
}
PICTURE_SIZE = (720, 420)  # CSS pixels: `tools/help_pictures.py` takes them all so
LONGEST = 200  # characters of a search


@dataclass(frozen=True)
class HelpPage:
    """A hook: how a task is done, for those with a role, and the endpoints whose pages lead to it."""

    name: str
    path: str  #: as that of a `Route`
    group: str  #: of GROUPS
    title: Label
    what: Label
    steps: tuple[Label, ...]
    what_if: tuple[tuple[Label, Label], ...] = ()
    keys: tuple[tuple[Label, Label], ...] = ()
    pages: tuple[str, ...] = ()
    picture: Label = ""  #: its alternative text, where there is one: static/help/<name>-<language>.webp
    role: str = "writer"  #: the least that a person needs; ANYONE needs no session

    @property
    def endpoint(self) -> str:
        """Return the name of its own page."""
        return f"desk.help_{self.name}"

    @property
    def picture_path(self) -> str:
        """Return the path of its picture in the reader's language; nothing where there is none."""
        name = f"help/{self.name}-{current_locale()}.webp"
        return asset_url(name) if self.picture and name in current_app.config["ASSETS"] else ""

    def found_by(self, words: Iterable[str]) -> bool:
        """Tell whether it says all these words, which are folded."""
        told = (self.title, self.what, *self.steps, *(text for pair in self.what_if + self.keys for text in pair))
        text = folded(" ".join(map(str, told)))
        return all(word in text for word in words)


def help_routes(pages: Iterable[HelpPage]) -> tuple[Route, ...]:
    """Return the routes of help pages, for the feature that gives them."""
    return tuple(Route(f"help_{page.name}", page.path, partial(_show, page), page.role) for page in pages)


def open_to_reader() -> list[HelpPage]:
    """Return the help pages of the tasks that whoever asks may do, in the order of their groups."""
    found = (page for page in hooks(HelpPage) if _is_open(page))
    return sorted(found, key=lambda page: list(GROUPS).index(page.group))


def help_here() -> HelpPage | None:
    """Return the help page for the page that is asked for; None where there is none that the reader may open."""
    return next((page for page in hooks(HelpPage) if request.endpoint in page.pages and _is_open(page)), None)


def guide() -> Response:
    """Show the list of tasks, narrowed to those that say some words."""
    asked = line(request.args.get("q", ""))[:LONGEST]
    found = [page for page in open_to_reader() if page.found_by(folded(asked).split())]
    return layout.render("desk/guide.html", asked=asked, found=found, groups=GROUPS, longest=LONGEST)


def _is_open(page: HelpPage) -> bool:
    return page.role == ANYONE or access.admitted(page.role)


def _show(page: HelpPage) -> Response:
    others = [one for one in open_to_reader() if one.group == page.group and one is not page]
    return layout.render("desk/help_page.html", page=page, others=others, size=PICTURE_SIZE)


GLOBALS: Mapping[str, Any] = {"help_here": help_here}
ROUTES = (Route("guide", "{help}", guide),)

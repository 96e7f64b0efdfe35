"""What readers see while the site cannot answer: a page with the help lines, kept as a file, one a language.

The server in front shows it while the site is down, and the site itself where it cannot ask the database.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import click
from flask import Response, current_app, render_template
from flask.cli import with_appcontext

from .. import locales
from ..core import jobs
from ..core.file_modes import STATIC_FILE, make_folder
from ..core.i18n import current_locale
from ..helplines.models import GROUPS
from ..helplines.service import lines as lines_of
from ..web import urls
from ..web.errors import WORDS

FOLDER = "down"  # of the instance folder


def write() -> bool:
    """Write the page in every language; tell whether one of them is another than it was."""
    folder, changed = Path(current_app.instance_path) / FOLDER, False
    make_folder(folder)
    for locale in locales.LOCALES:
        path, page = folder / f"{locale}.html", _made(locale).encode()
        if not path.exists() or path.read_bytes() != page:
            part = folder / f".{locale}.{os.getpid()}"
            part.write_bytes(page)
            part.chmod(STATIC_FILE)  # the server in front is of the site's group
            part.replace(path)
            changed = True
    return changed


def _made(locale: str) -> str:
    lines = {group: [line for line in lines_of(locale) if line.situation == group] for group in GROUPS}
    with urls.own_request(locale):
        title, text, *_more = WORDS[503]
        return render_template("site/down.html", locale=locale, title=title, text=text, groups=lines)


@click.command("down-page")
@with_appcontext
def down_page() -> None:
    """Write the page that readers see while the site is down, to instance/down/; `work` does so each minute."""
    if write():
        click.echo("The page for when the site is down is written.")


def response() -> Response | None:
    """Return the page in the reader's language as an answer; None where there is no such file."""
    try:
        page = (Path(current_app.instance_path) / FOLDER / f"{current_locale()}.html").read_bytes()
    except OSError:
        return None
    return Response(page, 503, mimetype="text/html")


@jobs.handler("down_page", every=timedelta(minutes=1), each_machine=True)
def keep(_payload: jobs.Payload) -> None:
    """Write the page anew where the help lines have changed."""
    try:
        write()
    except OSError as error:
        raise jobs.LaterError(error.strerror or "it cannot be written") from None

"""The whole public site as files, for a host that serves nothing else."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from ..core import clock, generation
from . import renditions
from .crawl import Crawl, CrawlError

MARK = ".mirror"  # stands in a folder that this command wrote, and may therefore replace


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--changed", is_flag=True, help="Do nothing where the content is what it was when DIR was written.")
@with_appcontext
def mirror(folder: Path, changed: bool) -> None:
    """Write the whole public site to DIR, as files that any web server can serve at the same addresses.

    Both languages, feeds, calendars, PDFs, pictures and the error page; searches and filters are left out.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not app.config["BASE_URL"]:
        raise click.ClickException("BASE_URL is empty: feeds and the sitemap of a mirror need the public address")
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise click.ClickException(f"{folder} is not empty, and no mirror: it is left as it is")
    if changed and _generation(folder) == generation.current():
        click.echo(f"{folder} is unchanged.")
        return
    renditions.draw_missing()  # else stand-ins would stay in it
    try:
        crawl = write(app, folder)
    except (CrawlError, OSError) as error:
        raise click.ClickException(f"the mirror in {folder} stays as it was: {error}") from None
    click.echo(f"{folder} is written: {crawl.count} addresses.")
    for address, page in sorted(crawl.dead.items()):
        click.echo(f"A dead link: {address} on {page}", err=True)


def write(app: Flask, folder: Path) -> Crawl:
    """Write the site beside a folder, then put it in the folder's place; return what was found."""
    name = f".{folder.name}.{secrets.token_hex(4)}"
    above = [parent for parent in folder.parents if not parent.exists()]
    beside, old = folder.with_name(f"{name}.new"), folder.with_name(f"{name}.old")
    try:
        shutil.copytree(Path(app.instance_path) / "static", beside / "static", ignore=_unfinished)
        mark = {"generation": generation.current(), "made_at": clock.now().isoformat(timespec="seconds")}
        (beside / MARK).write_text(json.dumps(mark) + "\n")
        crawl = Crawl(app, beside)
        crawl.run()
        for path in (*above, beside, *beside.rglob("*")):  # for a web server to read, unlike what else is written
            path.chmod(0o755 if path.is_dir() else 0o644)
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return crawl


def _generation(folder: Path) -> int | None:
    """Return the generation that a mirror was written at; None where there is none, or it does not say."""
    try:
        return int(json.loads((folder / MARK).read_text())["generation"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _unfinished(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name.startswith(".") or name == "names.json"}

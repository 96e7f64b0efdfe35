"""Writing a backup, or verifying one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

import click
from flask import current_app
from flask.cli import with_appcontext

from .. import setting_values
from . import backup_series
from .archive import BackupError
from .backup import OTHER_KEY, check, described, gaps, has_other_key, write
from .encryption import IDENTITY

STDOUT = "-"


class Read(click.ParamType[Any]):
    """An option that is read as a setting is."""

    name = "text"

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what a text says."""
        try:
            return self._read(value)
        except ValueError as error:
            self.fail(f"expected {error}", param, ctx)


@click.command()
@click.option("--verify", is_flag=True, help="Read TARGET instead: restore it into a scratch place and compare.")
@click.option("--keep", type=Read(setting_values.keep), help="How many a folder keeps: 7d,4w,12m; else BACKUP_KEEP.")
@click.option("--key", type=Read(setting_values.age_keys), help="Encrypt for age1…; else for the BACKUP_KEY.")
@click.option("--identity", type=IDENTITY, metavar="FILE", help="To verify an encrypted one: its secret key.")
@click.argument("target", default="")
@with_appcontext
def backup(
    target: str, verify: bool, keep: dict[str, int] | None, key: list[str] | None, identity: Path | None
) -> None:
    """Write the database and the uploaded files to TARGET, while the site runs.

    TARGET is a file (.tar.gz), an address such as s3://bucket/site.tar.gz, or - for standard output. In a folder, or
    at an address that ends with /, the file has its moment for a name, and those not kept are removed; --verify
    reads the newest there. Without TARGET it is the folder that BACKUP_URL says.

    What can be made again does not travel: the search index and the smaller pictures. Nor does
    instance/config.py, which may hold passwords. What is missing is named, and the status is 1 then.
    """
    config = current_app.config
    if not (target or config["BACKUP_URL"]):
        raise click.UsageError("where to? Name a TARGET, or set BACKUP_URL")
    keep, keys = config["BACKUP_KEEP"] if keep is None else keep, config["BACKUP_KEY"] if key is None else key
    where = target or config["BACKUP_URL"]
    try:
        if verify:
            manifest, facts = check(backup_series.source(target), identity)
            lacks = gaps(facts, manifest.files)
        elif target == STDOUT:
            where = "the backup"
            manifest, facts = write(_stdout, keys)
            lacks = gaps(facts, manifest.files)
        else:
            where, manifest, lacks = backup_series.write(target, keys, keep)
    except (BackupError, OSError) as error:
        raise click.ClickException(f"{where}: {error}") from None
    aside = target == STDOUT
    if not verify:
        click.echo(f"{where} is written: {described(manifest)}.", err=aside)
    if lacks:
        raise click.ClickException(f"{where} is not whole: {'; '.join(lacks)}")
    if verify:
        click.echo(f"{where} is whole: {described(manifest)}.")
    if has_other_key(manifest):
        click.echo(OTHER_KEY, err=aside)


def _stdout(_folder: Path) -> AbstractContextManager[IO[bytes]]:
    """Return the standard output, unless somebody would see it."""
    output = sys.stdout.buffer
    if output.isatty():
        raise BackupError("a terminal is no place for it: lead the output into a file or a program")
    return nullcontext(output)

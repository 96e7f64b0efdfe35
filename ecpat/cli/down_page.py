"""The page that readers see while the site is down."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..site import down


@click.command("down-page")
@with_appcontext
def down_page() -> None:
    """Write the page that readers see while the site is down, to instance/down/; `work` does so each minute."""
    if down.write():
        click.echo("The page for when the site is down is written.")

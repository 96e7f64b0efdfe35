"""Building the search index anew."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ..search import service


@click.command()
@with_appcontext
def reindex() -> None:
    """Rebuild the search index beside the old one, then take it."""
    with click.progressbar(length=1, label="Indexing") as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        service.rebuild(progress)

"""An editor at work on a node: publishes a number for each line that is read, and says when that was acknowledged.

The number is the title of one news article, so that its page, the lists and the feeds tell how old they are.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ecpat.app import create_app
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry

SLUG = "compteur"
application = create_app(None, Path(os.environ["NODE"]))


def publish(number: int) -> None:
    """Publish a number and commit."""
    entry = db.session.scalar(select(Entry).join(Edition).where(Edition.slug == SLUG))
    edition = service.save(
        entry or service.create(get_kind("news")),
        "fr",
        title=f"Numéro {number}",
        slug=SLUG,
        summary="Un compteur.",
    )
    if edition.published_at is None:
        service.publish(edition)
    db.session.commit()


def main() -> None:
    """Publish what is asked for, line by line."""
    for line in sys.stdin:
        with application.app_context():
            try:
                publish(int(line))
                told = f"{line.strip()} {time.monotonic()}"
            except SQLAlchemyError as error:
                db.session.rollback()
                told = f"failed {type(error).__name__}"
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

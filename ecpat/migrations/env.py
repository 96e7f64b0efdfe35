"""How Alembic runs the migrations, of the site's database or of the one that is given, in one transaction."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Literal

from alembic import context
from flask import current_app

from ecpat.core.database import Base, UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column type as the plain one it stores: a migration must not depend on the code of its day."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


given = context.config.attributes.get("connection")  # whoever gives one commits, or does not

with nullcontext(given) if given is not None else database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if given is None:
        connection.commit()

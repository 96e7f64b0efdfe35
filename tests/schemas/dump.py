"""Write the rows of a SQLite database as SQL for a released schema, the long tables cut short.

    python -m tests.schemas.dump instance/site.db > tests/schemas/0002.sql

To be run once, when a version with a new revision is released; the file is never changed afterwards.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import MetaData, create_engine, select

CUT = {
    "revision": 12,
    "asset_page": 6,
    "thesaurus_term": 12,
    "help_phrase": 12,
    "search_count": 6,
}  # rows that are enough
LONGEST = 500  # characters of a text


def literal(value: Any) -> str:
    """Return a value as both databases read it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        text = value.isoformat(" ")
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


def short(name: str, value: Any) -> Any:
    """Return a long text up to the end of a paragraph."""
    if name != "body" or not isinstance(value, str) or len(value) <= LONGEST:
        return value
    return value[: value.rindex("</p>", 0, LONGEST) + 4] if "</p>" in value[:LONGEST] else re.sub(r"<.*", "", value)


def statements(path: str) -> Iterator[str]:
    """Yield an INSERT for each row, those that others name first."""
    engine, known = create_engine(f"sqlite:///{path}"), MetaData()
    known.reflect(engine)
    with engine.connect() as connection:
        for table in known.sorted_tables:
            if table.name == "alembic_version":
                continue
            names = [column.name for column in table.columns]
            quoted = ", ".join(f'"{name}"' for name in names)
            for row in connection.execute(select(table).limit(CUT.get(table.name))):
                values = ", ".join(literal(short(name, row._mapping[name])) for name in names)
                yield f"INSERT INTO {table.name} ({quoted}) VALUES ({values});"  # noqa: S608 — a file for tests


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in statements(sys.argv[1]))

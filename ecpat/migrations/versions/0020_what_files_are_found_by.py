"""By what files are found: their names and what is said of them, folded."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "\u2011": "-", "–": "-", "—": "-", "\xad": ""})


def upgrade() -> None:
    for table in ("asset", "asset_words"):
        op.add_column(table, sa.Column("found_by", sa.Text(), nullable=False, server_default=""))
    _fold("asset", ("id",), ("name",))
    _fold("asset_words", ("asset_id", "locale"), ("alt", "caption", "credit"))


def downgrade() -> None:
    for table in ("asset_words", "asset"):
        op.drop_column(table, "found_by")


def _fold(name: str, key: tuple[str, ...], said: tuple[str, ...]) -> None:
    table = sa.table(name, *map(sa.column, (*key, *said, "found_by")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).mappings().all():
        found = table.update().values(found_by=_folded(" ".join(row[one] for one in said if row[one])))
        connection.execute(found.where(*(table.c[one] == row[one] for one in key)))


def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return " ".join("".join(letter for letter in spread if not unicodedata.combining(letter)).split())

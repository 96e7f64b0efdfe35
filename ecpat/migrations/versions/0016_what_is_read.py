"""What lists of the desk look at, in indexes; the words of working copies."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_edition_of_lists", "edition",
     ["entry_id", "locale", "kind", "published_at", "withdraw_at", "updated_at", "has_copy"]),
    ("ix_edition_has_copy", "edition", ["has_copy"]),
    ("ix_entry_has_copy", "entry", ["has_copy"]),
    ("ix_revision_person_id", "revision", ["person_id"]),
    ("ix_facts_revision_person_id", "facts_revision", ["person_id"]),
)  # fmt: skip
FORMER = ("ix_edition_entry_id_updated_at_published_at", "edition", ["entry_id", "updated_at", "published_at"])


def upgrade() -> None:
    op.drop_index(FORMER[0], FORMER[1])
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.add_column("findable", sa.Column("copied", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("findable", "copied")
    for name, table, _columns in INDEXES:
        op.drop_index(name, table)
    op.create_index(*FORMER)

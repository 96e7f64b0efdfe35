"""Indexes that a list of any length is read from."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_entry_deleted_at", "entry", ["deleted_at"])
    op.drop_index("ix_edition_locale_kind_published_at", "edition")
    op.create_index(
        "ix_edition_locale_kind_published_at_entry_id", "edition", ["locale", "kind", "published_at", "entry_id"]
    )
    op.create_index("ix_edition_locale_published_at_entry_id", "edition", ["locale", "published_at", "entry_id"])


def downgrade() -> None:
    raise RuntimeError("the way back from an upgrade is the old version and the backup")

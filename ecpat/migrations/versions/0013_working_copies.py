"""Working copies of what is live, the moment that publishes one, and the moment at which an edition ends."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_edition_locale_kind_published_at_entry_id": ["locale", "kind", "published_at", "entry_id"],
    "ix_edition_locale_published_at_entry_id": ["locale", "published_at", "entry_id"],
}
END = "withdraw_at"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True).compile(op.get_bind().dialect)
    for table in ("entry", "edition"):
        op.add_column(table, sa.Column("has_copy", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("asset_use", sa.Column("in_copy", sa.Boolean(), nullable=False, server_default=sa.false()))
    # With their rules in one statement: SQLite adds none to a table that is there, and to make `edition` anew would
    # delete what refers to it.
    op.execute(
        f"ALTER TABLE edition ADD COLUMN withdraw_at {moment} "
        "CONSTRAINT ck_edition_withdrawn_after_published CHECK (withdraw_at > published_at)"
    )
    op.execute(
        f"ALTER TABLE edition ADD COLUMN update_at {moment} "
        "CONSTRAINT ck_edition_update_has_copy CHECK (update_at IS NULL OR has_copy)"
    )
    op.create_index("ix_edition_withdraw_at", "edition", [END])
    for name, columns in INDEXES.items():
        op.drop_index(name, "edition")
        op.create_index(f"{name}_{END}", "edition", [*columns, END])


def downgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(f"{name}_{END}", "edition")
        op.create_index(name, "edition", columns)
    op.drop_index("ix_edition_withdraw_at", "edition")
    for table, column in (
        ("edition", "update_at"),
        ("edition", "withdraw_at"),
        ("asset_use", "in_copy"),
        ("edition", "has_copy"),
        ("entry", "has_copy"),
    ):
        op.drop_column(table, column)

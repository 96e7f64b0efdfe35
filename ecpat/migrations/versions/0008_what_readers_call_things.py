"""Readers' words for an edition, found but never shown; the results that editors choose for a search."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("readers_words", sa.String(400), nullable=False, server_default=""))
    op.create_table(
        "promoted_result",
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("text", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name="ck_promoted_result_position_known"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name="fk_promoted_result_entry_id_entry", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("locale", "text", "position", name="pk_promoted_result"),
    )
    op.create_index("ix_promoted_result_entry_id", "promoted_result", ["entry_id"])


def downgrade() -> None:
    op.drop_table("promoted_result")
    op.drop_column("edition", "readers_words")

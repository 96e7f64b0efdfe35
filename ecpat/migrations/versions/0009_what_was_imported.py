"""What was imported from another site: what it was there, and what it is here."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("key", sa.String(340), nullable=False),
        sa.Column("subject", sa.String(340), nullable=False),
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imported"),
        sa.UniqueConstraint("source", "key", name="uq_imported_source_key"),
    )


def downgrade() -> None:
    op.drop_table("imported")

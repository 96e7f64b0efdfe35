"""The entry that leads the home page, where an editor chose one, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_lead")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_home_lead_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_home_lead_single")),
    )
    op.create_index(op.f("ix_home_lead_entry_id"), "home_lead", ["entry_id"])


def downgrade() -> None:
    op.drop_table("home_lead")

"""At which help lines the questions of “A child is worrying me” end; pages that change by themselves are counted anew."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("help_line", sa.Column("worries", sa.String(60), nullable=False, server_default=""))
    generation = sa.table("generation", sa.column("due_at", sa.DateTime()))
    op.execute(generation.update().values(due_at=datetime(2026, 1, 1)))  # past: the first reader has the next one found


def downgrade() -> None:
    op.drop_column("help_line", "worries")

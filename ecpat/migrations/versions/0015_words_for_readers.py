"""What changed in a text and why, as readers are told; whether texts explain a word of the glossary."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("changes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("definition", sa.Column("in_texts", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("definition", "in_texts")
    op.drop_column("edition", "changes")

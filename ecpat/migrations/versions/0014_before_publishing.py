"""How much each rule of the gate before publishing weighs, where an administrator set it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publishing_level",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("kind", "locale", "rule", name=op.f("pk_publishing_level")),
        sa.CheckConstraint(
            "level IN ('must', 'should', 'note', 'off')", name=op.f("ck_publishing_level_level_known")
        ),
    )


def downgrade() -> None:
    op.drop_table("publishing_level")

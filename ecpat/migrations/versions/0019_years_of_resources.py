"""An index by which the years of resources are looked up, one after another."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_resource_year", "resource", ["year"])


def downgrade() -> None:
    op.drop_index("ix_resource_year", "resource")

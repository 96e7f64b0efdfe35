"""What asks who may have a file finds its entries by an index; the generation learns when consents end."""

from alembic import op

revision = '0005'
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_entry_image_id", "entry", ["image_id"])
    op.execute("UPDATE generation SET due_at = '2000-01-01 00:00:00'")  # due: the first to read it counts anew


def downgrade() -> None:
    raise RuntimeError("the way back from an upgrade is the old version and the backup")

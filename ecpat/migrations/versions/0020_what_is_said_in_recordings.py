"""What is said in videos and sound, in each language: captions and all the words."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("captions", "transcript"):
        op.add_column("asset_words", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("transcript", "captions"):
        op.drop_column("asset_words", name)

"""More for readers: the glossary, why a page is gone, when and how help lines answer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("help_line", sa.Column("hours", sa.String(200), nullable=False, server_default=""))
    for name in ("ways", "languages", "cost"):
        op.add_column("help_line_words", sa.Column(name, sa.String(120), nullable=False, server_default=""))
    op.add_column("edition", sa.Column("gone_note", sa.String(400), nullable=False, server_default=""))
    op.create_table(
        "definition",
        sa.Column("concept", sa.String(60), nullable=False),
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("text", sa.String(600), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("concept", "locale", name="pk_definition"),
    )


def downgrade() -> None:
    for name in ("cost", "languages", "ways"):
        op.drop_column("help_line_words", name)
    op.drop_column("help_line", "hours")
    op.drop_column("edition", "gone_note")
    op.drop_table("definition")

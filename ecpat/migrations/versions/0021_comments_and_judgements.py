"""What stood around the words that a comment is for, answers to comments, and what the gate says of what is scheduled.

What was said after another comment on the same words, settled alike, becomes an answer to the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comment") as batch:
        for name in ("before", "after"):
            batch.add_column(sa.Column(name, sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("answers_id", sa.Integer(), nullable=True))
        batch.create_index("ix_comment_answers_id", ["answers_id"])
        batch.create_foreign_key(
            op.f("fk_comment_answers_id_comment"), "comment", ["answers_id"], ["id"], ondelete="CASCADE"
        )
    op.execute(
        "UPDATE comment SET answers_id = (SELECT min(first.id) FROM comment AS first"
        " WHERE first.entry_id = comment.entry_id AND first.locale = comment.locale"
        " AND first.quotation = comment.quotation"
        " AND (first.settled_at IS NULL) = (comment.settled_at IS NULL))"
    )
    op.execute("UPDATE comment SET answers_id = NULL WHERE answers_id = id")
    op.create_table(
        "judgement",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("stopping", sa.JSON(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_judgement_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_judgement")),
    )


def downgrade() -> None:
    op.drop_table("judgement")
    with op.batch_alter_table("comment") as batch:
        batch.drop_constraint(op.f("fk_comment_answers_id_comment"), type_="foreignkey")
        batch.drop_index("ix_comment_answers_id")
        for name in ("answers_id", "after", "before"):
            batch.drop_column(name)

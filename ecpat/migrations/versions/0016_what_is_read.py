"""What lists of the desk look at, in indexes; the words of working copies.

How often entries are opened; who looks after them, when they are looked at again; links to other sites.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_edition_of_lists", "edition",
     ["entry_id", "locale", "kind", "published_at", "withdraw_at", "updated_at", "has_copy"]),
    ("ix_edition_has_copy", "edition", ["has_copy"]),
    ("ix_entry_has_copy", "entry", ["has_copy"]),
    ("ix_revision_person_id", "revision", ["person_id"]),
    ("ix_facts_revision_person_id", "facts_revision", ["person_id"]),
)  # fmt: skip
FORMER = ("ix_edition_entry_id_updated_at_published_at", "edition", ["entry_id", "updated_at", "published_at"])


def upgrade() -> None:
    op.drop_index(FORMER[0], FORMER[1])
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.add_column("findable", sa.Column("copied", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "read_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.CheckConstraint("pages >= 0 AND documents >= 0", name=op.f("ck_read_count_counted")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_read_count_entry_id_entry", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("month", "entry_id", "locale", name="pk_read_count"),
    )
    op.create_index("ix_read_count_entry_id", "read_count", ["entry_id"])
    op.create_table(
        "care",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_care_entry_id_entry", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_care_person_id_person"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_care"),
    )
    op.create_index("ix_care_person_id", "care", ["person_id"])
    op.create_index("ix_care_review_on", "care", ["review_on"])
    op.create_table(
        "review_interval",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.CheckConstraint("months BETWEEN 0 AND 120", name=op.f("ck_review_interval_months_plausible")),
        sa.PrimaryKeyConstraint("kind", name="pk_review_interval"),
    )
    op.create_table(
        "reminder",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reminder_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", name="pk_reminder"),
    )
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "external_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("check_at", moment, nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_external_link_failures_counted")),
        sa.PrimaryKeyConstraint("digest", name="pk_external_link"),
    )
    op.create_index("ix_external_link_check_at", "external_link", ["check_at"])
    op.create_table(
        "link_use",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name="fk_link_use_edition_id_edition", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["external_link.digest"], name="fk_link_use_digest_external_link", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "digest", name="pk_link_use"),
    )
    op.create_index("ix_link_use_digest", "link_use", ["digest"])


def downgrade() -> None:
    for table in ("link_use", "external_link", "reminder", "review_interval", "care", "read_count"):
        op.drop_table(table)
    op.drop_column("findable", "copied")
    for name, table, _columns in INDEXES:
        op.drop_index(name, table)
    op.create_index(*FORMER)

"""By what the desk finds an edition and sorts its lists: folded words, and who saved it last."""

import html
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "\u2011": "-", "–": "-", "—": "-", "\xad": ""})
_TAG = re.compile(r"<[^>]*>")


def upgrade() -> None:
    findable = op.create_table(
        "findable",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name="fk_findable_edition_id_edition", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_findable_person_id_person"),
        sa.PrimaryKeyConstraint("edition_id", name="pk_findable"),
    )
    op.create_index("ix_findable_person_id", "findable", ["person_id"])
    op.create_index(
        "ix_edition_entry_id_updated_at_published_at", "edition", ["entry_id", "updated_at", "published_at"]
    )
    edition = sa.table("edition", *map(sa.column, ("id", "title", "summary", "slug", "body", "readers_words")),
                       sa.column("details", sa.JSON()))  # fmt: skip
    revision = sa.table("revision", *map(sa.column, ("id", "edition_id", "person_id")))
    last = sa.select(sa.func.max(revision.c.id)).group_by(revision.c.edition_id)
    connection = op.get_bind()
    people = dict(
        connection.execute(sa.select(revision.c.edition_id, revision.c.person_id).where(revision.c.id.in_(last))).all()
    )
    for rows in connection.execute(sa.select(edition).order_by(edition.c.id)).mappings().partitions(500):
        op.bulk_insert(findable, [_row(one, people.get(one["id"])) for one in rows])


def downgrade() -> None:
    op.drop_index("ix_edition_entry_id_updated_at_published_at", "edition")
    op.drop_table("findable")


def _row(edition: sa.RowMapping, person_id: int | None) -> dict[str, object]:
    body = html.unescape(_TAG.sub(" ", edition["body"]))
    said = (edition["title"], edition["summary"], edition["slug"], edition["readers_words"], body)
    words = " ".join(dict.fromkeys(_folded(" ".join((*said, *(edition["details"] or {}).values()))).split()))
    return {
        "edition_id": edition["id"], "person_id": person_id, "title": _folded(edition["title"]), "words": words,
    }  # fmt: skip


def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return " ".join("".join(letter for letter in spread if not unicodedata.combining(letter)).split())

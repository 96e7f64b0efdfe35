"""Counts of what five readers asked for; nonces that were used; e-mail addresses in one form."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pending_count',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('readers', sa.Integer(), nullable=False),
    sa.CheckConstraint('readers >= 1', name=op.f('ck_pending_count_readers_positive')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_pending_count'))
    )
    with op.batch_alter_table('pending_count', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pending_count_since'), ['since'], unique=False)

    op.create_table('used_nonce',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_used_nonce'))
    )
    with op.batch_alter_table('used_nonce', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_used_nonce_used_at'), ['used_at'], unique=False)

    # What was written down under the old rule may be one person's: a search made five times, a path met once.
    op.execute("DELETE FROM search_count")
    op.execute("DELETE FROM missed_path")

    person = sa.table('person', sa.column('id', sa.Integer), sa.column('email', sa.String))
    connection = op.get_bind()
    people = connection.execute(sa.select(person.c.id, person.c.email)).all()
    taken = {email for _id, email in people}
    for number, email in people:
        normal = unicodedata.normalize("NFKC", email).lower()
        if normal not in taken:  # two addresses that are one now: an administrator must say whose it is
            connection.execute(sa.update(person).where(person.c.id == number).values(email=normal))
            taken.add(normal)


def downgrade() -> None:
    raise RuntimeError("the way back from an upgrade is the old version and the backup")

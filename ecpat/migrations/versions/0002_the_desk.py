"""The desk: people, what they did and saved, what is known of files, the menu, redirects."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

GUARDS = {
    "sqlite": [
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
        "CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    ],
}  # as ecpat.people.audit has them


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('deed', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_person_id'), ['person_id'], unique=False)

    op.create_table('failed_sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_digest', sa.String(length=64), nullable=False),
    sa.Column('address_digest', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_failed_sign_in'))
    )
    with op.batch_alter_table('failed_sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_failed_sign_in_account_digest_address_digest_at'), ['account_digest', 'address_digest', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_failed_sign_in_address_digest_at'), ['address_digest', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_failed_sign_in_at'), ['at'], unique=False)

    op.create_table('menu_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('target', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_item'))
    )
    op.create_table('missed_path',
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.CheckConstraint('count >= 1', name=op.f('ck_missed_path_count_positive')),
    sa.PrimaryKeyConstraint('path', 'day', name=op.f('pk_missed_path'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('password', sa.String(length=255), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True),
    sa.Column('tf_primary_method', sa.String(length=64), nullable=True),
    sa.Column('tf_totp_secret', sa.String(length=255), nullable=True),
    sa.Column('totp_counter', sa.Integer(), nullable=True),
    sa.Column('mf_recovery_codes', sa.JSON(), nullable=True),
    sa.CheckConstraint("role IN ('writer', 'editor', 'administrator')", name=op.f('ck_person_role_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_person_fs_uniquifier')),
    sa.UniqueConstraint('fs_webauthn_user_handle', name=op.f('uq_person_fs_webauthn_user_handle'))
    )
    op.create_table('redirect',
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('target', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("path LIKE '/%'", name=op.f('ck_redirect_path_absolute')),
    sa.PrimaryKeyConstraint('path', name=op.f('pk_redirect'))
    )
    op.create_table('asset_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('page_count', sa.Integer(), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_version_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_asset_version_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset_version'))
    )
    with op.batch_alter_table('asset_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asset_version_asset_id'), ['asset_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_asset_version_digest'), ['digest'], unique=False)

    op.create_table('autosave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_autosave_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_autosave')),
    sa.UniqueConstraint('person_id', 'kind', 'entry_id', name=op.f('uq_autosave_person_id_kind_entry_id'))
    )
    with op.batch_alter_table('autosave', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_autosave_entry_id'), ['entry_id'], unique=False)

    op.create_table('menu_item_words',
    sa.Column('menu_item_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['menu_item_id'], ['menu_item.id'], name=op.f('fk_menu_item_words_menu_item_id_menu_item'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('menu_item_id', 'locale', name=op.f('pk_menu_item_words'))
    )
    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(length=64), nullable=False),
    sa.Column('extensions', sa.String(length=255), nullable=True),
    sa.Column('create_datetime', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lastuse_datetime', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('usage', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_passkey_user_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_user_id'), ['user_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('device', sa.String(length=80), nullable=False),
    sa.Column('address_digest', sa.String(length=64), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_sign_in_token_digest'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_person_id'), ['person_id'], unique=False)

    op.create_table('facts_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_facts_revision_entry_id_entry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_facts_revision_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facts_revision'))
    )
    with op.batch_alter_table('facts_revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_facts_revision_entry_id'), ['entry_id'], unique=False)

    op.create_table('presence',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_presence_entry_id_entry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_presence_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'person_id', name=op.f('pk_presence'))
    )
    op.create_table('preview_link',
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_preview_link_entry_id_entry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_preview_link_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_digest', name=op.f('pk_preview_link'))
    )
    with op.batch_alter_table('preview_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_preview_link_entry_id'), ['entry_id'], unique=False)

    op.create_table('asset_use',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_use_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_asset_use_edition_id_edition'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('edition_id', 'asset_id', name=op.f('pk_asset_use'))
    )
    with op.batch_alter_table('asset_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asset_use_asset_id'), ['asset_id'], unique=False)

    op.create_table('outdated',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_outdated_edition_id_edition'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_outdated'))
    )
    op.create_table('topic_alias',
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_alias_topic_id_topic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('locale', 'slug', name=op.f('pk_topic_alias'))
    )
    with op.batch_alter_table('topic_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_alias_topic_id'), ['topic_id'], unique=False)

    with op.batch_alter_table('reference', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_reference_entry_id_entry'), type_='foreignkey')

    op.add_column('asset', sa.Column('tagged', sa.Boolean(), nullable=True))
    op.add_column('asset', sa.Column('language', sa.String(length=12), server_default='', nullable=False))
    op.add_column('asset', sa.Column('decorative', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('asset', sa.Column('focal_x', sa.Integer(), sa.CheckConstraint('focal_x BETWEEN 0 AND 100', name=op.f('ck_asset_focal_x_inside')), server_default='50', nullable=False))
    op.add_column('asset', sa.Column('focal_y', sa.Integer(), sa.CheckConstraint('focal_y BETWEEN 0 AND 100', name=op.f('ck_asset_focal_y_inside')), server_default='50', nullable=False))
    op.add_column('asset', sa.Column('consent', sa.String(length=10), sa.CheckConstraint("consent IN ('', 'written', 'public', 'press')", name=op.f('ck_asset_consent_known')), server_default='', nullable=False))
    op.add_column('asset', sa.Column('consent_until', sa.Date(), nullable=True))
    op.add_column('asset', sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True))

    op.add_column('edition', sa.Column('version', sa.Integer(), server_default='1', nullable=False))

    op.add_column('entry', sa.Column('saves', sa.Integer(), server_default='0', nullable=False))
    op.add_column('entry', sa.Column('version', sa.Integer(), server_default='1', nullable=False))

    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_revision_person_id_person'), 'person', ['person_id'], ['id'])

    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)

    op.create_index("ix_entry_deleted_at", "entry", ["deleted_at"])
    op.drop_index("ix_edition_locale_kind_published_at", "edition")
    op.create_index(
        "ix_edition_locale_kind_published_at_entry_id", "edition", ["locale", "kind", "published_at", "entry_id"]
    )
    op.create_index("ix_edition_locale_published_at_entry_id", "edition", ["locale", "published_at", "entry_id"])


def downgrade() -> None:
    raise RuntimeError("the way back from an upgrade is the old version and the backup")

"""The house."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('asset',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('page_count', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(digest) = 64', name=op.f('ck_asset_digest_whole')),
    sa.CheckConstraint('size >= 0', name=op.f('ck_asset_size_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset'))
    )
    with op.batch_alter_table('asset', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asset_digest'), ['digest'], unique=False)

    op.create_table('generation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('id = 1', name=op.f('ck_generation_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_generation'))
    )
    op.create_table('help_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('situation', sa.String(length=10), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('url', sa.String(length=300), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('in_bar', sa.Boolean(), nullable=False),
    sa.Column('in_panel', sa.Boolean(), nullable=False),
    sa.CheckConstraint("situation IN ('now', 'talk', 'report', 'worried')", name=op.f('ck_help_line_situation_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_line')),
    sa.UniqueConstraint('key', name=op.f('uq_help_line_key'))
    )
    op.create_table('help_phrase',
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('phrase', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('locale', 'phrase', name=op.f('pk_help_phrase'))
    )
    op.create_table('search_count',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('text', sa.String(length=80), nullable=False),
    sa.Column('made', sa.Integer(), nullable=False),
    sa.Column('missed', sa.Integer(), nullable=False),
    sa.CheckConstraint('made >= 1 AND missed BETWEEN 0 AND made', name=op.f('ck_search_count_counts_plausible')),
    sa.PrimaryKeyConstraint('day', 'locale', 'text', name=op.f('pk_search_count'))
    )
    op.create_table('site_text',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'locale', name=op.f('pk_site_text'))
    )
    op.create_table('thesaurus_term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('concept', sa.String(length=60), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('use', sa.String(length=12), nullable=False),
    sa.Column('text', sa.String(length=160), nullable=False),
    sa.CheckConstraint("use IN ('preferred', 'also', 'discouraged')", name=op.f('ck_thesaurus_term_use_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thesaurus_term')),
    sa.UniqueConstraint('concept', 'locale', 'text', name=op.f('uq_thesaurus_term_concept_locale_text'))
    )
    op.create_table('topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('colour', sa.String(length=10), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint("colour IN ('indigo', 'sea', 'ochre', 'plum', 'moss', 'clay')", name=op.f('ck_topic_colour_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    sa.UniqueConstraint('key', name=op.f('uq_topic_key'))
    )
    op.create_table('asset_page',
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_page_asset_id_asset'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('asset_id', 'number', name=op.f('pk_asset_page'))
    )
    op.create_table('asset_words',
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('alt', sa.String(length=400), nullable=False),
    sa.Column('caption', sa.String(length=400), nullable=False),
    sa.Column('credit', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_words_asset_id_asset'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('asset_id', 'locale', name=op.f('pk_asset_words'))
    )
    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('date_precision', sa.String(length=5), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=True),
    sa.Column('kite_seed', sa.String(length=100), nullable=False),
    sa.Column('image_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("date_precision IN ('day', 'month', 'year', 'none')", name=op.f('ck_entry_date_precision_known')),
    sa.CheckConstraint("role IN ('about', 'contact', 'report', 'accessibility', 'privacy', 'cookies', 'legal')", name=op.f('ck_entry_role_known')),
    sa.ForeignKeyConstraint(['image_id'], ['asset.id'], name=op.f('fk_entry_image_id_asset'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('id', 'kind', name=op.f('uq_entry_id_kind')),
    sa.UniqueConstraint('role', name=op.f('uq_entry_role'))
    )
    op.create_table('help_line_words',
    sa.Column('help_line_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('label', sa.String(length=120), nullable=False),
    sa.Column('description', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['help_line_id'], ['help_line.id'], name=op.f('fk_help_line_words_help_line_id_help_line'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('help_line_id', 'locale', name=op.f('pk_help_line_words'))
    )
    op.create_table('topic_label',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('label', sa.String(length=120), nullable=False),
    sa.Column('description', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_label_topic_id_topic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', 'locale', name=op.f('pk_topic_label')),
    sa.UniqueConstraint('locale', 'slug', name=op.f('uq_topic_label_locale_slug'))
    )
    op.create_table('alias',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_alias_entry_id_entry'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('kind', 'slug', name=op.f('pk_alias')),
    sa.UniqueConstraint('kind', 'slug', 'entry_id', name=op.f('uq_alias_kind_slug_entry_id'))
    )
    with op.batch_alter_table('alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alias_entry_id'), ['entry_id'], unique=False)

    op.create_table('entry_topic',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_topic_entry_id_entry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_entry_topic_topic_id_topic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'topic_id', name=op.f('pk_entry_topic'))
    )
    with op.batch_alter_table('entry_topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_topic_topic_id_entry_id'), ['topic_id', 'entry_id'], unique=False)

    op.create_table('news',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source_url', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['entry.id'], name=op.f('fk_news_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_news'))
    )
    op.create_table('resource',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_type', sa.String(length=20), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('external_url', sa.String(length=500), nullable=False),
    sa.CheckConstraint("document_type IN ('report', 'study', 'paper', 'brochure', 'leaflet', 'modules', 'campaign')", name=op.f('ck_resource_document_type_known')),
    sa.CheckConstraint('year BETWEEN 1900 AND 2200', name=op.f('ck_resource_year_plausible')),
    sa.ForeignKeyConstraint(['id'], ['entry.id'], name=op.f('fk_resource_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource'))
    )
    op.create_table('training',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('online', sa.Boolean(), nullable=False),
    sa.Column('languages', sa.String(length=40), nullable=False),
    sa.Column('registration_url', sa.String(length=500), nullable=False),
    sa.Column('registration_closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('full', sa.Boolean(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.CheckConstraint('(starts_at IS NULL) = (ends_at IS NULL)', name=op.f('ck_training_span_whole')),
    sa.CheckConstraint('ends_at >= starts_at', name=op.f('ck_training_ends_after_start')),
    sa.CheckConstraint('places > 0', name=op.f('ck_training_places_positive')),
    sa.ForeignKeyConstraint(['id'], ['entry.id'], name=op.f('fk_training_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training'))
    )
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_starts_at'), ['starts_at'], unique=False)

    op.create_table('edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('locale', sa.String(length=12), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('summary', sa.String(length=400), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saves', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("slug <> ''", name=op.f('ck_edition_slug_given')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_edition_title_given')),
    sa.ForeignKeyConstraint(['document_id'], ['asset.id'], name=op.f('fk_edition_document_id_asset'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['entry_id', 'kind'], ['entry.id', 'entry.kind'], name='fk_edition_entry_kind', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['kind', 'slug', 'entry_id'], ['alias.kind', 'alias.slug', 'alias.entry_id'], name='fk_edition_alias', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('entry_id', 'locale', name=op.f('uq_edition_entry_id_locale')),
    sa.UniqueConstraint('kind', 'locale', 'slug', name=op.f('uq_edition_kind_locale_slug'))
    )
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_edition_locale_kind_published_at'), ['locale', 'kind', 'published_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_edition_published_at'), ['published_at'], unique=False)

    op.create_table('reference',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_reference_edition_id_edition'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_reference_entry_id_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('edition_id', 'entry_id', name=op.f('pk_reference'))
    )
    with op.batch_alter_table('reference', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reference_entry_id'), ['entry_id'], unique=False)

    op.create_table('revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_revision_edition_id_edition'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revision'))
    )
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revision_edition_id'), ['edition_id'], unique=False)

    op.execute("INSERT INTO generation (id, number) VALUES (1, 0)")


def downgrade() -> None:
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_revision_edition_id'))

    op.drop_table('revision')
    with op.batch_alter_table('reference', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reference_entry_id'))

    op.drop_table('reference')
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_edition_published_at'))
        batch_op.drop_index(batch_op.f('ix_edition_locale_kind_published_at'))
        batch_op.drop_index(batch_op.f('ix_edition_document_id'))

    op.drop_table('edition')
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_starts_at'))
        batch_op.drop_index(batch_op.f('ix_training_ends_at'))

    op.drop_table('training')
    op.drop_table('resource')
    op.drop_table('news')
    with op.batch_alter_table('entry_topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_topic_topic_id_entry_id'))

    op.drop_table('entry_topic')
    with op.batch_alter_table('alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alias_entry_id'))

    op.drop_table('alias')
    op.drop_table('topic_label')
    op.drop_table('help_line_words')
    op.drop_table('entry')
    op.drop_table('asset_words')
    op.drop_table('asset_page')
    op.drop_table('topic')
    op.drop_table('thesaurus_term')
    op.drop_table('site_text')
    op.drop_table('search_count')
    op.drop_table('help_phrase')
    op.drop_table('help_line')
    op.drop_table('generation')
    with op.batch_alter_table('asset', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_asset_digest'))

    op.drop_table('asset')

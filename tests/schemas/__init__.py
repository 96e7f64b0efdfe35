"""Data of each released schema, as SQL that SQLite and PostgreSQL both read, in its own tables."""

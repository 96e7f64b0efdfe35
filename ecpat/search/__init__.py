"""Search: what readers type, understood per language, found in an index that is a cache of the database."""

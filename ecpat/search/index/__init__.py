"""The search index: Whoosh keeps it, numpy scores it; each machine has its own, a cache of the database."""

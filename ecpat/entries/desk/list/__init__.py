"""The list of entries: narrowed, ordered, in pages, many at once."""

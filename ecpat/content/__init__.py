"""What the site says: entries, their editions, and the rules they obey. Knows nothing of HTTP or search."""

"""Topics: what entries speak of."""

"""Help with entries: a page for each task."""

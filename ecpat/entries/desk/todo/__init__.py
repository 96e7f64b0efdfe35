"""What waits for somebody, and the desk's first page."""

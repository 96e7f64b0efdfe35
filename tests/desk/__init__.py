"""The desk, as those who write use it."""

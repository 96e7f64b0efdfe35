"""Training events."""

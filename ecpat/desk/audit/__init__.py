"""The audit: who did what, when."""

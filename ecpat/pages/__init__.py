"""Plain pages."""

"""Help lines: whom to call."""

"""What readers see. Knows the kinds only through the registry."""

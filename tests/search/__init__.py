"""What search promises, shown."""

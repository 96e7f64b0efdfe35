"""The form of an entry: its fields, its view, and one save of all of it."""

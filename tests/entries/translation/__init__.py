"""Files for translators."""

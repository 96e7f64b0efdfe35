"""The API: what is public, as JSON, to be read by anybody's programs."""

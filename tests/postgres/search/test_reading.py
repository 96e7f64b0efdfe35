"""What tests/search/test_reading.py shows, on PostgreSQL."""

from ...search.test_reading import *  # noqa: F403

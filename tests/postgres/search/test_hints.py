"""What tests/search/test_hints.py shows, on PostgreSQL."""

from ...search.test_hints import *  # noqa: F403

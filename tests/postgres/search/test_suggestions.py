"""What tests/search/test_suggestions.py shows, on PostgreSQL."""

from ...search.test_suggestions import *  # noqa: F403

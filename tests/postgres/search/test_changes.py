"""What tests/search/test_changes.py shows, on PostgreSQL."""

from ...search.test_changes import *  # noqa: F403

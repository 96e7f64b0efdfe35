"""What tests/search/test_find.py shows, on PostgreSQL."""

from ...search.test_find import *  # noqa: F403

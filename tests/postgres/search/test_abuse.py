"""What tests/search/test_abuse.py shows, on PostgreSQL."""

from ...search.test_abuse import *  # noqa: F403

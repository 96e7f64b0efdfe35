"""The files of the desk on PostgreSQL: the same tests."""

from ..desk.test_files import *  # noqa: F403

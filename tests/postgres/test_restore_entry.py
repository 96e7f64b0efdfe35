"""One entry of a backup of PostgreSQL, which is read in a scratch database."""

from ..cli.test_restore_entry import *  # noqa: F403

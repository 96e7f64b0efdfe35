"""The whole site on PostgreSQL: the same tests of pages, machines, search, content and language."""

from ..test_content import *  # noqa: F403
from ..test_frequent import *  # noqa: F403
from ..test_machines import *  # noqa: F403
from ..test_pages import *  # noqa: F403
from ..test_search_page import *  # noqa: F403

"""The whole site on PostgreSQL: the same tests of pages, machines, search, content and language."""

from ..entries.test_content import *  # noqa: F403
from ..entries.test_pages import *  # noqa: F403
from ..web.test_machines import *  # noqa: F403
from ..web.test_search_page import *  # noqa: F403

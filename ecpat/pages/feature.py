"""Plain pages, at the root of each language."""

from __future__ import annotations

from ..entries.public.pages import routes_of
from ..web.feature import Feature
from .kind import PAGES

FEATURE = Feature("pages", public=routes_of(PAGES))

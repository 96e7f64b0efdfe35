"""News: articles, with an archive by month."""

from __future__ import annotations

from ..entries.public.pages import routes_of
from ..web.feature import Feature
from .kind import NEWS

FEATURE = Feature("news", public=routes_of(NEWS))

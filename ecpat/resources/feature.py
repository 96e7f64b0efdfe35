"""Resources: reports and other documents."""

from __future__ import annotations

from ..entries.public.pages import routes_of
from ..web.feature import Feature
from .kind import RESOURCES

FEATURE = Feature("resources", public=routes_of(RESOURCES))

"""Words of the field: the vocabulary that searches and advice go by, and the glossary made of it."""

from __future__ import annotations

from ..desk.audit.targets import AuditPage
from ..desk.guide import help_routes
from ..web.feature import Feature, Route
from ..web.places import Places
from . import desk, help_pages, public

FEATURE = Feature(
    "terms",
    public=(Route("glossary", "{glossary}/", public.glossary, in_sitemap=True),),
    desk=(*desk.ROUTES, *help_routes(help_pages.PAGES)),
    hooks=(Places(public.places), AuditPage("concept.", "desk.concepts"), *help_pages.PAGES),
)

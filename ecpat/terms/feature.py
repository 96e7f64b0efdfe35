"""Words of the field: the vocabulary that searches and advice go by, and the glossary made of it."""

from __future__ import annotations

from ..desk.audit_targets import AuditPage
from ..web.feature import Feature, Route
from ..web.places import Places
from . import desk, public

FEATURE = Feature(
    "terms",
    public=(Route("glossary", "{glossary}/", public.glossary, in_sitemap=True),),
    desk=desk.ROUTES,
    hooks=(Places(public.places), AuditPage("concept.", "desk.concepts")),
)

"""Texts of the site that are no entry's: its name, its mission, its footer."""

from __future__ import annotations

from ..desk.audit.targets import AuditPage
from ..desk.guide import help_routes
from ..web.feature import Feature
from . import desk, help_pages

FEATURE = Feature(
    "texts",
    desk=(*desk.ROUTES, *help_routes(help_pages.PAGES)),
    hooks=(AuditPage("texts.", "desk.texts"), *help_pages.PAGES),
)

"""Moving in and out."""

from __future__ import annotations

from ..desk.audit.targets import AuditPage
from ..desk.guide import help_routes
from ..web.feature import Feature
from . import commands, desk, help_pages

FEATURE = Feature(
    "importing",
    desk=(*desk.ROUTES, *help_routes(help_pages.PAGES)),
    commands=(commands.import_group, commands.export_command),
    hooks=(AuditPage("import.", "desk.imports"), *help_pages.PAGES),
)

"""Moving in and out."""

from __future__ import annotations

from ..desk.audit_targets import AuditPage
from ..web.feature import Feature
from . import commands, desk

FEATURE = Feature(
    "importing",
    desk=desk.ROUTES,
    commands=(commands.import_group, commands.export_command),
    hooks=(AuditPage("import.", "desk.imports"),),
)

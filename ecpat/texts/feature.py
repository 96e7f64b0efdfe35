"""Texts of the site that are no entry's: its name, its mission, its footer."""

from __future__ import annotations

from ..desk.audit_targets import AuditPage
from ..web.feature import Feature
from . import desk

FEATURE = Feature("texts", desk=desk.ROUTES, hooks=(AuditPage("texts.", "desk.texts"),))

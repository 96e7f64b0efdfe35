"""Topics: what entries speak of; readers' pages of them list entries, and so are declared there."""

from __future__ import annotations

from ..desk.audit.targets import AuditTarget
from ..desk.guide import help_routes
from ..web.feature import Feature
from . import desk, help_pages
from .models import TopicLabel

FEATURE = Feature(
    "topics",
    desk=(*desk.ROUTES, *help_routes(help_pages.PAGES)),
    hooks=(
        AuditTarget("topic", TopicLabel.topic_id, TopicLabel.locale, TopicLabel.label, "desk.topic", "topic_id"),
        *help_pages.PAGES,
    ),
)

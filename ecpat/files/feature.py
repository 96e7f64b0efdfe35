"""Files: pictures and documents, sent to readers where something shows them."""

from __future__ import annotations

from sqlalchemy import literal

from ..desk.audit.targets import AuditTarget
from ..desk.errors import UploadLimits
from ..desk.guide import help_routes
from ..web.feature import Feature
from . import public
from .desk import downloads, file, help_pages, listing, uploads
from .models import Asset
from .storage_access import PROBE

FEATURE = Feature(
    "files",
    root=public.ROUTES,
    desk=(*listing.ROUTES, *file.ROUTES, *downloads.ROUTES, *help_routes(help_pages.PAGES)),
    hooks=(
        AuditTarget("file", Asset.id, literal(""), Asset.name, "desk.file", "asset_id"),
        UploadLimits(uploads.limits),
        PROBE,
        *help_pages.PAGES,
    ),
)

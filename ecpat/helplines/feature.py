"""Help lines: whom to call, by situation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..desk.audit.targets import AuditPage, AuditTarget
from ..desk.guide import help_routes
from ..desk.tasks import Task
from ..web.feature import Feature, Route
from ..web.places import Places
from . import desk, help_pages, public
from .guide import desk as guide_desk
from .guide import public as guide
from .guide import service as guide_service
from .hours_words import answering, hours_in_words
from .models import HelpLineWords
from .service import count_unchecked, is_checked

FEATURE = Feature(
    "helplines",
    public=(Route("help", "{help}/", public.help_page, in_sitemap=True), *guide.ROUTES),
    desk=(*desk.ROUTES, *guide_desk.ROUTES, *help_routes(help_pages.PAGES)),
    template_globals={
        "answering": answering,
        "guided": guide_service.path,
        "hours_in_words": hours_in_words,
        "is_checked": is_checked,
    },
    hooks=(
        *help_pages.PAGES,
        Places(public.places),
        AuditTarget(
            "helpline",
            HelpLineWords.help_line_id,
            HelpLineWords.locale,
            HelpLineWords.name,
            "desk.helpline",
            "line_id",
        ),
        AuditPage("guide.", "desk.guide_path"),
        AuditPage("helpline.", "desk.helplines"),
        Task("desk.helplines", _l("Check a help line"), count_unchecked),
    ),
)

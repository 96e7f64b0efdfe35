"""Search: its page, the suggestions while somebody types, the phrases that bring help first."""

from __future__ import annotations

from ..desk.audit.targets import AuditPage
from ..desk.guide import help_routes
from ..web.feature import Feature, Route
from ..web.warm_up import WarmUp
from . import commands, desk, desk_searches, help_pages, monitoring, public

FEATURE = Feature(
    "search",
    public=(
        Route("search", "{search}/", public.search, query=public.ARGUMENTS, limited=True),
        Route("suggestions", "{search}/{suggestions}.json", public.suggestions, query=public.SUGGESTED, limited=True),
    ),
    desk=(*desk.ROUTES, *desk_searches.ROUTES, *help_routes(help_pages.PAGES)),
    commands=(commands.reindex, commands.insight),
    hooks=(
        *monitoring.HOOKS,
        WarmUp(public.warm_up),
        AuditPage("phrase.", "desk.phrases"),
        AuditPage("promoted.", "desk.searches"),
        *help_pages.PAGES,
    ),
)

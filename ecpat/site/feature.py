"""The site as a whole: its home page, its menu, what machines ask for, where old addresses lead."""

from __future__ import annotations

from ..desk.audit.targets import AuditPage
from ..desk.guide import help_routes
from ..web import security_txt
from ..web.arguments import FormerSite
from ..web.errors import MissingPage, StandIn
from ..web.feature import Feature, Route
from ..web.places import Places
from . import down, frame, home, menu, missing_paths, redirects, seo
from .desk import help_pages
from .desk import menu as menu_desk
from .desk import redirects as redirects_desk

FEATURE = Feature(
    "site",
    public=(
        Route("home", "", home.home, query=redirects.OLD_ARGUMENTS, in_sitemap=True),
        Route("share", "share.png", home.share_image),
        Route("manifest", "manifest.json", seo.manifest),
        Route("opensearch", "opensearch.xml", seo.opensearch),
    ),
    root=(
        Route("redirect_to_locale", "", home.redirect_to_locale, query=redirects.OLD_ARGUMENTS),
        Route("sitemap", "sitemap.xml", seo.sitemap),
        Route("sitemap_part", "sitemap-<number:part>.xml", seo.sitemap_part),
        Route("robots", "robots.txt", seo.robots),
        Route("favicon", "favicon.ico", seo.favicon),
        Route("security_txt", ".well-known/security.txt", security_txt.security_txt),
    ),
    desk=(*menu_desk.ROUTES, *redirects_desk.ROUTES, *help_routes(help_pages.PAGES)),
    commands=(down.down_page,),
    template_globals={"menu": menu.places, "site": frame.Site()},
    hooks=(
        *help_pages.PAGES,
        FormerSite(redirects.OLD_ARGUMENTS),
        MissingPage(redirects.target, missing_paths.count),
        StandIn(down.response),
        Places(home.place),
        AuditPage("menu.", "desk.menu"),
        AuditPage("redirect.", "desk.redirects"),
    ),
)

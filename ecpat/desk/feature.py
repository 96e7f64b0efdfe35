"""The desk's own pages: signing in, the account, people, what was done."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..web.feature import Feature
from . import account, blueprints, commands, guide, help_pages, layout, settings, users
from .audit import pages as audit
from .sign_in import pages as sign_in
from .tasks import Task

SIGN_IN = Feature("sign_in", desk=sign_in.ROUTES, blueprint="security")  # Flask-Security names its pages so
FEATURE = Feature(
    "desk",
    desk=(
        *settings.ROUTES,
        *users.ROUTES,
        *audit.ROUTES,
        *account.ROUTES,
        *guide.ROUTES,
        *guide.help_routes(help_pages.PAGES),
    ),
    commands=(commands.create_admin,),
    template_globals={**layout.GLOBALS, **guide.GLOBALS},
    hooks=(Task("desk.people", _l("Send a mail again"), users.count_unsent), *help_pages.PAGES),
    setup=blueprints.install,
)

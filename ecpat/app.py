"""The factory: a table of contents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from . import cli, config, locales, setting_values
from .api.feature import FEATURE as API
from .core import file_modes, logging, secrets
from .core.database import babel, db, migrate
from .core.i18n import locale_of_path
from .desk.feature import FEATURE as DESK
from .desk.feature import SIGN_IN
from .entries.feature import FEATURE as ENTRIES
from .files.feature import FEATURE as FILES
from .helplines.feature import FEATURE as HELPLINES
from .importing.feature import FEATURE as IMPORTING
from .news.feature import FEATURE as NEWS
from .pages.feature import FEATURE as PAGES
from .resources.feature import FEATURE as RESOURCES
from .search.feature import FEATURE as SEARCH
from .site.feature import FEATURE as SITE
from .terms.feature import FEATURE as TERMS
from .texts.feature import FEATURE as TEXTS
from .topics.feature import FEATURE as TOPICS
from .training.feature import FEATURE as TRAINING
from .web import arguments, assets, errors, registration, rendering, templating
from .web.middleware import (
    health,
    metrics,
    page_cache,
    proxies,
    rate_limit,
    replica,
    security_headers,
    static_files,
)

__all__ = ["create_app"]

#: What stands around the views, from the innermost outwards: a request meets the last of them first.
MIDDLEWARE = (
    rendering.install,
    errors.install,
    logging.install,
    security_headers.install,
    rate_limit.install,
    replica.install,
    arguments.install,
    metrics.measure,
    page_cache.install,
    static_files.install,
    metrics.count,
    health.install,
    proxies.install,
    logging.guard,
)

#: In the order in which their pages stand in the sitemap, and their tasks on the desk's first page.
FEATURES = (
    SITE, HELPLINES, ENTRIES, NEWS, RESOURCES, TRAINING, PAGES, TOPICS, TERMS, TEXTS, SEARCH, FILES, SIGN_IN, DESK,
    IMPORTING, API, cli.FEATURE,
)  # fmt: skip


def create_app(settings: Mapping[str, str] | None = None, instance: Path | None = None) -> Flask:
    """Return the site, set up from the environment (or the settings given) and its instance folder.

    Raises ConfigError, with one clear line, for a wrong setting.
    """
    folder = (instance or config.INSTANCE).resolve()
    file_modes.keep_private()
    file_modes.make_folder(folder)
    values = config.load(os.environ if settings is None else settings, folder)
    if values["LANGUAGES"] != locales.LOCALES:
        raise config.ConfigError(
            f"LANGUAGES is {','.join(values['LANGUAGES'])}; expected {','.join(locales.LOCALES)}, which this process "
            "speaks: it is read once, from the environment or instance/config.py"
        )
    logging.configure()
    app = Flask("ecpat", instance_path=str(folder), static_folder=None)
    app.url_rule_class = arguments.Rule
    app.jinja_options = {"undefined": templating.Undefined}
    app.config.update(
        config.flask_settings(values, folder), BABEL_TRANSLATION_DIRECTORIES=str(setting_values.CATALOGUES)
    )
    app.config["SECRET_KEY"] = secrets.secret_key(folder, values["SECRET_KEY"])
    file_modes.tighten(folder)
    app.config["ASSETS"] = assets.build(folder / "static")
    db.init_app(app)
    babel.init_app(app, locale_selector=locale_of_path)  # type: ignore[no-untyped-call]
    migrate.init_app(app, db, directory=str(config.ROOT / "ecpat" / "migrations"))
    for install in MIDDLEWARE:
        install(app)
    registration.install(app, FEATURES)
    return app

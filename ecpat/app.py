"""The factory: a table of contents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import cli, config
from .core import file_modes, logging, secrets
from .core.database import babel, db, migrate
from .core.i18n import CATALOGUES, locale_of_path
from .desk import blueprints as desk
from .news import kind as _news  # noqa: F401 — each registers its kind
from .pages import kind as _pages  # noqa: F401
from .resources import kind as _resources  # noqa: F401
from .training import kind as _training  # noqa: F401
from .web import arguments, assets, blueprints, security_txt, templating
from .web.feature import roots
from .web.middleware import health, metrics, page_cache, rate_limit, replica, security_headers, static_files

__all__ = ["create_app"]

ROOT = Path(__file__).parent.parent


def create_app(settings: Mapping[str, str] | None = None, instance: Path | None = None) -> Flask:
    """Return the site, set up from the environment (or the settings given) and its instance folder.

    Raises ConfigError, with one clear line, for a wrong setting.
    """
    folder = (instance or ROOT / "instance").resolve()
    file_modes.keep_private()
    file_modes.make_folder(folder)
    values = config.load(os.environ if settings is None else settings, folder)
    logging.configure()
    app = Flask("ecpat", instance_path=str(folder), static_folder=None)
    app.url_rule_class = arguments.Rule
    app.jinja_options = {"undefined": templating.Undefined}
    app.config.update(config.flask_settings(values, folder), BABEL_TRANSLATION_DIRECTORIES=str(CATALOGUES))
    app.config["SECRET_KEY"] = secrets.secret_key(folder, values["SECRET_KEY"])
    file_modes.tighten(folder)
    app.config["ASSETS"] = assets.build(folder / "static")
    db.init_app(app)
    babel.init_app(app, locale_selector=locale_of_path)  # type: ignore[no-untyped-call]
    migrate.init_app(app, db, directory=str(ROOT / "ecpat" / "migrations"))
    logging.install(app)
    security_headers.install(app)
    rate_limit.install(app)
    replica.install(app, roots())
    security_txt.install(app)
    blueprints.install(app)
    desk.install(app)
    cli.install(app)
    arguments.install(app, roots())
    static_files.install(app, folder / "static")
    metrics.measure(app)
    page_cache.install(app, folder, roots())
    metrics.install(app)
    health.install(app)
    if values["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[values["PROXIES"]] * 3)  # type: ignore[method-assign]
    logging.guard(app)
    return app

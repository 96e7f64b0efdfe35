"""The factory: a table of contents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import commands, config, i18n, keys, kinds, modes
from .delivery import arguments, assets, contact, headers, health, limits, log, metrics, pagecache, replica, static
from .desk import blueprints as desk
from .desk.routes import roots
from .extensions import babel, db, migrate
from .i18n import CATALOGUES, current_locale
from .public import blueprints, templating

__all__ = ["create_app", "kinds"]

ROOT = Path(__file__).parent.parent


def create_app(settings: Mapping[str, str] | None = None, instance: Path | None = None) -> Flask:
    """Return the site, set up from the environment (or the settings given) and its instance folder.

    Raises ConfigError, with one clear line, for a wrong setting.
    """
    folder = (instance or ROOT / "instance").resolve()
    modes.keep_private()
    modes.make_folder(folder)
    values = config.load(os.environ if settings is None else settings, folder)
    log.configure()
    app = Flask("ecpat", instance_path=str(folder), static_folder=None)
    app.jinja_environment = templating.Environment
    app.url_rule_class = arguments.Rule
    app.jinja_options = {"undefined": templating.Undefined}
    app.config.update(config.flask_settings(values, folder), BABEL_TRANSLATION_DIRECTORIES=str(CATALOGUES))
    app.config["SECRET_KEY"] = keys.secret_key(folder, values["SECRET_KEY"])
    modes.tighten(folder)
    app.config["ASSETS"] = assets.build(folder / "static")
    db.init_app(app)
    babel.init_app(app, locale_selector=current_locale)
    i18n.install(app)
    migrate.init_app(app, db, directory=str(ROOT / "ecpat" / "migrations"))
    log.install(app)
    headers.install(app)
    limits.install(app)
    replica.install(app, roots())
    contact.install(app)
    blueprints.install(app)
    desk.install(app)
    commands.install(app)
    arguments.install(app, roots())
    static.install(app, folder / "static")
    metrics.measure(app)
    pagecache.install(app, folder, roots())
    metrics.install(app)
    health.install(app)
    if values["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[values["PROXIES"]] * 3)  # type: ignore[method-assign]
    log.guard(app)
    return app

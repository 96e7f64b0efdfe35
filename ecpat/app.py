"""The factory: a table of contents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import commands, config, i18n, keys, kinds
from .delivery import assets, contact, headers, health, limits, log, metrics, pagecache, replica, static
from .desk import blueprints as desk
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
    folder.mkdir(parents=True, exist_ok=True)
    values = config.load(os.environ if settings is None else settings, folder)
    log.configure()
    app = Flask("ecpat", instance_path=str(folder), static_folder=None)
    app.jinja_environment = templating.Environment
    app.jinja_options = {"undefined": templating.Undefined}
    app.config.update(config.flask_settings(values, folder), BABEL_TRANSLATION_DIRECTORIES=str(CATALOGUES))
    app.config["SECRET_KEY"] = keys.secret_key(folder, values["SECRET_KEY"])
    app.config["ASSETS"] = assets.build(folder / "static")
    db.init_app(app)
    babel.init_app(app, locale_selector=current_locale)
    i18n.install(app)
    migrate.init_app(app, db, directory=str(ROOT / "ecpat" / "migrations"))
    headers.install(app)
    limits.install(app)
    replica.install(app)
    contact.install(app)
    blueprints.install(app)
    desk.install(app)
    commands.install(app)
    static.install(app, folder / "static")
    metrics.measure(app)
    pagecache.install(app, folder)
    metrics.install(app)
    health.install(app)
    if values["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[values["PROXIES"]] * 3)  # type: ignore[method-assign]
    return app

"""How an application is given its features: their pages, their commands, what templates can say of them."""

from __future__ import annotations

from click import version_option
from flask import Flask
from flask.cli import AppGroup

from .. import locales
from ..core.version import VERSION
from .converters import CONVERTERS
from .feature import INSTALLED, Feature, Route, path_in


def install(app: Flask, features: tuple[Feature, ...]) -> None:
    """Give an application its features, in their order."""
    INSTALLED.put(app, features)
    app.url_map.converters.update(CONVERTERS)
    commands = version_option(VERSION, prog_name="ecpat", message="%(prog)s %(version)s")(
        AppGroup("ecpat", help="Look after the site.")
    )
    for feature in features:
        app.jinja_env.globals.update(feature.template_globals)
        for route in feature.root:
            _add(app, route, "/", route.endpoint)
        for locale in locales.LOCALES:
            for route in feature.public:
                _add(app, route, f"/{locale}/", f"{locale}.{route.endpoint}", locale)
        for command in feature.commands:
            commands.add_command(command)
        if feature.setup is not None:
            feature.setup(app)
    app.cli.add_command(commands)


def _add(app: Flask, route: Route, before: str, endpoint: str, locale: str = "") -> None:
    """Add a page of readers to an application; that of a language is told which."""
    app.add_url_rule(
        before + path_in(locale, route.path), endpoint, route.view, methods=route.methods,
        defaults={**route.values, "locale": locale} if locale else None, query=route.query, limited=route.limited,
    )  # fmt: skip

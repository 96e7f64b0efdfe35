"""The languages the site speaks, the default one first."""

LOCALES: tuple[str, ...] = ("fr", "en")

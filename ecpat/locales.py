"""The languages that the site speaks, the default one first: the setting LANGUAGES, read once by a process.

Forms and routes are made of them when their modules are imported. docs/decisions/ says why so.
"""

from . import config

LOCALES: tuple[str, ...] = config.languages()

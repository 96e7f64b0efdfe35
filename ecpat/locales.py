"""The languages that the site speaks, the default one first: the setting LANGUAGES, read once by a process.

Forms and routes are made of them when their modules are imported. docs/decisions/28-languages.md says why so.
"""

import os

from . import config

LOCALES: tuple[str, ...] = config.load(os.environ, config.INSTANCE)["LANGUAGES"]

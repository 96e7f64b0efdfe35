"""The build backend of pyproject.toml: it says that this is no package to be installed from a wheel.

The site is run from its folder: beside `ecpat/` it needs `wsgi.py`, `translations/` (compiled) and `instance/`.
A copy in site-packages would look for its database there.
"""

from __future__ import annotations

from typing import NoReturn

SENTENCE = "ecpat is run from its folder, not from a wheel: copy the folder to the server and run `make install`."


def build_wheel(*_asked: object, **_settings: object) -> NoReturn:
    """Refuse with one sentence."""
    raise SystemExit(SENTENCE)


build_editable = build_sdist = build_wheel

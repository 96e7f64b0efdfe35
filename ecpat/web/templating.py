"""How Jinja is set up: what fails within a template fails the page.

Left to itself, Jinja shows nothing in the place of what is not there, of a property that raises AttributeError, or
of a function that raises StopIteration: half a page that looks like a whole one and leaves no line in the log. All
three come to a template as an `Undefined`, a class that Jinja lets an application define.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jinja2
from flask import Flask


class Undefined(jinja2.Undefined):
    """What is not there: a template may ask about it (`if`, `or`, `default`), and never show it."""

    def __init__(self, *told: Any, **named: Any) -> None:
        """Refuse to stand for what is there and failed."""
        super().__init__(*told, **named)
        hint, obj, name = self._undefined_hint, self._undefined_obj, self._undefined_name
        if hint and "StopIteration" in hint:  # so Jinja says it; a test notices when it says it otherwise
            raise RuntimeError("a function that a template calls raised StopIteration")
        if isinstance(name, str) and hasattr(obj.__class__, name):
            raise RuntimeError(f"the property {name} failed") from _failure(obj, name)

    def __str__(self) -> str:
        """Refuse to be shown."""
        self._fail_with_undefined_error()

    def __iter__(self) -> Iterator[Any]:
        """Refuse to be a list of nothing."""
        self._fail_with_undefined_error()

    def __len__(self) -> int:
        """Refuse to be counted."""
        self._fail_with_undefined_error()


def _failure(obj: Any, name: str) -> AttributeError | None:
    """Return why an attribute cannot be had, for the log."""
    try:
        getattr(obj, name)
    except AttributeError as error:
        return error
    return None


def compile_for_readers(app: Flask) -> None:
    """Compile every template but the desk's: no reader waits for it. Those of the desk take half a second more."""
    for name in app.jinja_env.list_templates(filter_func=lambda name: "desk/" not in name):
        app.jinja_env.get_template(name)

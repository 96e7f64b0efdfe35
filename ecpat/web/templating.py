"""How Jinja is set up: quick, and so that what fails within a template fails the page.

Left to itself, Jinja shows nothing in the place of what is not there, of a function that raises StopIteration and of
a property that raises AttributeError: half a page, that looks like a whole one and leaves no line in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from types import FunctionType, MethodType
from typing import Any

import jinja2
from flask import Flask
from flask.templating import Environment as FlaskEnvironment

_FUNCTIONS = (FunctionType, MethodType)


class Undefined(jinja2.Undefined):
    """What is not there: a template may ask about it (`if`, `or`, `default`), and never show it."""

    def __str__(self) -> str:
        """Refuse to be shown."""
        self._fail_with_undefined_error()

    def __iter__(self) -> Iterator[Any]:
        """Refuse to be a list of nothing."""
        self._fail_with_undefined_error()

    def __len__(self) -> int:
        """Refuse to be counted."""
        self._fail_with_undefined_error()


class Context(jinja2.runtime.Context):
    """Jinja's context, which looks for less before it calls a function: a page calls hundreds."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
        """Call a function or what else can be called; one that asks for the context is given it."""
        if type(obj) not in _FUNCTIONS or hasattr(obj, "jinja_pass_arg"):
            return super().call(obj, *args, **values)
        values.pop("_block_vars", None)  # for those that ask for the context
        values.pop("_loop_vars", None)
        try:
            return obj(*args, **values)
        except StopIteration as error:  # the macro around it would show nothing
            raise RuntimeError("a function that a template calls raised StopIteration") from error


class Environment(FlaskEnvironment):
    """Flask's environment, whose templates share one mapping of globals: a chain of two is slow to look through."""

    context_class = Context

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute`, else `obj["attribute"]`; a property that fails is no attribute that is missing."""
        try:
            return getattr(obj, attribute)
        except AttributeError as error:
            if error.obj is not obj or error.name != attribute:
                raise RuntimeError(f"the property {attribute} failed") from error
        return self.getitem(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds beside its context."""
        return super().make_globals(d) if d else self.globals


def compile_all(app: Flask) -> None:
    """Compile every template: no reader waits for it."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)

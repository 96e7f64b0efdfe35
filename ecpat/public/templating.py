"""How Jinja is set up."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import FunctionType, MethodType
from typing import Any

import jinja2
from flask import Flask
from flask.templating import Environment as FlaskEnvironment

_FUNCTIONS = (FunctionType, MethodType)


class Context(jinja2.runtime.Context):
    """Jinja's context, which looks for less before it calls a function: a page calls hundreds."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
        """Call a function or what else can be called; one that asks for the context is given it."""
        if type(obj) not in _FUNCTIONS or hasattr(obj, "jinja_pass_arg"):
            return super().call(obj, *args, **values)
        values.pop("_block_vars", None)  # for those that ask for the context
        values.pop("_loop_vars", None)
        return obj(*args, **values)


class Environment(FlaskEnvironment):
    """Flask's environment, whose templates share one mapping of globals: a chain of two is slow to look through."""

    context_class = Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds beside its context."""
        return super().make_globals(d) if d else self.globals


def compile_all(app: Flask) -> None:
    """Compile every template: no reader waits for it."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)

"""What an application has one of: the storage of its files, its page cache, its search index.

Each is a `Service` where its type is known, and asked there for the application's own: `STORAGE.current()`.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, TypeVar

from flask import Flask, current_app

T = TypeVar("T")
_KEY = "ecpat"  # of `app.extensions`
_making = RLock()  # one may need another


class Service(Generic[T]):
    """One thing that every application has its own of: made when first asked for, or put there when it is set up."""

    def __init__(self, make: Callable[[Flask], T] | None = None) -> None:
        self._make = make

    def of(self, app: Flask) -> T:
        """Return an application's own; LookupError where it has none and none can be made."""
        services: dict[Service[Any], Any] = app.extensions.setdefault(_KEY, {})
        if self not in services:
            with _making:
                if self not in services:
                    if self._make is None:
                        raise LookupError("this application has none")
                    services[self] = self._make(app)
        found: T = services[self]
        return found

    def current(self) -> T:
        """Return the running application's own."""
        return self.of(current_app._get_current_object())  # type: ignore[attr-defined]  # documented by Flask

    def put(self, app: Flask, value: T) -> T:
        """Give an application its own, in the place of what it had, and return it."""
        app.extensions.setdefault(_KEY, {})[self] = value
        return value

"""Logs: one JSON object a line, without addresses of readers, queries, values of variables or texts of exceptions.

The text of an exception may hold what somebody typed, a row of the database or a password. What is written of one is
its type, the code that the system or the database gave it, and where in the code it happened; of a request, the rule
of its address and never the address. What libraries say may hold anything, so only who spoke is written.
"""

from __future__ import annotations

import errno
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask, has_request_context, request

OURS = ("ecpat", "alembic", "flask_migrate")  # the last two speak at a maintainer's terminal alone


class Output:
    """Standard output; where it cannot be written, on a full disk say, a line is lost and never a request."""

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):
            sys.stdout.write(f"{message}\n")
            sys.stdout.flush()

    log = debug = info = warning = error = critical = exception = msg


class Forward(logging.Handler):
    """Gives the lines of Python's own logging the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        name = record.levelname.lower()
        write = getattr(structlog.get_logger(), name if hasattr(Output, name) else "error")
        more: dict[str, Any] = {"logger": record.name, "exc_info": record.exc_info}
        if record.name.partition(".")[0] in OURS:
            write(_message(record), **more)
        else:
            write("library", where=f"{record.module}:{record.lineno}", **more)


def configure() -> None:
    """Set up the log of this process, written to standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_rule,
            _hide_texts,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_names: Output(),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, Forward) for handler in root.handlers):
        root.addHandler(Forward(logging.WARNING))
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _tell_of_thread


def install(app: Flask) -> None:
    """Write down what fails in an application, once."""

    def tell(failed: Any) -> None:
        structlog.get_logger().error("error", exc_info=failed)

    app.log_exception = tell  # type: ignore[method-assign, assignment]


def guard(app: Flask) -> None:
    """Answer 500 where a layer before the application fails: what comes to a server, it writes with all texts."""
    if app.debug:
        return
    inner = app.wsgi_app

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return inner(environ, start_response)
        except Exception:
            structlog.get_logger().exception("error")
            body = b"Internal Server Error"
            headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
            start_response("500 Internal Server Error", headers)
            return [body]

    app.wsgi_app = answer  # type: ignore[method-assign]


def reason_of(error: BaseException) -> str:
    """Return the type of an exception and the code that the system or a database gave it or one that led to it."""
    codes = (_code(cause) for cause in _chain(error))
    return ": ".join(filter(None, (type(error).__name__, next(filter(None, codes), ""))))


def _code(error: BaseException) -> str:
    for name in ("sqlite_errorname", "sqlstate", "smtp_code"):
        if code := getattr(error, name, None):
            return str(code)
    return errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what led to it."""
    found: BaseException | None = error
    seen = set[int]()
    while found is not None and id(found) not in seen:
        yield found
        seen.add(id(found))
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _traceback(error: BaseException) -> str:
    """Return where in the code an exception happened, what led to it first; without texts."""
    lines = ["Traceback (most recent call last):\n"]
    for found in reversed(list(_chain(error))):
        lines += [*traceback.format_tb(found.__traceback__), f"{type(found).__module__}.{type(found).__qualname__}\n"]
    return "".join(lines)


def _tell_of_thread(failed: threading.ExceptHookArgs) -> None:
    structlog.get_logger().error("thread", exc_info=failed.exc_value)


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.args, tuple):
        record.args = tuple(reason_of(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    return record.getMessage()


def _add_rule(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say which rule a request met: its address may hold a token, or what a reader looks for."""
    if has_request_context() and request.url_rule is not None:
        event.update(method=request.method, rule=request.url_rule.rule)
    return event


def _hide_texts(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put what may be said of exceptions in their place; what failed is told with where that was."""
    failed = event.pop("exc_info", None)
    if failed is True:
        failed = sys.exc_info()
    if isinstance(failed, tuple):
        failed = failed[1]
    if failed:
        event.update(reason=failed, exception=_traceback(failed))
    return {name: reason_of(value) if isinstance(value, BaseException) else value for name, value in event.items()}

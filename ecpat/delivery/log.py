"""Logs: one JSON object a line, without addresses of readers, queries or values of variables."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress

import structlog


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
        write(record.getMessage(), logger=record.name, exc_info=record.exc_info or None)


def configure() -> None:
    """Set up the log of this process, written to standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_names: Output(),
        cache_logger_on_first_use=True,
    )
    ours = logging.getLogger("ecpat")
    if not any(isinstance(handler, Forward) for handler in ours.handlers):
        ours.addHandler(Forward())

"""Logs: one JSON object a line, without addresses of readers, queries or values of variables."""

from __future__ import annotations

from contextlib import suppress

import structlog


class Output(structlog.PrintLogger):
    """Standard output; where it cannot be written, on a full disk say, a line is lost and never a request."""

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


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

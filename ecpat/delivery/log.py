"""Logs: one JSON object a line, without addresses of readers, queries or values of variables."""

from __future__ import annotations

import structlog


def configure() -> None:
    """Set up the log of this process, written to standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
    )

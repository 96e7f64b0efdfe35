"""What those who watch the site are told of its search index."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from ..core import generation
from ..web.middleware.health import OK, PREPARING, Probe
from ..web.middleware.metrics import Gauges
from . import service

log = structlog.get_logger()


def look() -> str:
    """Compare generations; an index that is behind is brought up to date, as a reader's search would."""
    try:
        if _behind():
            service.catch_up()
        if not service.is_whole():
            return PREPARING
        return "behind" if _behind() else OK
    except Exception:
        log.exception("index_unreadable")
        return "cannot be read"


def _behind() -> bool:
    state = service.state()
    return state is None or state.generation < generation.current()


def gauges(current: int) -> Iterator[Metric]:
    """Yield how far the index is behind a generation."""
    state = service.state()
    if state is not None:
        behind = max(0, current - state.generation)
        yield GaugeMetricFamily("site_index_lag", "Generations that the search index is behind", behind)


HOOKS = (Probe("search", look, needs_database=True), Gauges(gauges))

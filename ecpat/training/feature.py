"""Training: events, each with its calendar, and one calendar of all that lies ahead."""

from __future__ import annotations

from ..entries.public.pages import routes_of
from ..web.feature import Feature, Route
from .kind import TRAINING, event_calendar, upcoming_calendar

FEATURE = Feature(
    "training",
    public=(
        *routes_of(TRAINING),
        Route("training.event", "{training}/<slug:slug>.ics", event_calendar, values={"kind": TRAINING}),
        Route("training.calendar", "{training}/{calendar}.ics", upcoming_calendar, values={"kind": TRAINING}),
    ),
)

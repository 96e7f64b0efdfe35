"""The API: what is public, read by programs."""

from __future__ import annotations

from ..web.feature import Feature, Route
from . import public
from .arguments import ARGUMENTS

FEATURE = Feature(
    "api",
    root=(
        Route("api.index", "api/", public.index),
        Route("api.description", "api/openapi.json", public.openapi),
        Route("api.topics", "api/topics", public.every_topic),
        # With `since` there are more lists than anybody may have kept: they are limited, as searches are.
        Route("api.entries", "api/entries", public.entries, query=ARGUMENTS, limited=True),
        Route("api.entry", "api/entries/<id:entry_id>", public.entry),
    ),
)

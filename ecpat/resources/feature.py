"""Resources: reports and other documents, and how they are cited."""

from __future__ import annotations

from ..entries.public.pages import routes_of
from ..web.feature import Feature, Route
from . import citation_formats
from .kind import RESOURCES

FEATURE = Feature(
    "resources",
    public=(
        *routes_of(RESOURCES),
        *(
            Route(
                f"resources.{ending}",
                f"{{resources}}/<slug:slug>.{ending}",
                citation_formats.send,
                values={"kind": RESOURCES, "ending": ending},
            )
            for ending in citation_formats.FORMATS
        ),
    ),
    template_globals={"citation_formats": citation_formats.FORMATS, "citation_metadata": citation_formats.metadata},
)

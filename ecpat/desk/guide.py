"""Help at the desk: a page of tasks, each in a few steps, and of the keys."""

from __future__ import annotations

from flask import Response

from ..web.feature import Route
from . import layout


def guide() -> Response:
    """Show how things are done at the desk."""
    return layout.render("desk/guide.html")


ROUTES = (Route("guide", "{help}", guide),)

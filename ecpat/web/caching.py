"""What browsers and a CDN may keep of files, for how long, and the tags by which a CDN is told to let go of them."""

from __future__ import annotations

from datetime import date

from flask import Response

from ..core import clock, dates

PRIVATE = "private, no-store"  # of what is not public
DAY = 86_400  # seconds


def tag(answer: Response, *tags: str) -> Response:
    """Say what an answer was made from: a CDN lets go of all answers that have a tag.

    Surrogate-Key is what Fastly and Varnish read, Cache-Tag what Cloudflare and Akamai do.
    """
    answer.headers["Surrogate-Key"], answer.headers["Cache-Tag"] = " ".join(tags), ",".join(tags)
    return answer


def cache_control(seconds: int = DAY, last_day: date | None = None) -> str:
    """Return the Cache-Control of an answer that anybody may keep so long, but never beyond its last day, if any."""
    if last_day is not None and last_day < dates.LAST_DAY:
        left = dates.end_of(last_day) - clock.now()
        seconds = max(0, min(seconds, int(left.total_seconds())))
    return f"public, max-age={seconds}"

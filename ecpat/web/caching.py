"""What browsers and a CDN may keep of files, for how long, and the tags by which a CDN is told to let go of them."""

from __future__ import annotations

from flask import Response

from ..core import clock, dates
from ..entries.models import Entry
from ..files.models import Asset

PRIVATE = "private, no-store"  # of what is not public
DAY = 86_400  # seconds


def tag(answer: Response, *sources: Asset | Entry) -> Response:
    """Say what an answer was made from: a CDN lets go of all answers that have a tag.

    Surrogate-Key is what Fastly and Varnish read, Cache-Tag what Cloudflare and Akamai do.
    """
    tags = [f"file-{one.digest[:16]}" if isinstance(one, Asset) else f"entry-{one.id}" for one in sources]
    answer.headers["Surrogate-Key"], answer.headers["Cache-Tag"] = " ".join(tags), ",".join(tags)
    return answer


def cache_control(asset: Asset | None = None, seconds: int = DAY) -> str:
    """Return the Cache-Control of an answer that anybody may keep so long, but never beyond consent to a file."""
    if asset is not None and asset.consent_until is not None and asset.consent_until < dates.LAST_DAY:
        left = dates.end_of(asset.consent_until) - clock.now()
        seconds = max(0, min(seconds, int(left.total_seconds())))
    return f"public, max-age={seconds}"

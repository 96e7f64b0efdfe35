"""Entries and files as tests of what may be read arrange them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ecpat.accounts.models import Person
from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Entry
from ecpat.files import pictures, service
from ecpat.files.models import Asset

from .files.test_media import make_image, make_pdf


def spoil(path: Path, data: bytes) -> None:
    """Put other bytes in the place of a file's: in the file itself they would be those of other tests' sites too."""
    path.unlink()
    path.write_bytes(data)


def picture(number: int, name: str = "", until: date | None = None) -> Asset:
    """Add a picture of its own width, and return its row."""
    width = 20 + number
    stored = service.Stored(
        pictures.storage().put(make_image(width, 12, "PNG")), "image/png", 300, width, 12,
    )  # fmt: skip
    asset = service.add(stored, name or f"picture {number}", by=None)
    asset.consent_until = until
    db.session.flush()
    return asset


def pdf(text: str, name: str = "") -> Asset:
    """Add a PDF of one page with a text, and return its row."""
    data = make_pdf(text)
    stored = service.Stored(
        pictures.storage().put(data), "application/pdf", len(data), 595, 842, [text], 1, False, "fr"
    )
    asset = service.add(stored, name or "report", by=None)
    db.session.flush()
    return asset


def shows(*pictures: Asset) -> str:
    """Return a body that shows pictures."""
    return "<p>Corps.</p>" + "".join(f'<p><img src="asset:{one.id}" alt="x"></p>' for one in pictures)


def resource(by: Person | None = None, image: Asset | None = None) -> Entry:
    """Add a resource without words."""
    return publishing.create(
        get_kind("resources"), document_type="report", by=by, **({"image_id": image.id} if image else {})
    )


def address(asset: Asset) -> str:
    """Return the address of a file that readers' pages show: a picture's, or the cover of a PDF."""
    if asset.media_type == "application/pdf":
        return f"/media/{asset.digest}/cover.webp"
    return f"/media/{asset.digest}/{asset.width}.jpg"

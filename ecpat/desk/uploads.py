"""Files as people send them: what they are is told by their content, and only what was read whole is kept."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

from ..content import filing
from ..content.assets import Asset
from ..content.errors import ContentError
from ..content.words import BODY_SIZE
from ..i18n import format_size
from ..i18n import gettext as _
from ..i18n import lazy_gettext as _l
from ..media import apart
from ..media.damage import DamagedFile
from ..media.pdfs import MOST_PAGES
from ..media.words import one_line
from ..people.models import Person
from ..public.pictures import storage

LARGEST = {"image": 20_000_000, "pdf": 50_000_000}  # bytes of a file
# Bytes of a request and of a text in it that a form may send: a little less than the desk takes, see desk.blueprints.
LARGEST_FORM = {"request": 64_000_000, "text": BODY_SIZE}
ACCEPTED = {"image": "image/jpeg,image/png,image/webp,image/avif", "pdf": "application/pdf"}  # what forms offer
LONGEST_NAME = 120  # characters

_PDF = re.compile(rb"(\xef\xbb\xbf)?[\t\n\f\r ]{0,64}%PDF-")  # at the very start: no other format before it
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP|....ftypavi[fs]", re.DOTALL)
_FAULTS = {
    "kind": _l("This is neither a picture (JPEG, PNG, WebP, AVIF) nor a PDF, whatever its name says."),
    "damaged": _l("This file is damaged or incomplete. Open it on your computer, save it anew and send that."),
    "large": _l("This picture has too many pixels. Make it smaller: 4,000 pixels on its longer side are plenty."),
    "locked": _l("This PDF is locked by a password. Save a copy without password and send that."),
    "long": _l("This PDF has more than %(count)d pages. Split it.", count=MOST_PAGES),
    "exhausting": _l("Reading this file takes more time or memory than a file may. Save it anew in a simpler form."),
}
_NEEDED = {"image": _l("A picture is needed here."), "pdf": _l("A PDF is needed here.")}


def receive(file: FileStorage, *, by: Person, kind: str = "", replacing: Asset | None = None) -> Asset:
    """Keep a file and return its row, or the row that has the same file already; the caller commits.

    With `replacing`, the file takes the place of that one's, which must be of the same kind; with `kind` ("image" or
    "pdf"), it must be of that. Raises ContentError on the field "file", with nothing kept.
    """
    data = _data(file)
    found = _kind(data)
    if kind and found != kind:
        raise ContentError("file", _NEEDED[kind])
    if replacing is not None and found != kind_of(replacing):
        raise ContentError("file", _l("Only a picture can replace a picture, and only a PDF a PDF."))
    if len(data) > LARGEST[found]:
        raise ContentError("file", too_large(found))
    try:
        stored = _picture(data) if found == "image" else _pdf(data)
    except DamagedFile as damage:
        raise ContentError("file", _FAULTS[damage.reason]) from damage
    except OSError as error:  # no room, or the storage does not answer
        raise ContentError("file", _l("Files cannot be kept just now. Try again in a few minutes.")) from error
    if replacing is None:
        return filing.add(stored, _name(file, found), by=by)
    filing.replace(replacing, stored, by=by)
    return replacing


def kind_of(asset: Asset) -> str:
    """Return "image" or "pdf"."""
    return "image" if asset.media_type.startswith("image/") else "pdf"


def limits() -> str:
    """Return what may be sent, in words, for a form."""
    return str(
        _(
            "Pictures (JPEG, PNG, WebP, AVIF) up to %(picture)s, PDFs up to %(pdf)s.",
            picture=format_size(LARGEST["image"]),
            pdf=format_size(LARGEST["pdf"]),
        )
    )


def _data(file: FileStorage) -> bytes:
    most = max(LARGEST.values())
    data = file.stream.read(most + 1)
    if not data:
        raise ContentError("file", _l("This file is empty."))
    if len(data) > most:
        raise ContentError("file", too_large("pdf"))
    return data


def _kind(data: bytes) -> str:
    if _PICTURE.match(data):
        return "image"
    if _PDF.match(data):
        return "pdf"
    raise ContentError("file", _FAULTS["kind"])


def too_large(kind: str) -> Any:
    """Return what is said of a file that is larger than its kind may be."""
    size = format_size(LARGEST[kind])
    if kind == "image":
        return _l("This picture is larger than %(size)s.", size=size)
    return _l("This file is larger than %(size)s.", size=size)


def _picture(data: bytes) -> filing.Stored:
    copy, facts = apart.picture(data)
    return filing.Stored(storage().put(copy), facts.media_type, len(copy), facts.width, facts.height)


def _pdf(data: bytes) -> filing.Stored:
    facts = apart.pdf(data)
    return filing.Stored(
        storage().put(data), "application/pdf", len(data), facts.width, facts.height,
        facts.texts, facts.page_count, facts.tagged, facts.language,
    )  # fmt: skip


def shown_name(file: FileStorage) -> str:
    """Return the name that a file was sent under, fit to be shown: one short line, without folders."""
    given = one_line((file.filename or "")[-4096:].replace("\\", "/")).rstrip("/")
    return given.rpartition("/")[2][-LONGEST_NAME:].strip()


def _name(file: FileStorage, kind: str) -> str:
    """Return the name that a file has at the desk at first: what it was sent under, without its ending."""
    shown = shown_name(file)
    stem = PurePosixPath(shown).stem if shown.strip(". ") else ""
    return stem.strip(". ") or str(_("Picture") if kind == "image" else _("Document"))

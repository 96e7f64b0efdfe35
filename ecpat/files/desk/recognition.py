"""What a file is: told by how it begins, never by its name."""

from __future__ import annotations

import re
from typing import IO

from flask_babel import lazy_gettext as _l

from ...core.errors import ContentError
from .. import images, recordings
from ..pdf import MOST_PAGES
from ..recordings import mp4

_PDF = re.compile(rb"(\xef\xbb\xbf)?[\t\n\f\r ]{0,64}%PDF-")  # at the very start: no other format before it
_START = 128  # bytes, which hold either
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP|....ftypavi[fs]", re.DOTALL)
_HEIC = re.compile(rb"....ftyp(?:hei[cfmsx]|hev[cmsx]|mi[fa]1|msf1)(?!.*avif)", re.DOTALL)  # as telephones take them
_OFFICE = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|mimetypeapplication/vnd\.oasis|_rels/|docProps/|word/)"
    rb"|\xd0\xcf\x11\xe0|\{\\rtf",
    re.DOTALL,
)
FAULTS = {
    "heic": _l(
        "This photograph is in Apple’s format HEIC. Save or send it as JPEG; a telephone takes pictures as JPEG "
        "under Settings, Camera, Formats, “Most Compatible”."
    ),
    "office": _l(
        "This is a document of an office program. Save it as PDF and send that, or copy its words into a text."
    ),
    "gif": _l("This is a GIF. If it stands still, save it as PNG; if it moves, choose one of its pictures."),
    "kind": _l(
        "This is neither a picture (JPEG, PNG, WebP, AVIF) nor a PDF, a video (MP4, WebM) or sound (MP3, M4A, Ogg), "
        "whatever its name says."
    ),
    "apple": _l("This video is in Apple’s format MOV. Save it as MP4 and send that."),
    "codec": _l(
        "Not every browser plays this recording. Save a video as MP4 with H.264 and AAC, or as WebM; sound as MP3."
    ),
    "damaged": _l("This file is damaged or incomplete. Open it on your computer, save it anew and send that."),
    "large": _l("This picture has too many pixels. Make it smaller: 4,000 pixels on its longer side are plenty."),
    "locked": _l("This PDF is locked by a password. Save a copy without password and send that."),
    "long": _l("This PDF has more than %(count)d pages. Split it.", count=MOST_PAGES),
    "exhausting": _l("Reading this file takes more time or memory than a file may. Save it anew in a simpler form."),
}


def kind(data: IO[bytes]) -> str:
    """Return "image", "pdf" or "recording"; raise ContentError where it is none, with what to do about it."""
    data.seek(0)
    start = data.read(_START)
    if _PICTURE.match(start):
        return "image"
    if _HEIC.match(start):
        if not images.HEIC:
            raise ContentError("file", FAULTS["heic"])
        return "image"
    if _PDF.match(start):
        return "pdf"
    known = "office" if _OFFICE.match(start) else "gif" if start.startswith(b"GIF8") else "kind"
    if mp4.APPLE.match(start):
        known = "apple"
    elif recordings.begins(start):
        return "recording"
    raise ContentError("file", FAULTS[known])

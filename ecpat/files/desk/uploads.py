"""Files as people send them: what they are is told by their content, and only what was read whole is kept.

What readers see of a file is drawn here too, before its row is there. All of it is done apart and takes its time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Response, current_app, flash, jsonify, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from ...accounts.models import Person
from ...core.database import db
from ...core.errors import ContentError
from ...core.i18n import format_size
from ...core.text_layout import one_line
from .. import drawing, recordings, sandbox, service, usage
from ..errors import DamagedFile
from ..models import Asset
from ..pictures import storage
from ..turns import BusyError, Turns
from . import recognition

LARGEST = {"image": 20_000_000, "pdf": 100_000_000}  # bytes of a file; of a recording see RECORDING_SIZE
ACCEPTED = {
    "image": "image/jpeg,image/png,image/webp,image/avif",
    "pdf": "application/pdf",
    "recording": "video/mp4,video/webm,audio/mpeg,audio/mp4,audio/x-m4a,audio/ogg,audio/webm",
}  # what forms offer
MOST_AT_ONCE = 30  # files of a form
ENOUGH = 60  # seconds after which no other file of a form is begun: servers in front wait for four minutes
LONGEST_NAME = 120  # characters
# In a process one file is read and one waits: of the threads that servers are given, two are left.
PATIENCE = 45  # seconds
TURNS = Turns(waiting=1, patience=PATIENCE)

_BUSY = _l("Other files are being read just now. Nothing is wrong with yours: send it again in a minute.")
_NEEDED = {
    "image": _l("A picture is needed here."),
    "pdf": _l("A PDF is needed here."),
    "recording": _l("A video or sound is needed here."),
}
NO_RECORDINGS = _l(
    "Only pictures are taken here. A video or sound is put into the text under “Block”, or sent under “Files”."
)
_SAME = _l("Only a picture can replace a picture, only a PDF a PDF, only a video or sound a video or sound.")


def receive(
    file: FileStorage,
    *,
    by: Person | None,
    kind: str = "",
    replacing: Asset | None = None,
    say: Callable[[str], object] = flash,
) -> Asset:
    """Keep a file and return its row, or the row that has the same file already; the caller commits.

    With `replacing`, the file takes the place of that one's, which must be of the same kind; with `kind` ("image",
    "pdf" or "recording"), it must be of that. What is not kept of it is said by `say`. Raises ContentError on the
    field "file", with nothing kept.
    """
    data = file.stream
    size = _size(data)
    found = recognition.kind(data)
    if kind and found != kind:
        raise ContentError("file", NO_RECORDINGS if (kind, found) == ("image", "recording") else _NEEDED[kind])
    if replacing is not None and found != kind_of(replacing):
        raise ContentError("file", _SAME)
    if size > largest()[found]:
        raise ContentError("file", too_large(found))
    db.session.rollback()  # no transaction is open, and no connection kept, while a file is read for minutes
    try:
        with TURNS.take():
            stored = _stored(found, data, size, say)
    except BusyError as error:
        raise ContentError("file", _BUSY) from error
    except DamagedFile as damage:
        raise ContentError("file", recognition.FAULTS[damage.reason]) from damage
    except OSError as error:  # no room, or the storage does not answer
        raise ContentError("file", _l("Files cannot be kept just now. Try again in a few minutes.")) from error
    if replacing is None:
        known = None if by is None else usage.readable_by(by)
        if (there := service.find(stored.digest, known)) is not None:
            say(_("This file was here already: it is “%(name)s”.", name=there.name))
        return service.add(stored, _name(file, found), by=by, known=known)
    service.replace(replacing, stored, by=by)
    return replacing


def receive_all(
    files: Iterable[FileStorage], *, by: Person, kind: str = ""
) -> tuple[list[Asset], list[tuple[str, str]]]:
    """Keep files, each whole or not at all, and commit; return them, and (name, reason) of those not kept."""
    kept: list[Asset] = []
    faults: list[tuple[str, str]] = []
    began = time.monotonic()
    for file in islice(files, MOST_AT_ONCE):
        try:
            if time.monotonic() - began > ENOUGH:
                raise ContentError("file", _l("There was no time left for this file. Send it again."))
            kept.append(receive(file, by=by, kind=kind))
            db.session.commit()
        except ContentError as fault:
            db.session.rollback()
            faults.append((shown_name(file) or "…", fault.message))
    return kept, faults


def by_script() -> bool:
    """Tell whether a script has sent a file, and shows its way: it is answered in JSON."""
    return request.accept_mimetypes.best == "application/json"


def taken(asset: Asset, note: str = "") -> Response:
    """Tell a script which file is here now, and where, and what was not kept of it."""
    said = {"note": note} if note else {}
    return jsonify(id=asset.id, name=asset.name, address=url_for("desk.file", asset_id=asset.id), **said)


def refused(fault: ContentError) -> Response:
    """Tell a script why a file was not kept."""
    return make_response(jsonify(fault=str(fault.message)), 422)


def kind_of(asset: Asset) -> str:
    """Return "image", "pdf" or "recording"."""
    sort = asset.media_type.partition("/")[0]
    return {"image": "image", "video": "recording", "audio": "recording"}.get(sort, "pdf")


def largest() -> dict[str, int]:
    """Return how many bytes a file of each kind may have."""
    return {**LARGEST, "recording": current_app.config["RECORDING_SIZE"] * 1_000_000}


def limits() -> str:
    """Return what may be sent, in words, for a form."""
    sizes = {kind: format_size(size) for kind, size in largest().items()}
    return str(
        _(
            "Pictures (JPEG, PNG, WebP, AVIF) up to %(image)s, PDFs up to %(pdf)s, videos (MP4, WebM) and sound "
            "(MP3, M4A, Ogg) up to %(recording)s.",
            **sizes,
        )
    )


def _size(data: IO[bytes]) -> int:
    size = data.seek(0, os.SEEK_END)
    if not size:
        raise ContentError("file", _l("This file is empty."))
    if size > max(largest().values()):
        raise ContentError("file", too_large("recording"))
    return size


def too_large(kind: str) -> Any:
    """Return what is said of a file that is larger than its kind may be."""
    size = format_size(largest()[kind])
    if kind == "image":
        return _l("This picture is larger than %(size)s.", size=size)
    return _l("This file is larger than %(size)s.", size=size)


def _stored(kind: str, data: IO[bytes], size: int, say: Callable[[str], object]) -> service.Stored:
    match kind:
        case "image":
            return _picture(data, say)
        case "pdf":
            return _pdf(data, size)
        case _:
            return _recording(data, size)


def _picture(data: IO[bytes], say: Callable[[str], object]) -> service.Stored:
    copy, facts = sandbox.picture(data)
    if facts.animated:
        say(_("This picture moves: only its first image is kept."))
    digest = storage().put(copy)
    drawing.draw(storage(), digest, facts.media_type, facts.width, copy)
    return service.Stored(digest, facts.media_type, len(copy), facts.width, facts.height)


def _pdf(data: IO[bytes], size: int) -> service.Stored:
    facts = sandbox.pdf(data)
    digest = storage().put(data)
    drawing.draw(storage(), digest, "application/pdf", facts.width, data)
    return service.Stored(
        digest, "application/pdf", size, facts.width, facts.height,
        facts.texts, facts.page_count, facts.tagged, facts.language,
    )  # fmt: skip


def _recording(data: IO[bytes], size: int) -> service.Stored:
    plan = recordings.read(data, size)
    with TemporaryFile() as copy:
        recordings.copy(data, plan, copy)
        digest = storage().put(copy)
        width, height = plan.pixels or (None, None)
        return service.Stored(digest, plan.media_type, plan.end - plan.start, width, height, seconds=plan.seconds)


def shown_name(file: FileStorage) -> str:
    """Return the name that a file was sent under, fit to be shown: one short line, without folders."""
    given = one_line((file.filename or "")[-4096:].replace("\\", "/")).rstrip("/")
    return given.rpartition("/")[2][-LONGEST_NAME:].strip()


def _name(file: FileStorage, kind: str) -> str:
    """Return the name that a file has at the desk at first: what it was sent under, without its ending."""
    shown = shown_name(file)
    stem = PurePosixPath(shown).stem if shown.strip(". ") else ""
    usual = {"image": _("Picture"), "pdf": _("Document"), "recording": _("Recording")}
    return stem.strip(". ") or str(usual[kind])

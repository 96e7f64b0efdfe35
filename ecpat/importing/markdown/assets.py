"""The files that texts of a folder show: those of an export of ours as they are, any other through the intake."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from ...core.database import db
from ...core.errors import ContentError
from ...files import recordings, sandbox
from ...files import service as files
from ...files.desk import uploads as intake
from ...files.errors import DamagedFile
from ...files.images import ImageFacts
from ...files.models import Asset
from ...files.pdf import PdfFacts
from ...files.pictures import storage
from ...files.recordings.plan import Plan
from ..journal import Journal
from ..report import Report
from . import facts, text
from .export import file_name
from .folder import Page

PICTURE = re.compile(r'src="([^"]*)"')


class Assets:
    """The files that texts show, by their digests or the paths that texts name."""

    def __init__(self, folder: Path, journal: Journal, report: Report) -> None:
        self._folder, self._journal, self._report = folder.resolve(), journal, report
        self.numbers: dict[str, int] = {}
        self.digests: dict[int, str] = {}

    def add_kept(self, row: Mapping[str, Any]) -> None:
        """Take in a file of an export of ours, as it is."""
        digest = str(row["digest"])
        path = self._folder / "files" / Path(file_name(dict(row))).name
        held = db.session.scalar(select(Asset).where(Asset.digest == digest).order_by(Asset.id).limit(1))
        if held is None:
            try:
                held = self._stored(path, row)
            except (OSError, DamagedFile) as error:
                self._report.left_out(f"file:{digest}", str(row["name"]), "file-refused", str(error))
                return
            facts.add_words(held, dict(row))
            self._journal.note(f"file:{digest}", f"file:{held.id}", digest=held.digest)
            self._report.taken(f"file:{digest}", held.name, f"file:{held.id}")
            db.session.commit()
        self.numbers[digest], self.digests[held.id] = held.id, held.digest

    def _stored(self, path: Path, row: Mapping[str, Any]) -> Asset:
        """Keep a file that can be read, and whose bytes are what the export says."""
        with path.open("rb") as file:
            size, media_type = path.stat().st_size, str(row["media_type"])
            told = _read(file, size, media_type)
            digest = storage().put(file)
        if digest != row["digest"]:
            raise DamagedFile("its bytes are not those that were given out", "damaged")
        match told:
            case PdfFacts():
                more = (told.texts, told.page_count, told.tagged, row["language"])
                stored = files.Stored(digest, media_type, size, told.width, told.height, *more)
            case ImageFacts():
                stored = files.Stored(digest, media_type, size, told.width, told.height)
            case Plan():
                width, height = told.pixels or (None, None)
                stored = files.Stored(digest, told.media_type, size, width, height, seconds=told.seconds)
        return files.add(stored, str(row["name"]), by=None)

    def add_shown(self, page: Page) -> None:
        """Take in the pictures that a text names by their paths."""
        for source in PICTURE.findall(text.to_html(page.text)):
            path = self.path_of(page, source)
            if path is None or str(path) in self.numbers:
                continue
            try:
                with path.open("rb") as file:
                    asset = intake.receive(
                        FileStorage(file, path.name), by=None, kind="image", say=lambda _words: None
                    )
            except ContentError as error:
                db.session.rollback()
                self._report.left_out(str(path.name), "", "file-refused", str(error.message))
                continue
            self._journal.note(f"file:{path.relative_to(self._folder)}", f"file:{asset.id}", digest=asset.digest)
            self.numbers[str(path)] = asset.id
            db.session.commit()

    def path_of(self, page: Page, source: str) -> Path | None:
        """Return the file that a text names by its path; None where it is none of the folder's."""
        if ":" in source or source.startswith("//"):
            return None
        start = self._folder if source.startswith("/") else page.path.resolve().parent
        path = (start / source.lstrip("/")).resolve()
        return path if path.is_relative_to(self._folder) and path.is_file() else None


def _read(file: IO[bytes], size: int, media_type: str) -> PdfFacts | ImageFacts | Plan:
    """Return what a file says of itself; raise DamagedFile where it is none of what is kept here."""
    if media_type == "application/pdf":
        return sandbox.pdf(file)
    return recordings.read(file, size) if media_type in recordings.ENDINGS else sandbox.picture(file)[1]

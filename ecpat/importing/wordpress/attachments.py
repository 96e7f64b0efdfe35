"""Attachments: each file goes through the intake that uploads go through, and what is lost is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath

from werkzeug.datastructures import FileStorage

from ... import locales
from ...core.database import db
from ...core.errors import ContentError
from ...core.text_layout import one_line
from ...files import service
from ...files.desk import uploads as intake
from ...files.models import Asset
from ..journal import Journal
from ..report import Progress, Report
from ..uploads import Uploads
from .addresses import upload_path
from .items import Item
from .plan import Plan

_SCALED = re.compile(r"-(?:scaled|rotated|e\d{10,})(?=\.\w+$)")
LENGTHS = {"alt": 400, "caption": 400, "credit": 200}


@dataclass
class Files:
    """The files that are here, by the keys of their attachments."""

    assets: dict[str, int] = field(default_factory=dict)
    pictures: set[int] = field(default_factory=set)
    digests: dict[int, str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)

    def add(self, key: str, asset: Asset) -> None:
        """Note what a file is here."""
        self.assets[key], self.digests[asset.id] = asset.id, asset.digest
        if asset.media_type.startswith("image/"):
            self.pictures.add(asset.id)
            self.widths[asset.id] = asset.width or 0

    def picture(self, key: str) -> int | None:
        """Return the number of a picture by the key of its attachment."""
        number = self.assets.get(key)
        return number if number in self.pictures else None

    def document(self, key: str) -> int | None:
        """Return the number of a document by the key of its attachment."""
        number = self.assets.get(key)
        return None if number in self.pictures else number


def taken(plan: Plan, uploads: Uploads, journal: Journal, report: Report, progress: Progress) -> Files:
    """Take in the files that are not here yet, each in a transaction of its own."""
    files, waiting = Files(), dict[str, list[tuple[str, Item]]]()
    there = uploads.all()
    for key, item in plan.survey.of_type("attachment"):
        number = journal.number(f"file:{key}")
        if number is not None:
            if asset := db.session.get(Asset, number):
                files.add(key, asset)
            continue
        path = next((form for form in _forms(upload_path(item)) if form in there), "")
        if path:
            waiting.setdefault(path, []).append((key, item))
        else:
            report.left_out(key, item.title, "file-lost", upload_path(item) or item.attachment_url)
    db.session.rollback()
    total = len(waiting)
    for path, file in uploads.files(list(waiting)):
        progress("files", total - len(waiting), total)
        stored = FileStorage(file, PurePosixPath(path).name)
        notes = list[object]()
        try:
            asset = intake.receive(stored, by=None, say=notes.append)
        except ContentError as error:
            db.session.rollback()
            for key, item in waiting.pop(path):
                report.left_out(key, item.title, "file-refused", f"{path}: {error.message}")
            continue
        for key, item in waiting.pop(path):
            _describe(asset, key, item, plan, report)
            journal.note(f"file:{key}", f"file:{asset.id}", digest=asset.digest)
            files.add(key, asset)
            report.taken(key, item.title or path, f"file:{asset.id}")
            for note in notes:
                report.changed(key, item.title, "file-refused", str(note))
        db.session.commit()
        db.session.expunge_all()
    for path, lost in waiting.items():
        for key, item in lost:
            report.left_out(key, item.title, "file-large", path)
    return files


def _forms(path: str) -> list[str]:
    """Return the paths under which a file may lie: as it is named, or before WordPress made it smaller."""
    before = _SCALED.sub("", path)
    stem, dot, ending = before.rpartition(".")
    return [path, before, f"{stem}-scaled{dot}{ending}"]


def _describe(asset: Asset, key: str, item: Item, plan: Plan, report: Report) -> None:
    """Keep what was said of a picture, in its language."""
    locale, _how = plan.languages.of(key, item)
    said = {
        "alt": item.metas.get("_wp_attachment_image_alt", ""),
        "caption": item.excerpt,
    }
    words = {name: one_line(unescape(re.sub(r"<[^<>]*>", " ", text))) for name, text in said.items()}
    if any(len(text) > LENGTHS[name] for name, text in words.items()):
        report.changed(key, item.title, "alt-long")
    kept = {name: text[: LENGTHS[name]] for name, text in words.items() if text}
    locale = locale if locale in locales.LOCALES else locales.LOCALES[0]
    if kept and asset.media_type.startswith("image/") and locale not in asset.words:
        service.describe(asset, {locale: {"alt": "", "caption": "", "credit": "", **kept}}, by=None)

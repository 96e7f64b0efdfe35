"""Taking an import back: what nobody has touched since goes, anything else stays and is named."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from ..core.database import db
from ..entries import service
from ..entries.models import Entry
from ..files import service as files
from ..files import usage
from ..files.models import Asset
from ..files.pictures import storage
from ..site.menu_models import MenuItem
from ..site.redirects import Redirect
from ..topics.models import EntryTopic, Topic
from .journal import Imported, Journal
from .report import Report

_BATCH = 100


def undo(source: str) -> Report:
    """Take back what came from a site."""
    report, journal = Report(), Journal(source)
    rows = list(db.session.scalars(journal.rows()))
    by_kind: dict[str, list[Imported]] = {}
    for row in rows:
        by_kind.setdefault(
            "redirect" if row.key.startswith("redirect:") else row.subject.partition(":")[0], []
        ).append(row)
    _redirects(by_kind.get("redirect", []), report)
    for row in by_kind.get("menu", []):
        _menu(row, report)
    db.session.commit()
    _entries(by_kind.get("entry", []), report)
    for row in by_kind.get("topic", []):
        _topic(row, report)
    db.session.commit()
    for row in by_kind.get("file", []):
        _file(row, report)
    return report


def _redirects(rows: Sequence[Imported], report: Report) -> None:
    for row in rows:
        held = db.session.get(Redirect, row.key.removeprefix("redirect:"))
        if held is not None and held.target != row.subject:
            report.left_out(row.key, "", "touched")
            continue
        if held is not None:
            db.session.delete(held)
            report.count("redirects")
        db.session.delete(row)


def _menu(row: Imported, report: Report) -> None:
    held = db.session.get(MenuItem, int(row.subject.rpartition(":")[2]))
    if held is not None:
        words = {locale: said.label for locale, said in held.words.items()}
        if (held.target, words) != (row.written["target"], row.written["words"]):
            report.left_out(row.key, "", "touched")
            return
        db.session.delete(held)
        report.taken(row.key, "", row.subject)
    db.session.delete(row)


def _entries(rows: Sequence[Imported], report: Report) -> None:
    """Take back the entries of which neither facts nor words nor state were changed, nor a language added."""
    by_subject: dict[str, list[Imported]] = {}
    for row in rows:
        by_subject.setdefault(row.subject, []).append(row)
    for count, (subject, noted) in enumerate(by_subject.items(), 1):
        entry = db.session.get(Entry, int(subject.rpartition(":")[2]))
        if entry is not None:
            title = next((edition.title for edition in entry.editions.values()), "")
            if not _untouched(entry, noted):
                report.left_out(noted[0].key, title, "touched")
                report.left_out_lines[-1].subject = subject
                continue
            service.take_back(entry)
            report.taken(noted[0].key, title, subject)
        for row in noted:
            db.session.delete(row)
        if count % _BATCH == 0:
            db.session.commit()
    db.session.commit()


def _untouched(entry: Entry, noted: Sequence[Imported]) -> bool:
    editions = {row.locale: row.written for row in noted if row.locale}
    shared = next((row.written for row in noted if not row.locale), {})
    if (
        entry.saves != shared.get("saves", 1)
        or entry.role != shared.get("role")
        or entry.editions.keys() - editions.keys()
    ):
        return False
    for locale, edition in entry.editions.items():
        at = edition.published_at.isoformat() if edition.published_at else ""
        if edition.saves != editions[locale]["saves"] or at != editions[locale]["published_at"]:
            return False
    return True


def _topic(row: Imported, report: Report) -> None:
    topic = db.session.get(Topic, int(row.subject.rpartition(":")[2]))
    if topic is not None:
        used = db.session.scalar(select(func.count()).where(EntryTopic.topic_id == topic.id))
        if used or sorted(topic.labels) != row.written.get("labels"):
            report.left_out(row.key, next((one.label for one in topic.labels.values()), ""), "touched")
            return
        db.session.delete(topic)
        report.taken(row.key, "", row.subject)
    db.session.delete(row)


def _file(row: Imported, report: Report) -> None:
    """Delete a file that nothing uses any more."""
    asset = db.session.get(Asset, int(row.subject.rpartition(":")[2]))
    gone: list[str] = []
    if asset is not None:
        used = db.session.scalar(select(Asset.id).where(Asset.id == asset.id, usage.used()))
        others = select(Imported.id).where(Imported.subject == row.subject, Imported.id != row.id).limit(1)
        if used is not None or asset.digest != row.written.get("digest"):
            report.left_out(row.key, asset.name, "touched")
            return
        if db.session.scalar(others) is None:
            files.discard(asset, by=None)
            gone = files.destroy(asset, by=None)
        report.taken(row.key, asset.name, row.subject)
    db.session.delete(row)
    db.session.commit()
    for digest in gone:
        storage().remove(digest)

"""An import from its start to its end: read whole, planned, then written a batch at a time."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from ... import locales
from ...core.database import db
from ...web import urls
from ..journal import Journal
from ..report import Progress, Report
from ..uploads import opened
from . import attachments, documents, menus, places, redirecting, topics, writing
from .addresses import Former
from .choices import Choices
from .items import Channel
from .plan import Plan, planned
from .resolving import Resolver
from .survey import survey
from .wxr import Export


def source_of(channel: Channel) -> str:
    """Return the name under which a site's things are noted: its host without “www.” and its folder."""
    parts = urlsplit(channel.site or channel.link)
    return f"wordpress:{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"


def plan(path: Path, choices: Choices) -> tuple[Plan, Report]:
    """Return what would be done with an export, and write nothing; raises RefusedFile."""
    report = Report()
    return planned(survey(Export(path)), choices, report), report


def run(
    path: Path, uploads: Path | None, choices: Choices, progress: Progress = lambda _what, _done, _total: None
) -> Report:
    """Import an export; what is here already is left as it is. Raises RefusedFile before anything is written."""
    export, report = Export(path), Report()
    made = planned(survey(export), choices, report)
    with urls.own_request(locales.LOCALES[0]):
        journal = Journal(source_of(made.survey.channel))
        former = Former(made.survey, choices.hosts)
        former.places = places.of(made, former.root)
        files = attachments.taken(made, opened(uploads), journal, report, progress)
        held, holders = documents.found(made, former, files, journal, report)
        known = topics.write(made, journal, report)
        entries = writing.write_entries(made, known, files, journal, report)
        resolver = Resolver(former, files, entries, known, holders)
        writing.write_editions(export, made, held, resolver, journal, report, progress)
        writing.drop_empty(made, journal)
        addresses = redirecting.Addresses(made, resolver, files)
        redirecting.write(redirecting.pairs(former, addresses), journal, report)
        menus.write(made, resolver, journal, report)
        db.session.commit()
    return report

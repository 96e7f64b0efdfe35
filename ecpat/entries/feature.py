"""Entries of every kind: what they share of the public site, and where they are written at the desk."""

from __future__ import annotations

from sqlalchemy import select

from ..desk.audit.targets import AuditPage, AuditTarget
from ..desk.guide import help_routes
from ..files.preview_keys import Opener
from ..web.arguments import PAGE
from ..web.feature import Feature, Route
from ..web.places import Places
from ..web.reads import Keeper
from . import read_counts
from .desk import (
    again,
    care,
    file_usage,
    home_lead,
    pictures,
    publishing_rules,
    readership,
    reminders,
    scheduled,
    translation,
    trash,
    withdraw,
)
from .desk.form import advice, autosave, references, states
from .desk.form import pages as form
from .desk.help import publishing as help_publishing
from .desk.help import writing as help_writing
from .desk.list import bulk
from .desk.list import pages as listing
from .desk.preview import browse, draft_files
from .desk.preview import pages as preview
from .desk.review import comments
from .desk.review import pages as review
from .desk.revisions import compare
from .desk.revisions import pages as revisions
from .desk.todo import overview
from .desk.todo import pages as todo
from .gate.rules import RULES
from .links.commands import check_links
from .models import Edition, Entry
from .public import feeds, pages, template_globals, topics

FEATURE = Feature(
    "entries",
    public=(
        Route("topics", "{topics}/", topics.topics, in_sitemap=True),
        Route("topic", "{topics}/<slug:slug>/", topics.topic, query=(PAGE,)),
        Route("topic_feed", "{topics}/<slug:slug>.atom", feeds.of_topic),
        Route("feed", "{feed}.atom", feeds.of_language),
    ),
    desk=(
        *overview.ROUTES, *readership.ROUTES, *care.ROUTES, *todo.ROUTES, *listing.ROUTES, *bulk.ROUTES,
        *again.ROUTES, *browse.ROUTES, *form.ROUTES, *autosave.ROUTES, *withdraw.ROUTES, *trash.ROUTES,
        *preview.ROUTES, *compare.ROUTES, *revisions.ROUTES, *references.ROUTES, *advice.ROUTES,
        *pictures.ROUTES, *publishing_rules.ROUTES, *review.ROUTES, *comments.ROUTES, *translation.ROUTES,
        *home_lead.ROUTES,
        *help_routes((*help_writing.PAGES, *help_publishing.PAGES)),
    ),
    commands=(check_links,),
    template_globals={
        **template_globals.GLOBALS, **advice.GLOBALS, **references.GLOBALS, **listing.GLOBALS,
        "state_of": states.state_of, "state_words": states.WORDS,
    },
    hooks=(
        Places(topics.places),
        Places(pages.places),
        AuditTarget(
            "entry", Edition.entry_id, Edition.locale, Edition.title, "desk.entry", "entry_id",
            opens=select(Edition.entry_id).join(Entry).where(Entry.deleted_at.is_(None)),
        ),
        AuditPage("intervals.", "desk.intervals"),
        AuditPage("publishing_rules.", "desk.publishing_rules"),
        AuditPage("entry.discarded", "desk.bin"),
        Opener(draft_files.files),
        file_usage.USAGE,
        Keeper(read_counts.keep),
        reminders.LETTER,
        scheduled.LETTER,
        *RULES,
        *review.LETTERS,
        comments.LETTER,
        *help_writing.PAGES,
        *help_publishing.PAGES,
    ),
)  # fmt: skip

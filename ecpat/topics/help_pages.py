"""Help with topics."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..desk.guide import SITE, HelpPage

PAGES = (
    HelpPage(
        "topics",
        "{help}/{topics}",
        SITE,
        _l("Topics"),
        _l("What entries speak of. Each topic has a page, a colour, and its place in lists."),
        (
            _l(
                "Under “Topics”, choose “Add a topic” or open one: its name and its words in each language, "
                "its colour."
            ),
            _l("Where the address changes, the old one goes on leading there."),
        ),
        what_if=(
            (
                _l("Two topics should be one"),
                _l("Delete one of them and choose the other: “Move and delete” gives it all the entries."),
            ),
        ),
        pages=(
            "desk.topics",
            "desk.topic",
            "desk.new_topic",
            "desk.delete_topic",
        ),
        role="editor",
    ),
)

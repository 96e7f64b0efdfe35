"""Help with the help lines."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..desk.guide import SITE, HelpPage

PAGES = (
    HelpPage(
        "helplines",
        "{help}/{help-lines}",
        SITE,
        _l("Look after the help lines"),
        _l("Readers in distress trust these numbers. They stand at the top of every page and on the help page."),
        (
            _l("Every six months, compare each number with the service’s own page and choose “Checked today”."),
            _l(
                "Open a line to change it: when it answers, in which languages, at what cost. A changed "
                "number is asked about once more."
            ),
        ),
        what_if=(
            (
                _l("A service closes"),
                _l("Delete its line at once: that cannot be undone, and readers do not see it any more."),
            ),
        ),
        pages=(
            "desk.helplines",
            "desk.helpline",
            "desk.new_helpline",
            "desk.delete_helpline",
        ),
        picture=_l("The help lines, each with the day on which it was checked"),
        role="editor",
    ),
)

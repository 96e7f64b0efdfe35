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
    HelpPage(
        "guide_path",
        "{help}/{a-child-worries-me}",
        SITE,
        _l("Change the path “A child is worrying me”"),
        _l("A few questions that lead a worried reader to the right help line."),
        (
            _l("Open a question to change its words and its answers; each answer says where it leads."),
            _l("“Add a question”, “Move up” and the other buttons change the page alone: nothing is saved yet."),
            _l("“Save the path” puts it on the site as a whole."),
        ),
        what_if=(
            (
                _l("It is not saved"),
                _l("An answer leads nowhere or round in a circle, or a language lacks words: the page says where."),
            ),
        ),
        pages=("desk.guide_path",),
        role="editor",
    ),
)

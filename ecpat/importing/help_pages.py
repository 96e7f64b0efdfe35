"""Help with moving a site in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..desk.guide import TEAM, HelpPage

PAGES = (
    HelpPage(
        "import",
        "{help}/{import}",
        TEAM,
        _l("Move a site in"),
        _l("What another site exported becomes entries here, with its files and its old addresses."),
        (
            _l("Under “Settings”, open “Import” and send the export of WordPress, with its files as an archive."),
            _l(
                "Read the plan: what becomes what, in which language. Change it where needed; nothing is "
                "taken in before."
            ),
            _l("Start it. A report says what was taken, changed and left out, and why."),
        ),
        what_if=(
            (
                _l("It was the wrong export"),
                _l("The report offers to take it back; what somebody has touched since stays."),
            ),
            (
                _l("You have a table, and no export"),
                _l(
                    "Choose “Take in a table”: an empty one is there to fill in. Every row is judged first; "
                    "“Only judge it” takes nothing; “Take back what it brought” undoes it."
                ),
            ),
        ),
        pages=("desk.imports", "desk.import_plan", "desk.import_table"),
        role="administrator",
    ),
)

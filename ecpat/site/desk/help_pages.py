"""Help with the menu and with old addresses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ...desk.guide import SITE, HelpPage

PAGES = (
    HelpPage(
        "menu",
        "{help}/{menu}",
        SITE,
        _l("The menu of the site"),
        _l("What the menu at the top of the site leads to, in each language."),
        (
            _l("Under “Settings”, open “Menu”."),
            _l(
                "Move places by their buttons or drag them; give each a label in each language. The last "
                "place is for a new one."
            ),
            _l("“Save the menu” shows it to readers at once."),
        ),
        what_if=(
            (_l("A place does not show"), _l("It has no label in that language, or its page is not live there.")),
        ),
        pages=(
            "desk.menu",
            "desk.usual_menu",
        ),
        picture=_l("The menu’s places, with a label in each language"),
        role="editor",
    ),
    HelpPage(
        "redirects",
        "{help}/{redirects}",
        SITE,
        _l("Old addresses, and what readers do not find"),
        _l("An address of the former site can lead to a page of this one."),
        (
            _l(
                "Under “Settings”, open “Redirects”: addresses that readers asked for in vain are listed, "
                "the most wanted first."
            ),
            _l("Choose “Make a redirect” beside one, or “Add a redirect”, and say where it leads."),
        ),
        what_if=(
            (
                _l("You change the address of an entry"),
                _l("Nothing needs doing: its old address goes on leading to it."),
            ),
        ),
        pages=(
            "desk.redirects",
            "desk.new_redirect",
        ),
        role="editor",
    ),
)

"""Help with the texts of the site."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..desk.guide import SITE, HelpPage

PAGES = (
    HelpPage(
        "texts",
        "{help}/{texts}",
        SITE,
        _l("The home page and other texts of the site"),
        _l("Name, mission, introduction of the home page, footer, help panel: words that belong to no entry."),
        (
            _l("Under “Settings”, open “Texts of the site”."),
            _l("Change them in each language; beside each stands where readers see it. Saving shows it at once."),
        ),
        what_if=((_l("A text is not among them"), _l("Some texts are an administrator’s, such as the name.")),),
        pages=("desk.texts",),
        role="editor",
    ),
)
